#include "descriptor/detached_signature.h"
#include "descriptor/typed_document.h"
#include "descriptor/types.h"

namespace scape::descriptor {

template <>
struct Traits<DetachedSignature> {
  static std::span<const LintRule<DetachedSignature>> Rules() { return DetachedSignatureRules(); }
};

const DocumentType& DetachedSignatureType() {
  static const DocumentType& type = *new DocumentType(MakeType<DetachedSignature>(
      {"detached-signature-3", 0, kDetachedSignature,
       "The authorities' signatures of a consensus, without the consensus.",
       "documents of 2018 and 2026", ""}));
  return type;
}

}  // namespace scape::descriptor
