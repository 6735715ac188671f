#include "io/model/token_stream.hpp"

namespace engram {

using google::protobuf::io::Tokenizer;

void TokenStream::FirstComplaint::AddError(int line, google::protobuf::io::ColumnNumber column,
                                           const std::string& what) {
  if (!text.empty()) return;
  text = what;
  at = {line + 1, column + 1};
}

TokenStream::TokenStream(std::string_view text, const SourceMap& map)
    : input_(text.data(), static_cast<int>(text.size())),
      tokenizer_(&input_, &complaint_),
      map_(map) {
  tokenizer_.set_comment_style(Tokenizer::SH_COMMENT_STYLE);
  advance();
}

void TokenStream::advance() {
  tokenizer_.Next();
  if (!complaint_.text.empty()) map_.fail(complaint_.at, "", complaint_.text);
}

bool TokenStream::accept(std::string_view symbol) {
  if (next_->type != Tokenizer::TYPE_SYMBOL || next_->text != symbol) return false;
  advance();
  return true;
}

}  // namespace engram
