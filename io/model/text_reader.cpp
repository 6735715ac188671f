#include "io/model/text_reader.hpp"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include <cassert>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "io/model/suggestion.hpp"
#include "io/model/token_stream.hpp"
#include "io/model/valid_range.hpp"
#include "io/table/text_encoding.hpp"

namespace engram {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::OneofDescriptor;
using google::protobuf::io::Tokenizer;
using Token = Tokenizer::Token;

// How far from a whole number the value of an expression may be: rounding of a few operations.
constexpr double kWholeNumberTolerance = 1e-9;

/// A number of the file. Whole numbers beyond the precision of a double are kept exactly.
struct Number {
  double value = 0;
  std::optional<std::uint64_t> exact;
  std::string text;  ///< as it was written
  bool is_expression = false;
  Location at;
};

template <class Described>
std::vector<std::string> names_of(const Described& list, int count) {
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.push_back(list(i)->name());
  return names;
}

class Reader {
 public:
  Reader(std::string_view text, const Scope& scope, SourceMap& map,
         const std::function<void(const Message&)>& closed)
      : tokens_(text, map), scope_(scope), map_(map), closed_(closed) {}

  void read(Message& root) {
    while (!tokens_.at_end()) read_field(root);
  }

 private:
  void read_field(Message& message) {
    const FieldDescriptor& field = read_field_name(message);
    const bool is_message = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    had_colon_ = tokens_.accept(":");
    if (!had_colon_ && !is_message) {
      fail_here(message, field, "expected ':' and a value, found " + tokens_.found());
    }
    if (field.is_repeated() && tokens_.accept("[")) {
      read_list(message, field);
    } else {
      read_value(message, field);
    }
    if (!tokens_.accept(";")) tokens_.accept(",");
  }

  const FieldDescriptor& read_field_name(const Message& message) {
    const auto& type = *message.GetDescriptor();
    const auto valid = [&] {
      return names_of([&](int i) { return type.field(i); }, type.field_count());
    };
    if (tokens_.next().type != Tokenizer::TYPE_IDENTIFIER) {
      map_.fail(tokens_.at(), map_.name_of(message),
                "expected the name of a field, found " + tokens_.found() + listed(valid()));
    }
    const std::string name = tokens_.next().text;
    const FieldDescriptor* field = type.FindFieldByName(name);
    if (field == nullptr) {
      map_.fail(tokens_.at(), map_.name_of(message),
                "unknown field '" + name + "'" + suggest(name, valid()));
    }
    refuse_second(message, *field);
    tokens_.advance();
    return *field;
  }

  static std::string listed(const std::vector<std::string>& names) {
    return names.empty() ? "; there is none to set"
                         : "; valid: " + fmt::format("{}", fmt::join(names, ", "));
  }

  void refuse_second(const Message& message, const FieldDescriptor& field) const {
    if (field.is_repeated()) return;
    const auto& reflection = *message.GetReflection();
    const FieldDescriptor* given = nullptr;
    if (const OneofDescriptor* oneof = field.real_containing_oneof()) {
      given = reflection.GetOneofFieldDescriptor(message, oneof);
    } else if (reflection.HasField(message, &field)) {
      given = &field;
    }
    if (given == nullptr) return;
    const int line = map_.of(message, *given).line;
    fail_here(message, field,
              given == &field ? fmt::format("given twice, first in line {}", line)
                              : fmt::format("there is '{}' in line {} already; give one of the two",
                                            given->name(), line));
  }

  void read_list(Message& message, const FieldDescriptor& field) {
    if (tokens_.accept("]")) return;
    do {
      read_value(message, field);
    } while (tokens_.accept(","));
    if (!tokens_.accept("]")) {
      fail_here(message, field, "expected ',' or ']' in the list, found " + tokens_.found());
    }
  }

  void read_value(Message& message, const FieldDescriptor& field) {
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return read_message(message, field);
      case FieldDescriptor::CPPTYPE_STRING:
        return set_string(message, field);
      case FieldDescriptor::CPPTYPE_BOOL:
        return set_bool(message, field);
      case FieldDescriptor::CPPTYPE_ENUM:
        return set_enum(message, field);
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return set_double(message, field);
      case FieldDescriptor::CPPTYPE_UINT32:
      case FieldDescriptor::CPPTYPE_UINT64:
        return set_unsigned(message, field);
      default:
        assert(!"model files have no fields of this type");
    }
  }

  static Message& add_child(Message& message, const FieldDescriptor& field) {
    const auto& reflection = *message.GetReflection();
    return field.is_repeated() ? *reflection.AddMessage(&message, &field)
                               : *reflection.MutableMessage(&message, &field);
  }

  /// A number in place of a message that holds one, or a list in place of one that holds it; false
  /// where neither is there.
  bool read_in_short(Message& message, const FieldDescriptor& field) {
    if (!had_colon_) return false;
    const Location at = tokens_.at();
    if (const FieldDescriptor* list = list_in_short(field);
        list != nullptr && tokens_.accept("[")) {
      Message& child = add_child(message, field);
      map_.add_message(child, message, field, at);
      read_list(child, *list);
      return true;
    }
    const FieldDescriptor* constant = number_in_short(field);
    if (constant == nullptr || tokens_.is("{") || tokens_.is("<")) return false;
    const Number number = read_number(message, field, scope_);
    if (!is_valid(field, number.value)) fail_range(message, field, number);
    Message& child = add_child(message, field);
    map_.add_message(child, message, field, at);
    map_.add_value(child, *constant, at);
    child.GetReflection()->SetDouble(&child, constant, number.value);
    return true;
  }

  void read_message(Message& message, const FieldDescriptor& field) {
    if (read_in_short(message, field)) return;
    const Location at = tokens_.at();
    std::string_view closing = "}";
    if (tokens_.accept("<")) {
      closing = ">";
    } else if (!tokens_.accept("{")) {
      fail_here(message, field, "expected '{', found " + tokens_.found());
    }
    Message& child = add_child(message, field);
    map_.add_message(child, message, field, at);
    while (!tokens_.accept(closing)) {
      if (tokens_.at_end()) {
        map_.fail(child, fmt::format("expected '{}' before the end of the file", closing));
      }
      read_field(child);
    }
    closed_(child);
  }

  void set_string(Message& message, const FieldDescriptor& field) {
    const Location at = tokens_.at();
    const bool word = is_word(field) && tokens_.next().type == Tokenizer::TYPE_IDENTIFIER;
    if (!word && tokens_.next().type != Tokenizer::TYPE_STRING) {
      fail_here(message, field, "expected " + valid_range(field) + ", found " + tokens_.found());
    }
    std::string value = word ? tokens_.next().text : read_string();
    if (word) tokens_.advance();
    if (!is_text(value))
      map_.fail(at, map_.name_of(message, field), "these bytes are no text; valid: UTF-8");
    map_.add_value(message, field, at);
    const auto& reflection = *message.GetReflection();
    field.is_repeated() ? reflection.AddString(&message, &field, value)
                        : reflection.SetString(&message, &field, value);
  }

  void set_bool(Message& message, const FieldDescriptor& field) {
    assert(!field.is_repeated());
    const bool word = tokens_.is("true") || tokens_.is("false");
    if (!word && tokens_.next().type == Tokenizer::TYPE_IDENTIFIER) {
      fail_here(message, field, tokens_.found() + " is not valid; valid: " + valid_range(field));
    }
    const bool truth = tokens_.is("true");
    const Location at = tokens_.at();
    if (word) tokens_.advance();
    const bool value = word ? truth : read_number(message, field, scope_).value != 0;
    map_.add_value(message, field, at);
    message.GetReflection()->SetBool(&message, &field, value);
  }

  void set_enum(Message& message, const FieldDescriptor& field) {
    const EnumDescriptor& type = *field.enum_type();
    const Location at = tokens_.at();
    int value = 0;
    if (tokens_.next().type == Tokenizer::TYPE_IDENTIFIER) {
      const auto* named = type.FindValueByName(tokens_.next().text);
      if (named == nullptr) fail_enum(message, field, tokens_.next().text, at);
      value = named->number();
      tokens_.advance();
    } else {
      Scope scope = scope_;
      for (int i = 0; i < type.value_count(); ++i) {
        scope.insert_or_assign(type.value(i)->name(), type.value(i)->number());
      }
      const Number number = read_number(message, field, scope);
      for (int i = 0; i < type.value_count() && type.value(i)->number() != number.value; ++i) {
        if (i + 1 == type.value_count()) fail_enum(message, field, number.text, at);
      }
      value = static_cast<int>(number.value);
    }
    map_.add_value(message, field, at);
    const auto& reflection = *message.GetReflection();
    field.is_repeated() ? reflection.AddEnumValue(&message, &field, value)
                        : reflection.SetEnumValue(&message, &field, value);
  }

  [[noreturn]] void fail_enum(const Message& message, const FieldDescriptor& field,
                              const std::string& text, Location at) const {
    const EnumDescriptor& type = *field.enum_type();
    const auto names = names_of([&](int i) { return type.value(i); }, type.value_count());
    map_.fail(at, map_.name_of(message, field),
              "unknown value '" + text + "'" + suggest(text, names));
  }

  void set_double(Message& message, const FieldDescriptor& field) {
    const Number number = read_number(message, field, scope_);
    if (!is_valid(field, number.value)) fail_range(message, field, number);
    map_.add_value(message, field, number.at);
    const auto& reflection = *message.GetReflection();
    field.is_repeated() ? reflection.AddDouble(&message, &field, number.value)
                        : reflection.SetDouble(&message, &field, number.value);
  }

  void set_unsigned(Message& message, const FieldDescriptor& field) {
    const bool wide = field.cpp_type() == FieldDescriptor::CPPTYPE_UINT64;
    const Number number = read_number(message, field, scope_);
    const std::uint64_t value = whole_number(message, field, number);
    const bool fits = wide || value <= std::numeric_limits<std::uint32_t>::max();
    if (!fits || !is_valid(field, static_cast<double>(value))) fail_range(message, field, number);
    map_.add_value(message, field, number.at);
    const auto& reflection = *message.GetReflection();
    if (wide) {
      assert(!field.is_repeated());
      reflection.SetUInt64(&message, &field, value);
    } else {
      field.is_repeated()
          ? reflection.AddUInt32(&message, &field, static_cast<std::uint32_t>(value))
          : reflection.SetUInt32(&message, &field, static_cast<std::uint32_t>(value));
    }
  }

  std::uint64_t whole_number(const Message& message, const FieldDescriptor& field,
                             const Number& number) const {
    constexpr double kBeyond = 18446744073709551616.0;  // 2^64
    if (number.exact) return *number.exact;
    const double nearest = std::round(number.value);
    if (!(nearest >= 0 && nearest < kBeyond)) fail_range(message, field, number);
    if (std::abs(number.value - nearest) > kWholeNumberTolerance) {
      map_.fail(
          number.at, map_.name_of(message, field),
          fmt::format("{} is not a whole number; valid: {}; round() makes one of an expression",
                      described(number), valid_range(field)));
    }
    return static_cast<std::uint64_t>(nearest);
  }

  /// A number or a quoted expression.
  Number read_number(const Message& message, const FieldDescriptor& field, const Scope& scope) {
    Number number;
    number.at = tokens_.at();
    if (tokens_.next().type == Tokenizer::TYPE_STRING) {
      number.text = read_string();
      number.is_expression = true;
      number.value = evaluate_at(message, field, number, scope);
      return number;
    }
    const bool negative = tokens_.accept("-");
    number.text = (negative ? "-" : "") + tokens_.next().text;
    if (!parse_literal(number)) {
      const bool name = !negative && tokens_.next().type == Tokenizer::TYPE_IDENTIFIER;
      fail_here(
          message, field,
          fmt::format("expected a decimal number or a quoted expression, found {}{}; valid: {}",
                      tokens_.found(), name ? " (expressions stand in quotes)" : "",
                      valid_range(field)));
    }
    tokens_.advance();
    if (negative) {
      number.value = -number.value;
      number.exact.reset();
    }
    return number;
  }

  /// Reads the token as an unsigned number; false where it is not one.
  bool parse_literal(Number& number) const {
    const Token& token = tokens_.next();
    const char* const begin = token.text.data();
    const char* const end = begin + token.text.size();
    if (token.type == Tokenizer::TYPE_IDENTIFIER) {
      // As in protobuf's own parser; `nan` is refused later, by what the field allows.
      if (token.text != "inf" && token.text != "infinity" && token.text != "nan") return false;
    } else if (token.type != Tokenizer::TYPE_INTEGER && token.type != Tokenizer::TYPE_FLOAT) {
      return false;
    }
    const bool octal =
        token.type == Tokenizer::TYPE_INTEGER && token.text.size() > 1 && *begin == '0';
    std::uint64_t exact = 0;
    const auto whole = std::from_chars(begin, end, exact);
    if (whole.ec == std::errc() && whole.ptr == end) number.exact = exact;
    const auto real = std::from_chars(begin, end, number.value);
    return !octal && real.ec == std::errc() && real.ptr == end;
  }

  /// What stands around a place in an expression.
  static std::string excerpt(const std::string& text, std::size_t place) {
    constexpr std::size_t kAround = 40;
    const std::size_t begin = place > kAround ? place - kAround : 0;
    const bool to_end = text.size() <= place + kAround;
    return (begin > 0 ? "..." : "") + text.substr(begin, place + kAround - begin) +
           (to_end ? "" : "...");
  }

  double evaluate_at(const Message& message, const FieldDescriptor& field, const Number& number,
                     const Scope& scope) const {
    try {
      return evaluate(number.text, scope);
    } catch (const ExpressionError& error) {
      Location at = number.at;
      at.column += static_cast<int>(error.position()) + 1;  // behind the quote
      map_.fail(at, map_.name_of(message, field),
                fmt::format("in \"{}\" at character {}: {}", excerpt(number.text, error.position()),
                            error.position() + 1, error.what()));
    }
  }

  std::string read_string() {
    std::string value;
    while (tokens_.next().type == Tokenizer::TYPE_STRING) {
      Tokenizer::ParseStringAppend(tokens_.next().text, &value);
      tokens_.advance();
    }
    return value;
  }

  /// A number as written, and what it comes to if it is an expression.
  static std::string described(const Number& number) {
    if (!number.is_expression) return number.text;
    return fmt::format("\"{}\" = {}", number.text, number.value);
  }

  [[noreturn]] void fail_range(const Message& message, const FieldDescriptor& field,
                               const Number& number) const {
    map_.fail(number.at, map_.name_of(message, field),
              fmt::format("{}{} is not valid; valid: {}", described(number), unit_of(field),
                          valid_range(field)));
  }

  [[noreturn]] void fail_here(const Message& message, const FieldDescriptor& field,
                              const std::string& what) const {
    map_.fail(tokens_.at(), map_.name_of(message, field), what);
  }

  TokenStream tokens_;
  bool had_colon_ = false;  ///< after the name of the present field
  const Scope& scope_;
  SourceMap& map_;
  const std::function<void(const Message&)>& closed_;
};

}  // namespace

void read_text(std::string_view text, Message& root, const Scope& scope, SourceMap& map,
               const std::function<void(const Message&)>& closed) {
  Reader(text, scope, map, closed).read(root);
}

}  // namespace engram
