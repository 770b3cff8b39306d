#include "descriptor/microdescriptor.h"
#include "descriptor/typed_document.h"
#include "descriptor/types.h"

namespace scape::descriptor {

template <>
struct Traits<Microdescriptor> {
  static std::span<const LintRule<Microdescriptor>> Rules() { return MicrodescriptorRules(); }
  static DocumentDigests Digests(const Microdescriptor& microdescriptor) {
    return {.sha256_of = microdescriptor.text};
  }
  static DocumentIdentity Identity(const Microdescriptor&, const LintContext&) {
    return {.target = LinkTarget::kMicrodescriptor};
  }
};

const DocumentType& MicrodescriptorType() {
  static const DocumentType& type = *new DocumentType(
      MakeType<Microdescriptor>({"microdescriptor", 0, kMicrodescriptor,
                                 "What clients need to know of a relay, made by the authorities.",
                                 "documents from 2012 to 2026", "sha256"}));
  return type;
}

}  // namespace scape::descriptor
