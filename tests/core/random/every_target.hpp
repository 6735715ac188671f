#pragma once

#include <hwy/highway.h>

#include <cstdint>
#include <vector>

namespace engram::test {

inline constexpr std::int64_t kTargetsWithoutFma = HWY_SSSE3 | HWY_SSE4;

/// Makes all dispatched functions use one instruction set of this machine until the scope ends.
class OnlyTarget {
 public:
  explicit OnlyTarget(std::int64_t target) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
  ~OnlyTarget() {
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
  OnlyTarget(const OnlyTarget&) = delete;
  OnlyTarget& operator=(const OnlyTarget&) = delete;
};

/// Calls `check()` under every instruction set that this machine has and Engram is compiled for.
template <class Check>
void under_every_target(bool only_with_fma, const Check& check) {
  const std::int64_t compiled = HWY_SSSE3 | HWY_SSE4 | HWY_AVX2 | HWY_AVX3 | HWY_NEON;
  std::int64_t targets = hwy::SupportedTargets() & compiled;
  if (only_with_fma) targets &= ~kTargetsWithoutFma;
  for (; targets != 0; targets &= targets - 1) {
    const OnlyTarget scope(targets & -targets);
    check();
  }
}

}  // namespace engram::test
