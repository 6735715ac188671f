#pragma once

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <string>
#include <string_view>

#include "io/model/source_map.hpp"

namespace engram {

/// The tokens of protobuf text, with the next one ahead. Errors of protobuf's tokenizer, such as a
/// quote that is never closed, are thrown as UserError.
class TokenStream {
 public:
  /// `text` and `map` must outlive the stream.
  TokenStream(std::string_view text, const SourceMap& map);

  const google::protobuf::io::Tokenizer::Token& next() const { return *next_; }
  Location at() const { return {next_->line + 1, next_->column + 1}; }
  bool at_end() const { return next_->type == google::protobuf::io::Tokenizer::TYPE_END; }
  bool is(std::string_view text) const { return next_->text == text; }

  /// The next token as errors name it.
  std::string found() const { return at_end() ? "the end of the file" : "'" + next_->text + "'"; }

  void advance();

  /// Goes on if the next token is this symbol.
  bool accept(std::string_view symbol);

 private:
  class FirstComplaint : public google::protobuf::io::ErrorCollector {
   public:
    void AddError(int line, google::protobuf::io::ColumnNumber column,
                  const std::string& text) override;
    std::string text;
    Location at;
  };

  google::protobuf::io::ArrayInputStream input_;
  FirstComplaint complaint_;
  google::protobuf::io::Tokenizer tokenizer_;
  const google::protobuf::io::Tokenizer::Token* next_ = &tokenizer_.current();
  const SourceMap& map_;
};

}  // namespace engram
