// RequirePolicy compares what is said of an exit policy with a slow reading of its rules.
#ifndef SCAPE_DESCRIPTOR_FUZZ_POLICY_CHECK_H_
#define SCAPE_DESCRIPTOR_FUZZ_POLICY_CHECK_H_

#include <span>

#include "descriptor/exit_policy.h"

namespace scape::fuzz {

void RequirePolicy(std::span<const descriptor::ExitPolicyRule> rules);

}  // namespace scape::fuzz

#endif  // SCAPE_DESCRIPTOR_FUZZ_POLICY_CHECK_H_
