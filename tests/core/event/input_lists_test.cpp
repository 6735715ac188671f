#include "core/event/input_lists.hpp"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <map>
#include <vector>

#include "core/support/twin_networks.hpp"

namespace engram::test {
namespace {

constexpr std::uint32_t kSlots = 50;

/// What InputLists should hold.
struct Model {
  std::map<std::uint32_t, std::vector<TimedInput>> inputs;
  std::vector<std::uint32_t> touched;
  std::size_t size = 0;

  void append(std::uint32_t slot, TimedInput input) {
    if (!inputs.contains(slot)) touched.push_back(slot);
    inputs[slot].push_back(input);
    ++size;
  }
};

void check_same(const InputLists& lists, const Model& model) {
  RC_ASSERT(lists.size() == model.size);
  RC_ASSERT(std::ranges::equal(lists.touched(), model.touched));
  for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
    const auto found = model.inputs.find(slot);
    RC_ASSERT(lists.empty(slot) == (found == model.inputs.end()));
    std::vector<TimedInput> read{{-1, 77}};  // to be left alone
    lists.read(slot, read);
    RC_ASSERT((read.front() == TimedInput{-1, 77}));
    read.erase(read.begin());
    RC_ASSERT(read == (found == model.inputs.end() ? std::vector<TimedInput>{} : found->second));
  }
}

/// A few volleys: one arrival each, on the lists of some slots.
void add_volleys(Dice& dice, InputLists& lists, Model& model) {
  // Few slots get long chains, many get chains that lie between each other's chunks.
  const std::int64_t last_slot = dice.one_of({0, 1, 7, static_cast<int>(kSlots) - 1});
  for (std::int64_t volleys = dice.whole(0, 60); volleys > 0; --volleys) {
    const TimedInput input{dice.whole(-1'000'000, 1'000'000), dice.real(-9, 9)};
    const auto targets = static_cast<std::uint32_t>(dice.whole(0, 40));
    const std::uint32_t arrival = lists.add_arrival(input, targets);
    for (std::uint32_t i = 0; i < targets; ++i) {
      const auto slot = static_cast<std::uint32_t>(dice.whole(0, last_slot));
      lists.append(slot, arrival);
      model.append(slot, input);
    }
  }
}

}  // namespace

TEST_CASE("input lists hold what was appended, in its order, again and again") {
  CHECK(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    InputLists lists(kSlots);
    for (std::int64_t rounds = dice.whole(1, 5); rounds > 0; --rounds) {
      Model model;
      for (std::int64_t parts = dice.whole(0, 3); parts > 0; --parts) {
        add_volleys(dice, lists, model);
        check_same(lists, model);
      }
      lists.clear();
      check_same(lists, Model{});
    }
  }));
}

TEST_CASE("a list may be long, and end anywhere in a chunk") {
  InputLists lists(2);
  std::vector<TimedInput> expected;
  bool same = true;
  for (std::int64_t n = 1; n <= 300; ++n) {
    expected.push_back({n, 0.5 * static_cast<double>(n)});
    lists.append(1, lists.add_arrival(expected.back(), 1));
    std::vector<TimedInput> read;
    lists.read(1, read);
    same = same && read == expected;
  }
  CHECK(same);
  for (std::int64_t n = 301; n <= 200'000; ++n) {
    expected.push_back({n, 0.5 * static_cast<double>(n)});
    lists.append(1, lists.add_arrival(expected.back(), 1));
  }
  std::vector<TimedInput> read;
  lists.read(1, read);
  CHECK((read == expected));
  CHECK(lists.empty(0));
}

}  // namespace engram::test
