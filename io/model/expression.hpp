#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

// Arithmetic in model files:
//
//   or      = and {"||" and}                    not 0 is true; true is 1
//   and     = compare {"&&" compare}
//   compare = sum [("<" | "<=" | ">" | ">=" | "==" | "!=") sum]
//   sum     = product {("+" | "-") product}
//   product = unary {("*" | "/") unary}
//   unary   = ("-" | "+" | "!") unary | power
//   power   = primary ["^" unary]                so -2^2 = -4 and 2^3^2 = 2^9
//   primary = number | name | function "(" or {"," or} ")" | "(" or ")"
//
// Functions: sqrt(x), exp(x), log(x), abs(x), floor(x), ceil(x), round(x) (halves away from zero),
// min(x, ...), max(x, ...), if(condition, then, else). Constants: true, false, inf. What `if`, `&&`
// and `||` do not need may be undefined, as in "if(n > 0, 1 / n, 0)".

namespace engram {

/// Values of the names that an expression may use.
using Scope = std::map<std::string, double, std::less<>>;

/// What is wrong with an expression, and at which byte of its text.
class ExpressionError : public std::runtime_error {
 public:
  ExpressionError(std::size_t position, const std::string& what_is_wrong)
      : std::runtime_error(what_is_wrong), position_(position) {}

  std::size_t position() const { return position_; }

 private:
  std::size_t position_;
};

/// The value of an expression, never NaN. Throws ExpressionError: syntax, an unknown name, a
/// division by zero, an undefined value.
double evaluate(std::string_view expression, const Scope& scope);

/// Whether `name` can name a parameter: a letter or "_", then letters, digits and "_", and none of
/// the functions and constants.
bool is_parameter_name(std::string_view name);

}  // namespace engram
