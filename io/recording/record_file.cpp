#include "io/recording/record_file.hpp"

#include "core/base/error.hpp"
#include "io/recording/frame.hpp"

namespace engram {
namespace {

std::string frames_of(std::span<const std::string> records) {
  std::string bytes;
  for (const std::string& record : records) {
    bytes.empty() ? bytes = encode_frame(record) : bytes += encode_frame(record);
  }
  return bytes;
}

}  // namespace

void RecordFile::write(std::span<const std::string> records, std::span<const std::string> draft,
                       std::uint64_t room) {
  std::string bytes = frames_of(records);
  const std::uint64_t stays = size_ + bytes.size();
  bytes += frames_of(draft);
  const std::uint64_t end = size_ + bytes.size();
  try {
    reserve(end + room);
    file_.write_at(size_, bytes);
    if (end < size_ + draft_size_) {
      cut(end);
      reserve(end + room);
    }
  } catch (const EnvironmentError&) {
    write_what_fits(records, room);
    throw;
  }
  size_ = stays;
  records_ += records.size();
  draft_size_ = end - stays;
}

void RecordFile::close(std::span<const std::string> records) {
  const std::string bytes = frames_of(records);
  try {
    file_.write_at(size_, bytes);
  } catch (const EnvironmentError&) {
    cut(size_);
    throw;
  }
  size_ += bytes.size();
  records_ += records.size();
  draft_size_ = 0;
  cut(size_);
}

void RecordFile::write_what_fits(std::span<const std::string> records, std::uint64_t room) {
  draft_size_ = 0;
  // The error that led here is the one to report.
  const auto attempt = [](const auto& work) {
    try {
      work();
    } catch (const EnvironmentError&) {
    }
  };
  attempt([&] {
    for (const std::string& record : records) {
      const std::string frame = encode_frame(record);
      reserve(size_ + frame.size() + room);
      file_.write_at(size_, frame);
      size_ += frame.size();
      ++records_;
    }
  });
  if (file_.size() == size_) return;
  cut(size_);
  attempt([&] { reserve(size_ + room); });
}

void RecordFile::reserve(std::uint64_t end) {
  constexpr std::uint64_t kStep = 16'384;
  if (end <= reserved_) return;
  const std::uint64_t rounded = (end + kStep - 1) / kStep * kStep;
  file_.reserve(rounded);
  reserved_ = rounded;
}

/// Gives up the room that was set aside, too.
void RecordFile::cut(std::uint64_t size) {
  file_.truncate(size);
  reserved_ = 0;
}

}  // namespace engram
