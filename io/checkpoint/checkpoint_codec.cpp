#include "io/checkpoint/checkpoint_codec.hpp"

#include <google/protobuf/unknown_field_set.h>

#include <limits>
#include <stdexcept>
#include <utility>

#include "engram/v1/checkpoint.pb.h"
#include "engram/v1/recording.pb.h"
#include "io/recording/message_bytes.hpp"
#include "io/recording/steps.hpp"
#include "io/recording/zstd_bytes.hpp"

namespace engram {
namespace {

v1::CheckpointRecord numbered(std::uint64_t sequence) {
  v1::CheckpointRecord record;
  record.set_sequence(sequence);
  return record;
}

void encode(const CheckpointSource& source, v1::CheckpointModel& out) {
  out.set_text(source.model_text);
  out.set_path(source.model_path);
  for (const auto& [name, value] : source.parameters) {
    auto& p = *out.add_parameters();
    p.set_name(name);
    p.set_value(value);
  }
  for (const InputDigest& input : source.inputs) {
    auto& i = *out.add_inputs();
    i.set_path(input.path);
    i.set_size(input.size);
    i.set_digest(input.digest);
  }
}

CheckpointSource decode(const v1::CheckpointModel& in) {
  CheckpointSource source{in.text(), in.path(), {}, {}};
  if (source.empty()) throw std::invalid_argument("a model without text");
  for (const auto& p : in.parameters()) source.parameters.emplace_back(p.name(), p.value());
  for (const auto& i : in.inputs()) source.inputs.push_back({i.path(), i.size(), i.digest()});
  return source;
}

void decode_times(const v1::CheckpointHeader& in, CheckpointHeader& header) {
  header.step = ticks_from_picoseconds(in.step_ps());
  header.continuous = in.continuous();
  header.warm_up = ticks_from_picoseconds(in.warm_up_ps());
  header.duration = ticks_from_picoseconds(in.duration_ps());
  header.time = ticks_from_picoseconds(in.time_ps());
  ticks_from_picoseconds(in.warm_up_ps() + in.duration_ps());
  if (header.step == 0) throw std::invalid_argument("the step is zero");
  if (header.time % header.step != 0) {
    throw std::invalid_argument("the time of the state is off the grid");
  }
}

CheckpointHeader decode(const v1::CheckpointHeader& in) {
  if (in.format_version() != kCheckpointFormatVersion) {
    throw std::invalid_argument("checkpoint format version " + std::to_string(in.format_version()) +
                                "; this program reads version " +
                                std::to_string(kCheckpointFormatVersion));
  }
  CheckpointHeader header;
  header.program_version = in.program_version();
  if (in.has_model()) header.source = decode(in.model());
  header.fingerprint = in.fingerprint();
  header.network_name = in.network_name();
  header.network_seed = in.network_seed();
  decode_times(in, header);
  for (const auto& p : in.populations()) header.populations.push_back({p.name(), p.size()});
  header.seed = in.seed();
  header.spikes = in.spikes();
  header.spike_hash = in.spike_hash();
  return header;
}

v1::StateColumn::Kind encode(StateColumn::Kind kind) {
  switch (kind) {
    case StateColumn::Kind::kShared:
      return v1::StateColumn::SHARED;
    case StateColumn::Kind::kEach:
      return v1::StateColumn::EACH;
    case StateColumn::Kind::kSome:
      return v1::StateColumn::SOME;
  }
  throw std::logic_error("a column of no kind");
}

StateColumn::Kind decode(v1::StateColumn::Kind kind) {
  switch (kind) {
    case v1::StateColumn::SHARED:
      return StateColumn::Kind::kShared;
    case v1::StateColumn::EACH:
      return StateColumn::Kind::kEach;
    case v1::StateColumn::SOME:
      return StateColumn::Kind::kSome;
    default:
      throw std::invalid_argument("a column of an unknown kind");
  }
}

ColumnHead decode(const v1::StateColumn& in) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 44;
  if (in.element_bytes() == 0 || in.element_bytes() > kMaxElementBytes || in.elements() > kMost) {
    throw std::invalid_argument("a column of an impossible size");
  }
  return {in.population(), in.name(), decode(in.kind()), in.element_bytes(), in.elements()};
}

ColumnPart decode(const v1::StatePart& in) {
  const bool zstd = in.compression() == v1::StatePart::ZSTD;
  if (!zstd && in.compression() != v1::StatePart::NONE) {
    throw std::invalid_argument("an unknown compression");
  }
  ColumnPart part{zstd ? zstd_decompressed(in.content(), kMaxPartBytes) : in.content()};
  if (part.bytes.empty() || part.bytes.size() > kMaxPartBytes) {
    throw std::invalid_argument("a part of a column of an impossible size");
  }
  return part;
}

SpikesPart decode(const v1::SpikesInFlight& in, Tick after) {
  const int count = in.time_delta_size();
  const bool fractions = in.fraction_size() != 0;
  if (count == 0 || count > static_cast<int>(kMaxPartSpikes) || in.source_size() != count ||
      (fractions && in.fraction_size() != count)) {
    throw std::invalid_argument("spikes in flight whose columns do not fit each other");
  }
  SpikesPart part;
  part.spikes.reserve(static_cast<std::size_t>(count));
  Tick time = after;
  for (int i = 0; i < count; ++i) {
    const Tick elapsed = ticks_from_picoseconds(in.time_delta(i));
    if (elapsed > std::numeric_limits<Tick>::max() - time) {
      throw std::invalid_argument("a time is out of range");
    }
    time += elapsed;
    part.spikes.push_back({{time, fractions ? in.fraction(i) : 0}, in.source(i)});
  }
  return part;
}

/// Whether the content is the header of a recording, whose number CheckpointRecord does not use.
bool is_of_recording(const v1::CheckpointRecord& record) {
  const auto& unknown = record.GetReflection()->GetUnknownFields(record);
  return unknown.field_count() == 1 && unknown.field(0).number() == v1::Record::kHeaderFieldNumber;
}

CheckpointContent decode_content(const v1::CheckpointRecord& record, Tick after) {
  switch (record.content_case()) {
    case v1::CheckpointRecord::kHeader:
      return decode(record.header());
    case v1::CheckpointRecord::kColumn:
      return decode(record.column());
    case v1::CheckpointRecord::kPart:
      return decode(record.part());
    case v1::CheckpointRecord::kInFlight:
      return decode(record.in_flight(), after);
    case v1::CheckpointRecord::kEnd:
      return CheckpointEnd{record.end().columns(), record.end().in_flight()};
    case v1::CheckpointRecord::CONTENT_NOT_SET:
      break;
  }
  throw std::invalid_argument(is_of_recording(record) ? "a record of a recording"
                                                      : "a record of an unknown kind");
}

}  // namespace

std::uint64_t ColumnHead::bytes() const {
  const bool indices = kind == StateColumn::Kind::kSome;
  return elements * (element_bytes + (indices ? sizeof(std::uint32_t) : 0));
}

std::string encode_record(std::uint64_t sequence, const CheckpointHeader& header) {
  v1::CheckpointRecord record = numbered(sequence);
  v1::CheckpointHeader& out = *record.mutable_header();
  out.set_format_version(kCheckpointFormatVersion);
  out.set_program_version(header.program_version);
  if (!header.source.empty()) encode(header.source, *out.mutable_model());
  out.set_fingerprint(header.fingerprint);
  out.set_network_name(header.network_name);
  out.set_step_ps(static_cast<std::uint64_t>(header.step));
  out.set_continuous(header.continuous);
  out.set_network_seed(header.network_seed);
  out.set_warm_up_ps(static_cast<std::uint64_t>(header.warm_up));
  out.set_duration_ps(static_cast<std::uint64_t>(header.duration));
  for (const CheckpointPopulation& population : header.populations) {
    auto& p = *out.add_populations();
    p.set_name(population.name);
    p.set_size(population.size);
  }
  out.set_time_ps(static_cast<std::uint64_t>(header.time));
  out.set_seed(header.seed);
  out.set_spikes(header.spikes);
  out.set_spike_hash(header.spike_hash);
  return record.SerializeAsString();
}

std::string encode_record(std::uint64_t sequence, const ColumnHead& column) {
  v1::CheckpointRecord record = numbered(sequence);
  v1::StateColumn& out = *record.mutable_column();
  out.set_population(column.population);
  out.set_name(column.name);
  out.set_kind(encode(column.kind));
  out.set_element_bytes(column.element_bytes);
  out.set_elements(column.elements);
  return record.SerializeAsString();
}

std::string encode_record(std::uint64_t sequence, std::string_view column_bytes) {
  v1::CheckpointRecord record = numbered(sequence);
  v1::StatePart& out = *record.mutable_part();
  std::string compressed = zstd_compressed(column_bytes);
  const bool fewer = compressed.size() < column_bytes.size();
  out.set_compression(fewer ? v1::StatePart::ZSTD : v1::StatePart::NONE);
  out.set_content(fewer ? std::move(compressed) : std::string(column_bytes));
  return record.SerializeAsString();
}

std::string encode_record(std::uint64_t sequence, std::span<const Spike> spikes, Tick after) {
  v1::CheckpointRecord record = numbered(sequence);
  v1::SpikesInFlight& out = *record.mutable_in_flight();
  bool fractions = false;
  for (const Spike& spike : spikes) {
    out.add_time_delta(static_cast<std::uint64_t>(spike.time.tick - after));
    out.add_source(spike.source);
    after = spike.time.tick;
    fractions = fractions || spike.time.fraction != 0;
  }
  if (fractions) {
    for (const Spike& spike : spikes) out.add_fraction(spike.time.fraction);
  }
  return record.SerializeAsString();
}

std::string encode_record(std::uint64_t sequence, const CheckpointEnd& end) {
  v1::CheckpointRecord record = numbered(sequence);
  record.mutable_end()->set_columns(end.columns);
  record.mutable_end()->set_in_flight(end.in_flight);
  return record.SerializeAsString();
}

CheckpointRecord decode_checkpoint_record(std::string_view body, Tick after) {
  const auto record = parse_record<v1::CheckpointRecord>(body);
  return {record.sequence(), decode_content(record, after)};
}

}  // namespace engram
