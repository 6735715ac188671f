#pragma once

#include <functional>
#include <string_view>

#include "io/model/expression.hpp"
#include "io/model/source_map.hpp"

namespace engram {

/// Fills a message from protobuf text in which a quoted expression may stand for a number, a bool
/// or an enum value (its names are constants there). Otherwise the language is that of
/// google::protobuf::TextFormat, without extensions, `Any` and octal numbers, which could only be
/// mistakes here. Protobuf's own parser cannot be extended by expressions; its tokenizer and
/// reflection are used.
///
/// Enters the place of every field into `map`. Checks each number against the field's `valid`
/// option. `closed` is called for each message when it is complete; names that it adds to `scope`
/// can be used from there on. Throws UserError for the first mistake.
void read_text(std::string_view text, google::protobuf::Message& root, const Scope& scope,
               SourceMap& map, const std::function<void(const google::protobuf::Message&)>& closed);

}  // namespace engram
