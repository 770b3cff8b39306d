#include "descriptor/network_status.h"
#include "descriptor/typed_document.h"
#include "descriptor/types.h"

namespace scape::descriptor {

template <>
struct Traits<NetworkStatus> {
  static std::span<const LintRule<NetworkStatus>> Rules() { return NetworkStatusRules(); }
  static DocumentDigests Digests(const NetworkStatus& status) {
    // Of a vote the whole text is hashed in `vote-digest`, less its signature; of a consensus what
    // is signed, by SHA-1 or, in the flavor microdesc, by SHA-256.
    if (status.kind == kMicrodescConsensus) return {.sha256_of = status.signed_text()};
    return {.sha1_of = status.signed_text()};
  }
  static void LintSections(const NetworkStatus& status, const LintContext& context,
                           netdoc::Diagnostics& diagnostics) {
    diagnostics.set_page(kTable<KeyCertificate>.page);
    for (const KeyCertificate& certificate : status.certificate) {
      LintWith(KeyCertificateRules(), certificate, context, diagnostics);
    }
  }
  static DocumentIdentity Identity(const NetworkStatus& status, const LintContext&) {
    DocumentIdentity identity;
    if (!status.is_vote()) {
      identity.target = LinkTarget::kConsensus;
      identity.sha3_256_of = status.text;
      return identity;
    }
    identity.target = LinkTarget::kVote;
    if (!status.authorities.empty()) {
      identity.fingerprint = status.authorities[0].dir_source.identity.bytes;
    }
    return identity;
  }
  static void ForEachLink(const NetworkStatus& status, const LintContext&,
                          absl::FunctionRef<void(const Link&)> visit) {
    for (const DirectoryAuthority& authority : status.authorities) {
      if (!authority.vote_digest.has_value()) continue;
      visit({.to = LinkTarget::kVote,
             .sha1 = authority.vote_digest->bytes,
             .fingerprint = authority.dir_source.identity.bytes,
             .where = LineOf(authority.text, "vote-digest")});
    }
    std::array<uint8_t, 32> sha256;
    if (status.bandwidth_file_digest.has_value() &&
        status.bandwidth_file_digest->sha256.has_value() &&
        status.bandwidth_file_digest->sha256->Decode(&sha256)) {
      visit({.to = LinkTarget::kBandwidthFile,
             .sha256 = sha256,
             .where = LineOf(status.text, "bandwidth-file-digest")});
    }
    ForEachEntryLink(status.entries, visit);
  }
};

const DocumentType& ConsensusType() {
  static const DocumentType& type = *new DocumentType(
      MakeType<NetworkStatus>({.name = "network-status-consensus-3",
                               .newest_minor = 0,
                               .kind = kNsConsensus,
                               .summary = "What most authorities hold of the network, every hour.",
                               .verified_against = "consensuses from 2008 to 2026",
                               .digests = "sha1"}));
  return type;
}

const DocumentType& MicrodescConsensusType() {
  static const DocumentType& type = *new DocumentType(MakeType<NetworkStatus>(
      {.name = "network-status-microdesc-consensus-3",
       .newest_minor = 0,
       .kind = kMicrodescConsensus,
       .summary = "The consensus that clients use: it names microdescriptors.",
       .verified_against = "consensuses from 2012 to 2026",
       .digests = "sha256"}));
  return type;
}

const DocumentType& VoteType() {
  static const DocumentType& type = *new DocumentType(
      MakeType<NetworkStatus>({.name = "network-status-vote-3",
                               .newest_minor = 0,
                               .kind = kVote,
                               .summary = "What one authority holds of the network.",
                               .verified_against = "votes from 2016 to 2026",
                               .digests = "sha1"}));
  return type;
}

}  // namespace scape::descriptor
