#include "descriptor/bandwidth_file.h"
#include "descriptor/typed_document.h"
#include "descriptor/types.h"

namespace scape::descriptor {

template <>
struct Traits<BandwidthFile> {
  static std::span<const LintRule<BandwidthFile>> Rules() { return BandwidthFileRules(); }
  // Votes have this digest, and so have CollecTor's file names.
  static DocumentDigests Digests(const BandwidthFile& file) { return {.sha256_of = file.text}; }
  static DocumentIdentity Identity(const BandwidthFile&, const LintContext&) {
    return {.target = LinkTarget::kBandwidthFile};
  }
};

const DocumentType& BandwidthFileType() {
  static const DocumentType& type = *new DocumentType(
      MakeType<BandwidthFile>({.name = "bandwidth-file",
                               .newest_minor = 0,
                               .kind = kBandwidthFile,
                               .summary = "What a bandwidth authority measured of relays.",
                               .verified_against = "files of torflow and sbws from 2011 to 2019",
                               .digests = "sha256",
                               .begins = &BandwidthFile::Begins}));
  return type;
}

}  // namespace scape::descriptor
