#include "io/model/expression.hpp"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

using engram::evaluate;
using engram::ExpressionError;
using engram::Scope;

namespace {

const Scope kScope{{"scale", 0.25}, {"n", 7}, {"zero", 0}, {"big_2", 1e300}};

/// The position of the error in a faulty expression, and its text.
std::pair<std::size_t, std::string> error_of(const std::string& expression) {
  try {
    evaluate(expression, kScope);
  } catch (const ExpressionError& error) {
    return {error.position(), error.what()};
  }
  return {std::string::npos, "no error"};
}

}  // namespace

TEST_CASE("expressions have the values of school arithmetic") {
  const auto [text, value] = GENERATE(table<std::string, double>({
      {"1", 1},
      {" 1.5e3 ", 1500},
      {".5", 0.5},
      {"5.", 5},
      {"0.1", 0.1},
      {"2 + 3 * 4", 14},
      {"(2 + 3) * 4", 20},
      {"10 - 4 - 3", 3},
      {"2 / 4 / 2", 0.25},
      {"-2^2", -4},
      {"2^-1", 0.5},
      {"2^3^2", 512},
      {"-n", -7},
      {"--n", 7},
      {"2 - -3", 5},
      {"+3", 3},
      {"scale * n", 1.75},
      {"sqrt(scale)", 0.5},
      {"min(3, 1, 2)", 1},
      {"max(3, 1, 2)", 3},
      {"min(4)", 4},
      {"round(2.5)", 3},
      {"round(-2.5)", -3},
      {"round(2.4)", 2},
      {"floor(-1.5)", -2},
      {"ceil(1.2)", 2},
      {"abs(-3)", 3},
      {"exp(0)", 1},
      {"log(1)", 0},
      {"if(n > 5, 10, 20)", 10},
      {"if(n < 5, 10, 20)", 20},
      {"if(zero, 10, 20)", 20},
      {"if(zero != 0, 1 / zero, 5)", 5},
      {"if(zero == 0, 5, log(zero) / zero)", 5},
      {"zero == 0 || 1 / zero > 2", 1},
      {"zero != 0 && sqrt(-1) > 2", 0},
      {"!zero", 1},
      {"!n", 0},
      {"!n == 0", 1},
      {"n >= 7", 1},
      {"n <= 6", 0},
      {"n != 7", 0},
      {"1 < 2 && 3 < 2 || 1", 1},
      {"true", 1},
      {"false", 0},
      {"big_2", 1e300},
      {"inf", std::numeric_limits<double>::infinity()},
      {"-inf", -std::numeric_limits<double>::infinity()},
      {"1e-320", 1e-320},
  }));
  CAPTURE(text);
  CHECK(evaluate(text, kScope) == value);
}

TEST_CASE("an error names what is wrong with an expression, and where") {
  const auto [text, position, what] = GENERATE(table<std::string, std::size_t, std::string>({
      {"", 0, "expected a number, a name or '(', found the end"},
      {"1 +", 3, "found the end"},
      {"1 2", 2, "expected an operator or the end, found '2'"},
      {"(1", 2, "expected ')', found the end"},
      {"1)", 1, "expected an operator or the end, found ')'"},
      {"2 * * 3", 4, "found '*'"},
      {"1 < 2 < 3", 6, "found '<'"},
      {"1 = 2", 2, "found '='"},
      {"n & 1", 2, "found '&'"},
      {"1e", 0, "not a number"},
      {"1.5mV", 0, "not a number"},
      {"0x10", 0, "not a number"},
      {"1e999", 0, "out of range"},
      {"scael * 2", 0, "unknown parameter 'scael'; did you mean 'scale'?"},
      {"1 + sqr(4)", 4, "unknown function 'sqr'; did you mean 'sqrt'?"},
      {"sqrt(1, 2)", 6, "expected ')', found ','"},
      {"if(1, 2)", 7, "expected ',', found ')'"},
      {"min()", 4, "found ')'"},
      {"1 / zero", 2, "division by zero"},
      {"zero^-1", 4, "division by zero"},
      {"sqrt(-1)", 0, "sqrt() is undefined"},
      {"log(-1)", 0, "log() is undefined"},
      {"(-8)^0.5", 4, "power is undefined"},
      {"inf - inf", 4, "difference is undefined"},
      {"inf * 0", 4, "product is undefined"},
      {"if(n > 0, 1 / zero, 2)", 12, "division by zero"},
      {"nan", 0, "unknown parameter 'nan'"},
      {"\xff", 0, "found '\xff'"},
  }));
  CAPTURE(text);
  const auto [at, error] = error_of(text);
  CHECK(at == position);
  CHECK_THAT(error, Catch::Contains(what));
}

TEST_CASE("deep nesting is refused, not followed to the end of the stack") {
  for (const char* nested : {"(", "-", "!", "sqrt(", "2^", "if(1,"}) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += nested;
    CHECK_THAT(error_of(text).second, Catch::Contains("nested too deeply"));
  }
  CHECK(evaluate(std::string(150, '(') + "1" + std::string(150, ')'), {}) == 1);
}

TEST_CASE("parameter names are words that mean nothing else") {
  for (const char* good : {"a", "scale", "_x", "N_L23E", "If"})
    CHECK(engram::is_parameter_name(good));
  for (const char* bad : {"", "1a", "a b", "a-b", "if", "min", "sqrt", "true", "inf", "\xc3\xa9"}) {
    CHECK_FALSE(engram::is_parameter_name(bad));
  }
}

namespace {

/// An expression as a tree: its text and its value are found without parsing.
struct Tree {
  std::string text;
  double value = 0;
  int binding = 0;  ///< how tightly the outermost operator binds
};

constexpr int kSum = 4;
constexpr int kProduct = 5;
constexpr int kPrimary = 8;

std::string space() { return std::string(*rc::gen::inRange<std::size_t>(0, 2), ' '); }

/// The text of a part, in brackets where the outside binds more tightly, and sometimes without
/// need.
std::string part(const Tree& tree, int least_binding) {
  const bool need = tree.binding < least_binding;
  if (need || *rc::gen::inRange(0, 8) == 0) return "(" + space() + tree.text + space() + ")";
  return tree.text;
}

Tree leaf() {
  if (*rc::gen::inRange(0, 3) == 0) return {"n", kScope.at("n"), kPrimary};
  const int thousandths = *rc::gen::inRange(0, 20'000);
  std::string digits = std::to_string(thousandths % 1000);
  digits.insert(0, 3 - digits.size(), '0');
  // The correctly rounded quotient is what the decimal number stands for: both are below 2^53.
  return {std::to_string(thousandths / 1000) + "." + digits, thousandths / 1000.0, kPrimary};
}

Tree draw_tree(int depth);

Tree binary(char symbol, int depth) {
  const int binding = symbol == '+' || symbol == '-' ? kSum : kProduct;
  const Tree left = draw_tree(depth - 1);
  const Tree right = draw_tree(depth - 1);
  double value = 0;
  switch (symbol) {
    case '+':
      value = left.value + right.value;
      break;
    case '-':
      value = left.value - right.value;
      break;
    case '*':
      value = left.value * right.value;
      break;
    default:
      value = left.value / right.value;
      break;
  }
  // The operators associate to the left, so the right side must bind more tightly than they do.
  return {part(left, binding) + space() + symbol + space() + part(right, binding + 1), value,
          binding};
}

Tree call(int depth) {
  const Tree a = draw_tree(depth - 1);
  const Tree b = draw_tree(depth - 1);
  const Tree c = draw_tree(depth - 1);
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      return {"min(" + a.text + "," + space() + b.text + ")", b.value < a.value ? b.value : a.value,
              kPrimary};
    case 1:
      return {"max(" + a.text + "," + b.text + space() + ")", a.value < b.value ? b.value : a.value,
              kPrimary};
    case 2:
      return {"if(" + part(a, kSum) + " < " + part(b, kSum) + ", " + c.text + ", " + a.text + ")",
              a.value < b.value ? c.value : a.value, kPrimary};
    default:
      return {"round(" + a.text + ")", std::round(a.value), kPrimary};
  }
}

Tree draw_tree(int depth) {
  if (depth == 0) return leaf();
  switch (*rc::gen::inRange(0, 7)) {
    case 0:
      return leaf();
    case 1:
      return call(depth);
    case 2: {
      const Tree inner = draw_tree(depth - 1);
      return {"-" + part(inner, kPrimary), -inner.value, kProduct + 1};
    }
    case 3:
      return binary('+', depth);
    case 4:
      return binary('-', depth);
    case 5:
      return binary('*', depth);
    default: {
      Tree tree = binary('/', depth);
      return std::isfinite(tree.value) ? tree : leaf();
    }
  }
}

}  // namespace

TEST_CASE("random expressions have the value of the tree that they were printed from") {
  CHECK(rc::check([] {
    const Tree tree = draw_tree(*rc::gen::inRange(0, 6));
    RC_PRE(std::isfinite(tree.value));
    RC_ASSERT(evaluate(tree.text, kScope) == tree.value);
  }));
}

TEST_CASE("numbers keep every bit") {
  CHECK(rc::check([](double x) {
    RC_PRE(std::isfinite(x));
    char text[64];
    std::snprintf(text, sizeof text, "%.17g", std::abs(x));
    RC_ASSERT(evaluate(text, {}) == std::abs(x));
  }));
}

TEST_CASE("random bytes give a value or an ExpressionError") {
  CHECK(rc::check([] {
    const auto text = *rc::gen::container<std::string>(
        rc::gen::oneOf(rc::gen::elementOf(std::string("0123456789.+-*/^()<>=!&|, nabsqrtif")),
                       rc::gen::arbitrary<char>()));
    try {
      RC_ASSERT(!std::isnan(evaluate(text, kScope)));
    } catch (const ExpressionError& error) {
      RC_ASSERT(error.position() <= text.size());
    }
  }));
}
