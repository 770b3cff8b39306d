#include "descriptor/microdescriptor.h"

namespace scape::descriptor {

PolicyResult Microdescriptor::CanExitTo(const IpAddress& address, uint16_t port) const {
  const auto& policy = address.is_ipv6 ? ipv6_exit_policy_summary : exit_policy_summary;
  if (!policy.has_value() || !policy->CanExitTo(port)) return PolicyResult::kRejected;
  return PolicyResult::kProbablyAccepted;
}

}  // namespace scape::descriptor
