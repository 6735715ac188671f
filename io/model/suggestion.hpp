#pragma once

#include <span>
#include <string>
#include <string_view>

namespace engram {

/// What to add to an error about an unknown name: "; did you mean 'tau_m'? valid: C_m, tau_m". The
/// question is left out where no valid name is close. Long lists of names are cut.
std::string suggest(std::string_view unknown, std::span<const std::string> valid);

}  // namespace engram
