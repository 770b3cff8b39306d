#include "descriptor/bridge_pool_assignment.h"
#include "descriptor/typed_document.h"
#include "descriptor/types.h"

namespace scape::descriptor {

template <>
struct Traits<BridgePoolAssignment> {
  static std::span<const LintRule<BridgePoolAssignment>> Rules() {
    return BridgePoolAssignmentRules();
  }
};

const DocumentType& BridgePoolAssignmentType() {
  static const DocumentType& type = *new DocumentType(MakeType<BridgePoolAssignment>(
      {.name = "bridge-pool-assignment",
       .newest_minor = 0,
       .kind = kBridgePoolAssignment,
       .summary = "How bridges were handed out at some time, sanitised.",
       .verified_against = "none",
       .digests = ""}));
  return type;
}

}  // namespace scape::descriptor
