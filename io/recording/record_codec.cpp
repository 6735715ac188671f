#include "io/recording/record_codec.hpp"

#include <google/protobuf/unknown_field_set.h>

#include <stdexcept>

#include "engram/v1/recording.pb.h"
#include "io/recording/chunk_codec.hpp"
#include "io/recording/header_codec.hpp"
#include "io/recording/message_bytes.hpp"

namespace engram {
namespace {

v1::Record numbered(std::uint64_t sequence) {
  v1::Record record;
  record.set_sequence(sequence);
  return record;
}

/// Whether the content is the header of checkpoint.proto, which has a number that Record does not
/// use.
bool is_of_checkpoint(const v1::Record& record) {
  constexpr int kHeader = 16;
  const auto& unknown = record.GetReflection()->GetUnknownFields(record);
  return unknown.field_count() == 1 && unknown.field(0).number() == kHeader;
}

RecordContent decode_content(const v1::Record& record, const RecordingHeader& header) {
  switch (record.content_case()) {
    case v1::Record::kHeader:
      return decode(record.header());
    case v1::Record::kSpikes:
      return decode(record.spikes(), header);
    case v1::Record::kSamples:
      return decode(record.samples(), header);
    case v1::Record::kIndex:
      return decode(record.index(), header);
    case v1::Record::kTrailer:
      return RecordingTrailer{record.trailer().index_offset()};
    case v1::Record::CONTENT_NOT_SET:
      break;
  }
  throw std::invalid_argument(is_of_checkpoint(record) ? "a record of a checkpoint"
                                                       : "a record of an unknown kind");
}

}  // namespace

std::string encode_record(std::uint64_t sequence, const RecordingHeader& header) {
  v1::Record record = numbered(sequence);
  encode(header, *record.mutable_header());
  return record.SerializeAsString();
}

std::string encode_record(std::uint64_t sequence, const RecordingHeader& header,
                          const SpikeChunk& chunk, bool zstd) {
  v1::Record record = numbered(sequence);
  encode(chunk, header.step, zstd, *record.mutable_spikes());
  return record.SerializeAsString();
}

std::string encode_record(std::uint64_t sequence, const RecordingHeader& header,
                          const SampleChunk& chunk) {
  v1::Record record = numbered(sequence);
  encode(chunk, header.step, *record.mutable_samples());
  return record.SerializeAsString();
}

std::string encode_record(std::uint64_t sequence, const RecordingHeader& header,
                          const RecordingIndex& index) {
  v1::Record record = numbered(sequence);
  encode(index, header.step, *record.mutable_index());
  return record.SerializeAsString();
}

std::string encode_record(std::uint64_t sequence, const RecordingTrailer& trailer) {
  v1::Record record = numbered(sequence);
  record.mutable_trailer()->set_index_offset(trailer.index_offset);
  return record.SerializeAsString();
}

std::optional<std::uint64_t> record_number(std::string_view body) {
  constexpr char kTag = 1 << 3 | 1;  // of Record.sequence, a fixed64
  constexpr std::size_t kBytes = 8;
  if (body.size() <= kBytes || body[0] != kTag) return std::nullopt;
  std::uint64_t number = 0;
  for (std::size_t i = kBytes; i > 0; --i) {
    number = number << 8 | static_cast<unsigned char>(body[i]);
  }
  return number;
}

Record decode_record(std::string_view body, const RecordingHeader& header) {
  const auto record = parse_record<v1::Record>(body);
  return {record.sequence(), decode_content(record, header)};
}

}  // namespace engram
