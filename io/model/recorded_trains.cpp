#include "io/model/recorded_trains.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>

#include "core/base/error.hpp"
#include "io/model/file_limits.hpp"
#include "io/recording/exact_ms.hpp"

namespace engram {
namespace {

class RecordedTrains {
 public:
  RecordedTrains(RecordingReader& reader, const RecordedTrainsRequest& request)
      : reader_(reader),
        request_(request),
        population_(reader.header().populations.at(request.population)) {}

  std::vector<std::vector<Time>> read() {
    check_header();
    if (!request_.allow_incomplete) require_finished();
    trains_.resize(population_.size);
    while (const std::optional<SpikeChunk> chunk = reader_.next_spikes()) {
      if (chunk->population != request_.population) continue;
      check_count(spikes_ += chunk->spikes.size());
      for (const RecordedSpike& spike : chunk->spikes)
        trains_[spike.neuron].push_back(moved(spike.time));
    }
    return std::move(trains_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw UserError(reader_.path() + ": " + what);
  }

  std::string name() const { return "population '" + population_.name + "'"; }

  void check_header() const {
    if (!population_.spikes_recorded) fail("the spikes of " + name() + " were not recorded");
    if (population_.size > kMaxNeuronsOfFile) {
      fail(fmt::format("{} has {} neurons; valid: at most {}", name(), population_.size,
                       kMaxNeuronsOfFile));
    }
    if (!request_.size_is_given && population_.size > neurons_explained_by(reader_.bytes())) {
      fail(fmt::format(
          "{} has {} neurons, more than a recording of {} bytes explains; valid: up to "
          "{}, or the population's 'size' in the model",
          name(), population_.size, reader_.bytes(), neurons_explained_by(reader_.bytes())));
    }
    require_train_memory(population_.size, reader_.path());
    if (reader_.complete())
      check_count(reader_.index()->recorded.population_spikes[request_.population]);
  }

  void check_count(std::uint64_t spikes) const {
    if (spikes <= request_.max_spikes) return;
    fail(fmt::format("{} has {} spikes; valid: at most {} of them", name(), spikes,
                     request_.max_spikes));
  }

  void require_finished() {
    const auto refuse = [this](const std::string& why) {
      fail(why +
           "; valid: the recording of a run that came to its end, or 'allow_incomplete: true' to "
           "take what is there");
    };
    if (reader_.header().start > 0) {
      refuse("it begins at " + exact_ms({reader_.header().start, 0}) +
             " ms, where its run went on; join it with what was before");
    }
    if (reader_.complete()) {
      const std::string early = early_end(*reader_.index(), reader_.header());
      if (!early.empty()) refuse("incomplete: its run " + early);
      return;
    }
    while (reader_.next()) {
    }
    refuse(fmt::format("incomplete: it is whole up to {} ms",
                       exact_ms({reader_.read_so_far().end, 0})));
  }

  Time moved(Time time) const {
    if (time.tick > kLastTickOfFile - request_.offset) {
      fail(fmt::format("{} fires at {} ms; valid: up to {} ms, the offset included", name(),
                       exact_ms(time), kLastTickOfFile / kTicksPerMs));
    }
    const Time result = time + request_.offset;
    const Clock& clock = request_.clock;
    if (clock.continuous() || (result.fraction == 0 && result.tick % clock.step() == 0))
      return result;
    fail(
        fmt::format("{} fires at {} ms; valid: multiples of the clock's step of {} ms, or a "
                    "continuous clock",
                    name(), exact_ms(result), ms_from_ticks(clock.step())));
  }

  RecordingReader& reader_;
  const RecordedTrainsRequest& request_;
  const RecordedPopulation& population_;
  std::uint64_t spikes_ = 0;
  std::vector<std::vector<Time>> trains_;
};

}  // namespace

std::vector<std::vector<Time>> read_recorded_trains(RecordingReader& reader,
                                                    const RecordedTrainsRequest& request) {
  return RecordedTrains(reader, request).read();
}

}  // namespace engram
