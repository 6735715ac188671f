#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

#include "core/event/spike.hpp"

namespace engram {

/// The spikes of one partition in time order: written by the thread that runs the partition, read
/// by any number of readers, each at its own pace. A chunk lives until every reader has passed it,
/// so writing never waits for a reader.
class Outbox {
  static constexpr std::uint32_t kChunk = 1024;

  struct Chunk {
    std::array<Spike, kChunk> spikes;
    std::atomic<std::uint32_t> size = 0;
    std::shared_ptr<Chunk> next;  ///< set before `size` reaches kChunk
  };

 public:
  Outbox() : tail_(std::make_shared<Chunk>()) {}

  /// By the writer only.
  void push(const Spike& spike) {
    const std::uint32_t size = tail_->size.load(std::memory_order_relaxed);
    tail_->spikes[size] = spike;
    if (size + 1 < kChunk) {
      tail_->size.store(size + 1, std::memory_order_release);
      return;
    }
    const std::shared_ptr<Chunk> full = tail_;
    full->next = std::make_shared<Chunk>();
    tail_ = full->next;
    full->size.store(kChunk, std::memory_order_release);
  }

  /// A place in the outbox from which one reader goes on. Made before the first spike.
  class Reader {
   public:
    explicit Reader(const Outbox& outbox) : chunk_(outbox.tail_) {}
    Reader(const Reader&) = default;
    Reader(Reader&&) noexcept = default;
    Reader& operator=(Reader&&) = delete;
    ~Reader() {
      // Frees an unread chain link by link; default destructors would recurse.
      while (chunk_ != nullptr && chunk_->size.load(std::memory_order_acquire) == kChunk)
        next_chunk();
    }

    /// Calls `visit(spike)` for every spike up to and including `last`, in time order.
    template <class Visit>
    void read_until(Tick last, Visit&& visit) {
      for (;;) {
        const std::uint32_t size = chunk_->size.load(std::memory_order_acquire);
        for (; at_ < size; ++at_) {
          if (chunk_->spikes[at_].time.tick > last) return;
          visit(chunk_->spikes[at_]);
        }
        if (size < kChunk) return;
        next_chunk();
      }
    }

    /// The tick of the next spike that is there; the last of all ticks if there is none yet.
    Tick next() {
      for (;;) {
        const std::uint32_t size = chunk_->size.load(std::memory_order_acquire);
        if (at_ < size) return chunk_->spikes[at_].time.tick;
        if (size < kChunk) return kNeverTime.tick;
        next_chunk();
      }
    }

   private:
    void next_chunk() {
      chunk_ = std::shared_ptr<Chunk>(chunk_->next);
      at_ = 0;
    }

    std::shared_ptr<Chunk> chunk_;
    std::uint32_t at_ = 0;
  };

 private:
  std::shared_ptr<Chunk> tail_;
};

}  // namespace engram
