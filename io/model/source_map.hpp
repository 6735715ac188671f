#pragma once

#include <google/protobuf/message.h>

#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace engram {

/// A place in a file, both from 1. Columns count a tab as up to eight, as compilers do.
struct Location {
  int line = 1;
  int column = 1;
};

/// Where in its file each message and field was written, for errors found after parsing. Messages
/// are identified by their address: they must outlive the map and stay where they are.
class SourceMap {
 public:
  using Message = google::protobuf::Message;
  using Field = google::protobuf::FieldDescriptor;

  explicit SourceMap(std::string path) : path_(std::move(path)) {}

  const std::string& path() const { return path_; }

  /// Notes that a value of `field` was written at `at`; values of a repeated field in their order.
  void add_value(const Message& message, const Field& field, Location at);

  /// Notes that `child` is the message written at `at` in `field` of `parent`.
  void add_message(const Message& child, const Message& parent, const Field& field, Location at);

  /// Notes that a field of `to` was copied from `from`: all in it has the places of the original.
  void copy_field(const Message& from, const Message& to, const Field& field);

  Location of(const Message& message) const;

  /// "path:line:column" of a message.
  std::string place_of(const Message& message) const;

  /// Of the `index`-th value of a field; of the message where the field was not written.
  Location of(const Message& message, const Field& field, std::size_t index = 0) const;

  /// The names of the fields that lead to a field, as in "population.published.rate".
  std::string name_of(const Message& message) const;
  std::string name_of(const Message& message, const Field& field) const;

  /// Throws UserError "path:line:column: field: what".
  [[noreturn]] void fail(Location at, const std::string& field, const std::string& what) const;
  [[noreturn]] void fail(const Message& message, const std::string& what) const;
  [[noreturn]] void fail(const Message& message, const Field& field, const std::string& what,
                         std::size_t index = 0) const;
  /// As above, the field by its number in the .proto file.
  [[noreturn]] void fail(const Message& message, int field_number, const std::string& what,
                         std::size_t index = 0) const;

 private:
  struct Entry {
    const Message* parent = nullptr;
    const Field* field = nullptr;  // of the parent
    Location at;
    std::vector<std::pair<const Field*, Location>> values;
  };

  std::string text_of(Location at) const;

  std::string path_;
  std::unordered_map<const Message*, Entry> entries_;
};

}  // namespace engram
