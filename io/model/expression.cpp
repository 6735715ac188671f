#include "io/model/expression.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "io/model/suggestion.hpp"

namespace engram {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Function {
  std::string_view name;
  double (*value)(double);
};
constexpr std::array kFunctions = {
    Function{"sqrt", [](double x) { return std::sqrt(x); }},
    Function{"exp", [](double x) { return std::exp(x); }},
    Function{"log", [](double x) { return std::log(x); }},
    Function{"abs", [](double x) { return std::abs(x); }},
    Function{"floor", [](double x) { return std::floor(x); }},
    Function{"ceil", [](double x) { return std::ceil(x); }},
    Function{"round", [](double x) { return std::round(x); }},
};
constexpr std::array<std::string_view, 3> kOtherFunctions = {"min", "max", "if"};
constexpr std::array kConstants = {std::pair<std::string_view, double>{"true", 1},
                                   std::pair<std::string_view, double>{"false", 0},
                                   std::pair<std::string_view, double>{"inf", kInfinity}};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

const Function* find_function(std::string_view name) {
  const auto* found = std::ranges::find(kFunctions, name, &Function::name);
  return found == kFunctions.end() ? nullptr : found;
}

std::optional<double> find_constant(std::string_view name) {
  const auto* found =
      std::ranges::find(kConstants, name, &std::pair<std::string_view, double>::first);
  if (found == kConstants.end()) return std::nullopt;
  return found->second;
}

std::vector<std::string> function_names() {
  std::vector<std::string> names;
  for (const Function& f : kFunctions) names.emplace_back(f.name);
  names.insert(names.end(), kOtherFunctions.begin(), kOtherFunctions.end());
  return names;
}

/// Evaluates while it parses, by recursive descent: one function a rule of the grammar.
class Evaluator {
 public:
  Evaluator(std::string_view text, const Scope& scope) : text_(text), scope_(scope) {}

  double evaluate() {
    const double value = disjunction();
    skip_space();
    if (at_ != text_.size()) fail(at_, "expected an operator or the end, found " + found());
    return value;
  }

 private:
  // Brackets and signs may nest this deep: a file must not be able to exhaust the stack.
  static constexpr int kMaxDepth = 200;

  [[noreturn]] void fail(std::size_t position, const std::string& what) const {
    throw ExpressionError(position, what);
  }
  std::string found() const {
    return at_ < text_.size() ? "'" + std::string(1, text_[at_]) + "'" : "the end";
  }

  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }
  bool accept(std::string_view symbol) {
    skip_space();
    if (!text_.substr(at_).starts_with(symbol)) return false;
    at_ += symbol.size();
    return true;
  }
  void expect(std::string_view symbol) {
    if (!accept(symbol)) fail(at_, "expected '" + std::string(symbol) + "', found " + found());
  }

  /// Parses by `rule`; where the value is not `needed`, what is undefined in it does not matter.
  template <class Rule>
  double parse(bool needed, Rule rule) {
    if (!needed) ++unneeded_;
    const double value = (this->*rule)();
    if (!needed) --unneeded_;
    return value;
  }

  /// `value`, which must be a number.
  double defined(double value, std::size_t position, const std::string& what) const {
    if (std::isnan(value) && unneeded_ == 0) fail(position, what + " is undefined");
    return value;
  }

  double disjunction() {
    double value = conjunction();
    while (accept("||")) {
      const double other = parse(value == 0, &Evaluator::conjunction);
      value = value != 0 || other != 0;
    }
    return value;
  }

  double conjunction() {
    double value = comparison();
    while (accept("&&")) {
      const double other = parse(value != 0, &Evaluator::comparison);
      value = value != 0 && other != 0;
    }
    return value;
  }

  double comparison() {
    const double left = sum();
    if (accept("<=")) return left <= sum();
    if (accept(">=")) return left >= sum();
    if (accept("==")) return left == sum();
    if (accept("!=")) return left != sum();
    if (accept("<")) return left < sum();
    if (accept(">")) return left > sum();
    return left;
  }

  double sum() {
    double value = product();
    for (;;) {
      const std::size_t position = at_;
      if (accept("+")) {
        value = defined(value + product(), position, "this sum");
      } else if (accept("-")) {
        value = defined(value - product(), position, "this difference");
      } else {
        return value;
      }
    }
  }

  double product() {
    double value = unary();
    for (;;) {
      const std::size_t position = at_;
      if (accept("*")) {
        value = defined(value * unary(), position, "this product");
      } else if (accept("/")) {
        const double divisor = unary();
        if (divisor == 0 && unneeded_ == 0) fail(position, "division by zero");
        value = defined(value / divisor, position, "this quotient");
      } else {
        return value;
      }
    }
  }

  double unary() {
    if (++depth_ > kMaxDepth) fail(at_, "nested too deeply");
    const double value = signed_value();
    --depth_;
    return value;
  }
  double signed_value() {
    if (accept("-")) return -unary();
    if (accept("+")) return unary();
    if (accept("!")) return unary() == 0;
    return power();
  }

  double power() {
    const double base = primary();
    const std::size_t position = at_;
    if (!accept("^")) return base;
    const double exponent = unary();
    if (base == 0 && exponent < 0 && unneeded_ == 0) fail(position, "division by zero");
    return defined(std::pow(base, exponent), position, "this power");
  }

  double primary() {
    if (accept("(")) {
      const double value = disjunction();
      expect(")");
      return value;
    }
    skip_space();
    if (at_ == text_.size()) fail(at_, "expected a number, a name or '(', found the end");
    if (is_letter(text_[at_])) return named();
    return number();
  }

  double number() {
    const char* const end = text_.data() + text_.size();
    const char first = text_[at_];
    double value = 0;
    if (is_digit(first) || first == '.') {
      const auto [after, error] = std::from_chars(text_.data() + at_, end, value);
      if (error == std::errc::result_out_of_range) fail(at_, "this number is out of range");
      if (error == std::errc() && (after == end || !is_letter(*after))) {
        at_ = static_cast<std::size_t>(after - text_.data());
        return value;
      }
      fail(at_, "this is not a number");
    }
    fail(at_, "expected a number, a name or '(', found " + found());
  }

  double named() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]))) ++at_;
    const std::string_view name = text_.substr(begin, at_ - begin);
    if (accept("(")) return call(name, begin);
    if (const std::optional<double> value = find_constant(name)) return *value;
    const auto parameter = scope_.find(name);
    if (parameter != scope_.end()) return parameter->second;
    std::vector<std::string> names;
    for (const auto& [known, value] : scope_) names.push_back(known);
    fail(begin, "unknown parameter '" + std::string(name) + "'" + suggest(name, names));
  }

  double call(std::string_view name, std::size_t position) {
    if (name == "if") return choice();
    if (name == "min" || name == "max") return extremum(name == "max");
    const Function* function = find_function(name);
    if (function == nullptr) {
      fail(position,
           "unknown function '" + std::string(name) + "'" + suggest(name, function_names()));
    }
    const double argument = disjunction();
    expect(")");
    return defined(function->value(argument), position, "this " + std::string(name) + "()");
  }

  double choice() {
    const bool condition = disjunction() != 0;
    expect(",");
    const double yes = parse(condition, &Evaluator::disjunction);
    expect(",");
    const double no = parse(!condition, &Evaluator::disjunction);
    expect(")");
    return condition ? yes : no;
  }

  double extremum(bool greatest) {
    double value = disjunction();
    while (accept(",")) {
      const double other = disjunction();
      value = greatest ? std::max(value, other) : std::min(value, other);
    }
    expect(")");
    return value;
  }

  std::string_view text_;
  const Scope& scope_;
  std::size_t at_ = 0;
  int depth_ = 0;
  int unneeded_ = 0;  // how many enclosing parts are not needed
};

}  // namespace

double evaluate(std::string_view expression, const Scope& scope) {
  return Evaluator(expression, scope).evaluate();
}

bool is_parameter_name(std::string_view name) {
  if (name.empty() || !is_letter(name.front())) return false;
  if (!std::ranges::all_of(name, [](char c) { return is_letter(c) || is_digit(c); })) return false;
  return find_function(name) == nullptr && !find_constant(name) &&
         std::ranges::find(kOtherFunctions, name) == kOtherFunctions.end();
}

}  // namespace engram
