#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include "io/recording/file.hpp"

namespace engram {

/// A file of records that grows. Behind those that stay there may be a draft: records of what is
/// still to be written, in case the process ends before. The next records replace it, in one write.
class RecordFile {
 public:
  /// Nothing can be written.
  RecordFile() = default;
  explicit RecordFile(File file) : file_(std::move(file)) {}

  std::uint64_t size() const { return size_; }        ///< up to the last record that stays
  std::uint64_t records() const { return records_; }  ///< that stay: the number of the next one
  bool has_draft() const { return draft_size_ != 0; }

  const std::string& path() const { return file_.path(); }

  /// Adds `records`, which are numbered on, and behind them `draft`; keeps room on the disk for
  /// `room` more bytes. Throws EnvironmentError: the file then ends with the last record of
  /// `records` that there was room for, and the room behind it is kept as far as there is any.
  void write(std::span<const std::string> records, std::span<const std::string> draft = {},
             std::uint64_t room = 0);

  /// Adds the last records, all or none; a draft and the room that was kept are given up. Throws
  /// EnvironmentError.
  void close(std::span<const std::string> records);

  /// Brings everything to the disk. Throws EnvironmentError.
  void sync() { file_.sync(); }

  /// As File::finish_as; what is in the file then is the records that stay.
  void finish_as(const std::string& path) { file_.finish_as(path); }

 private:
  void write_what_fits(std::span<const std::string> records, std::uint64_t room);
  void reserve(std::uint64_t end);
  void cut(std::uint64_t size);

  File file_;
  std::uint64_t size_ = 0;
  std::uint64_t records_ = 0;
  std::uint64_t draft_size_ = 0;
  std::uint64_t reserved_ = 0;  ///< up to here the disk has room set aside
};

}  // namespace engram
