#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <random>
#include <string>

#include "io/mutate_bytes.hpp"
#include "io/recording/recording_fixture.hpp"

// Runs the fuzz target on seeded mutations of small recordings: fuzz_recording [ROUNDS [SEED]].
// No single allocation may be out of proportion to the file.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

/// Beyond the largest chunk of spikes; recordings here are some kilobytes.
constexpr std::size_t kLargestAllocation = std::size_t{8} << 20;

void* allocate(std::size_t size) {
  if (size > kLargestAllocation) {
    std::fputs("an allocation out of proportion\n", stderr);
    std::abort();
  }
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 4'000;
  std::mt19937_64 random(argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1);
  const engram::test::TemporaryFolder folder;
  for (int i = 0; i < rounds; ++i) {
    engram::test::ContentPlan plan;
    plan.seed = static_cast<std::uint64_t>(i) % 50;
    plan.spans = 1 + static_cast<int>(plan.seed) * 3;  // the longer ones in several chunks
    plan.spikes_per_span = 1;
    plan.fractions = i % 3 == 0;
    const std::string path = folder.file("corpus." + std::to_string(i % 150));
    if (i < 150) write_recording(make_content(plan), path, {i % 2 == 0});
    std::string bytes = engram::test::read_bytes(path);
    for (std::size_t m = random() % 3 + 1; m > 0; --m) engram::test::mutate_bytes(bytes, random);
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  }
  std::printf("%d mutated recordings read\n", rounds);
  return 0;
}
