#include "io/recording/record_file.hpp"

#include "core/base/error.hpp"
#include "io/recording/frame.hpp"

namespace engram {

void RecordFile::write(std::span<const std::string> records, std::span<const std::string> draft) {
  std::string bytes;
  const auto add = [&bytes](const std::string& record) {
    bytes.empty() ? bytes = encode_frame(record) : bytes += encode_frame(record);
  };
  for (const std::string& record : records) add(record);
  const std::uint64_t stays = size_ + bytes.size();
  for (const std::string& record : draft) add(record);
  const std::uint64_t end = size_ + bytes.size();
  try {
    file_.write_at(size_, bytes);
    if (end < size_ + draft_size_) file_.truncate(end);
  } catch (const EnvironmentError&) {
    write_what_fits(records);
    throw;
  }
  size_ = stays;
  records_ += records.size();
  draft_size_ = end - stays;
}

void RecordFile::write_what_fits(std::span<const std::string> records) {
  try {
    for (const std::string& record : records) {
      const std::string frame = encode_frame(record);
      file_.write_at(size_, frame);
      size_ += frame.size();
      ++records_;
    }
  } catch (const EnvironmentError&) {
    // The error that has brought us here is the one to be told.
  }
  draft_size_ = 0;
  file_.truncate(size_);
}

}  // namespace engram
