// NetworkStatus is a vote or a consensus of version 3, of either flavor (dir-spec, "Vote and
// consensus status documents").
//
//   NetworkStatus consensus;
//   netdoc::ParseDocument(text, 0, &consensus, diagnostics);   // the kind is found out
//   consensus.kind == kMicrodescConsensus;
//   consensus.valid_after;
//   consensus.params->Find("circwindow");
//   RouterStatus entry;
//   consensus.entries.Parse(17, &entry, diagnostics);
//   consensus.FindEntry(fingerprint);                          // 17
//
// Votes and both flavors share one list of keywords; what only some have says so in its row. The
// entries are lazy: of each only its text is kept, until it is asked for. Who does not want to hold
// the whole document cuts a stream with StatusPartTypes() instead.
//
// A parsed status borrows the text it was parsed from.
#ifndef SCAPE_DESCRIPTOR_NETWORK_STATUS_H_
#define SCAPE_DESCRIPTOR_NETWORK_STATUS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "descriptor/address.h"
#include "descriptor/key_certificate.h"
#include "descriptor/keys.h"
#include "descriptor/netdoc/document_reader.h"
#include "descriptor/netdoc/lazy_sections.h"
#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/table.h"
#include "descriptor/netdoc/value.h"
#include "descriptor/protocols.h"
#include "descriptor/relay_id.h"
#include "descriptor/router_status.h"
#include "descriptor/status_values.h"

namespace scape::descriptor {

// NetworkStatusVersion is `network-status-version 3 [flavor]`. Without a flavor it is "ns".
struct NetworkStatusVersion : netdoc::Line {
  uint64_t version = 0;
  std::optional<std::string_view> flavor;

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&NetworkStatusVersion::version>("version"),
                        netdoc::Argument<&NetworkStatusVersion::flavor>("flavor"));
};

// VoteStatus is the word of `vote-status`.
struct VoteStatus {
  std::string_view text;

  static constexpr std::string_view kExpects = "vote, opinion or consensus";
  static bool Read(netdoc::ItemReader& in, VoteStatus* out);
  void Write(netdoc::Encoder& out) const { out.Argument(text); }
  void Json(netdoc::JsonWriter& json) const { json.String(text); }
};

// VotingDelay is `voting-delay vote-seconds dist-seconds`.
struct VotingDelay : netdoc::Line {
  uint64_t vote_seconds = 0;
  uint64_t dist_seconds = 0;

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&VotingDelay::vote_seconds>("vote_seconds"),
                        netdoc::Argument<&VotingDelay::dist_seconds>("dist_seconds"));
};

// Package is `package name version url digests`, of which there may be any number.
struct Package : netdoc::KeyedLine {
  std::string_view name;
  std::string_view version;
  std::string_view url;
  std::optional<std::string_view> sha256;

  static constexpr auto kArguments = netdoc::Arguments(
      netdoc::Argument<&Package::name>("name"), netdoc::Argument<&Package::version>("version"),
      netdoc::Argument<&Package::url>("url"));
  static constexpr auto kKeys = netdoc::Keys(netdoc::Key<&Package::sha256>("sha256"));
};

// BandwidthFileDigest is `bandwidth-file-digest sha256=DIGEST`.
struct BandwidthFileDigest : netdoc::KeyedLine {
  std::optional<Sha256Base64> sha256;

  static constexpr auto kKeys = netdoc::Keys(netdoc::Key<&BandwidthFileDigest::sha256>("sha256"));
};

// SharedRandomValue is `shared-rand-{previous,current}-value reveals value`: 32 bytes of base64.
struct SharedRandomValue : netdoc::Line {
  uint64_t reveals = 0;
  Sha256Base64 value;

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&SharedRandomValue::reveals>("reveals"),
                        netdoc::Argument<&SharedRandomValue::value>("value"));
};

// SharedRandomCommit is `shared-rand-commit version algorithm identity commit [reveal]`.
struct SharedRandomCommit : netdoc::Line {
  uint64_t version = 0;
  std::string_view algorithm;
  Sha1 identity;
  std::string_view commit;
  std::optional<std::string_view> reveal;

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&SharedRandomCommit::version>("version"),
                        netdoc::Argument<&SharedRandomCommit::algorithm>("algorithm"),
                        netdoc::Argument<&SharedRandomCommit::identity>("identity"),
                        netdoc::Argument<&SharedRandomCommit::commit>("commit"),
                        netdoc::Argument<&SharedRandomCommit::reveal>("reveal"));
};

// DirSource is `dir-source nickname identity hostname address DirPort ORPort`. The identity is the
// fingerprint of the authority's key certificate. A nickname that ends in "-legacy" is of a key
// that the authority had before.
struct DirSource : netdoc::Line {
  std::string_view nickname;
  Sha1 identity;
  std::string_view hostname;
  Ipv4Address address;
  Port dir_port;
  Port or_port;

  bool is_legacy() const { return nickname.ends_with("-legacy"); }

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&DirSource::nickname>("nickname"),
                        netdoc::Argument<&DirSource::identity>("identity"),
                        netdoc::Argument<&DirSource::hostname>("hostname"),
                        netdoc::Argument<&DirSource::address>("address"),
                        netdoc::Argument<&DirSource::dir_port>("dir_port"),
                        netdoc::Argument<&DirSource::or_port>("or_port"));
};

// DirectoryAuthority is the group of lines of one authority.
struct DirectoryAuthority : netdoc::Document {
  DirSource dir_source;
  std::optional<netdoc::Text> contact;
  std::optional<Sha1> vote_digest;
  std::optional<Sha1> legacy_dir_key;
  bool shared_rand_participate = false;
  std::vector<SharedRandomCommit> shared_rand_commit;
  std::optional<SharedRandomValue> shared_rand_previous_value;
  std::optional<SharedRandomValue> shared_rand_current_value;
};

// DirectorySignature is `directory-signature [algorithm] identity signing-key-digest`, without an
// algorithm "sha1".
struct DirectorySignature : netdoc::Line {
  struct Algorithm {
    std::string_view name;

    static constexpr std::string_view kExpects = "the name of a digest";
    static bool IsNext(const netdoc::ItemReader& in);  // not 40 digits
    static bool Read(netdoc::ItemReader& in, Algorithm* out) { return in.Next(&out->name); }
    void Write(netdoc::Encoder& out) const { out.Argument(name); }
    void Json(netdoc::JsonWriter& json) const { json.String(name); }
  };

  std::optional<Algorithm> algorithm;
  Sha1 identity;
  Sha1 signing_key_digest;
  RsaSignature signature;

  std::string_view algorithm_name() const {
    return algorithm.has_value() ? algorithm->name : std::string_view("sha1");
  }

  static constexpr auto kArguments = netdoc::Arguments(
      netdoc::Argument<&DirectorySignature::algorithm>("algorithm"),
      netdoc::Argument<&DirectorySignature::identity>("identity"),
      netdoc::Argument<&DirectorySignature::signing_key_digest>("signing_key_digest"),
      netdoc::Argument<&DirectorySignature::signature>("signature"));
};

struct NetworkStatus : netdoc::Document {
  NetworkStatusVersion network_status_version;
  VoteStatus vote_status;
  std::optional<NumberList> consensus_methods;
  std::optional<uint32_t> consensus_method;
  std::optional<netdoc::UtcTime> published;
  netdoc::UtcTime valid_after;
  netdoc::UtcTime fresh_until;
  netdoc::UtcTime valid_until;
  VotingDelay voting_delay;
  std::optional<VersionList> client_versions;
  std::optional<VersionList> server_versions;
  std::vector<Package> package;
  FlagList known_flags;
  std::optional<FlagThresholds> flag_thresholds;
  std::optional<ProtocolList> recommended_client_protocols;
  std::optional<ProtocolList> recommended_relay_protocols;
  std::optional<ProtocolList> required_client_protocols;
  std::optional<ProtocolList> required_relay_protocols;
  std::optional<ParameterList> params;
  std::optional<HeaderList> bandwidth_file_headers;
  std::optional<BandwidthFileDigest> bandwidth_file_digest;
  std::optional<SharedRandomValue> shared_rand_previous_value;
  std::optional<SharedRandomValue> shared_rand_current_value;
  std::vector<DirectoryAuthority> authorities;
  std::vector<KeyCertificate> certificate;  // of the authority that votes
  netdoc::LazySections<RouterStatus> entries;
  bool directory_footer = false;
  std::optional<ParameterList> bandwidth_weights;
  std::vector<DirectorySignature> directory_signature;

  bool is_vote() const { return kind == kVote; }

  // meets_consensus_method tells whether the consensus was made by that method or a later one, or
  // whether the vote's authority supports that method.
  bool meets_consensus_method(uint32_t method) const;

  // IsFresh: before fresh-until; IsValid: from valid-after until valid-until.
  bool IsFresh(netdoc::UtcTime now) const;
  bool IsValid(netdoc::UtcTime now) const;

  // FindEntry returns the position of the entry with that identity. It takes few steps, because
  // entries stand in the order of their identities; in a status that breaks this rule, which lint
  // names, one may be missed.
  std::optional<size_t> FindEntry(const std::array<uint8_t, 20>& fingerprint) const;
  // These look at all entries. A nickname may be that of several relays: the first counts. Only
  // votes tell ed25519 identities, as 43 characters of base64.
  std::optional<size_t> FindEntryByNickname(std::string_view nickname) const;
  std::optional<size_t> FindEntryByEd25519(std::string_view identity) const;

  // signed_text is what the signatures are over: from `network-status-version` through the blank
  // behind the first `directory-signature`. Empty when there is no signature.
  std::string_view signed_text() const;

  // For the parse loop.
  netdoc::Kinds FindKind() const;
};

// StatusPartTypes are for a DocumentReader that cuts a network status into its parts, in a stream
// of any length: the preamble ("status-preamble"), every entry ("router-status"), and the footer
// ("status-footer").
std::span<const netdoc::ReaderType* const> StatusPartTypes();

}  // namespace scape::descriptor

namespace scape::netdoc {

template <>
inline constexpr auto kTable<descriptor::DirectoryAuthority> = [] {
  using A = descriptor::DirectoryAuthority;
  using namespace descriptor;
  constexpr Kinds kConsensus = kNsConsensus | kMicrodescConsensus;
  return MakeTable<A>(
      "https://spec.torproject.org/dir-spec/consensus-formats.html",
      Row<&A::dir_source>({.keyword = "dir-source",
                           .occurs = Occurs::kExactlyOnce,
                           .place = Place::kAtStart,
                           .summary = "Begins an authority: name, identity, host, ports."}),
      Row<&A::contact>({.keyword = "contact", .summary = "How to reach the authority's operator."}),
      Row<&A::vote_digest>({.keyword = "vote-digest",
                            .in = kConsensus,
                            .summary = "SHA-1 of the vote that the authority gave."}),
      Row<&A::legacy_dir_key>({.keyword = "legacy-dir-key",
                               .in = kVote,
                               .summary = "An identity that the authority had before."}),
      Row<&A::shared_rand_participate>({.keyword = "shared-rand-participate",
                                        .in = kVote,
                                        .extra = Extra::kForbidden,
                                        .since = "0.2.9.1-alpha",
                                        .summary = "It takes part in the shared random value."}),
      Row<&A::shared_rand_commit>({.keyword = "shared-rand-commit",
                                   .occurs = Occurs::kAnyNumber,
                                   .in = kVote,
                                   .since = "0.2.9.1-alpha",
                                   .tolerated = true,
                                   .needs_arguments = true,
                                   .summary = "A commitment to the shared random value."}),
      Row<&A::shared_rand_previous_value>({.keyword = "shared-rand-previous-value",
                                           .in = kVote,
                                           .extra = Extra::kForbidden,
                                           .since = "0.2.9.1-alpha",
                                           .tolerated = true,
                                           .needs_arguments = true,
                                           .summary = "Yesterday's shared random value."}),
      Row<&A::shared_rand_current_value>({.keyword = "shared-rand-current-value",
                                          .in = kVote,
                                          .extra = Extra::kForbidden,
                                          .since = "0.2.9.1-alpha",
                                          .tolerated = true,
                                          .needs_arguments = true,
                                          .summary = "Today's shared random value."}));
}();

template <>
inline constexpr auto kTable<descriptor::NetworkStatus> = [] {
  using S = descriptor::NetworkStatus;
  using namespace descriptor;
  constexpr Kinds kConsensus = kNsConsensus | kMicrodescConsensus;
  return MakeTable<S>(
      "https://spec.torproject.org/dir-spec/consensus-formats.html",
      Row<&S::network_status_version>(
          {.keyword = "network-status-version",
           .occurs = Occurs::kExactlyOnce,
           .place = Place::kAtStart,
           .summary = "Begins the status: the version of its format, 3, and its flavor."}),
      Row<&S::vote_status>({.keyword = "vote-status",
                            .occurs = Occurs::kExactlyOnce,
                            .extra = Extra::kForbidden,
                            .summary = "Whether this is a vote or a consensus."}),
      Row<&S::consensus_methods>({.keyword = "consensus-methods",
                                  .in = kVote,
                                  .summary = "The consensus methods that the authority knows."}),
      Row<&S::consensus_method>({.keyword = "consensus-method",
                                 .in = kConsensus,
                                 .extra = Extra::kForbidden,
                                 .summary = "The method by which the consensus was made."}),
      Row<&S::published>({.keyword = "published",
                          .in = kVote,
                          .required_in = kVote,
                          .summary = "When the vote was made."}),
      Row<&S::valid_after>({.keyword = "valid-after",
                            .occurs = Occurs::kExactlyOnce,
                            .summary = "When the consensus begins to be valid."}),
      Row<&S::fresh_until>({.keyword = "fresh-until",
                            .occurs = Occurs::kExactlyOnce,
                            .summary = "When the next consensus should be there."}),
      Row<&S::valid_until>({.keyword = "valid-until",
                            .occurs = Occurs::kExactlyOnce,
                            .summary = "When the consensus ceases to be valid."}),
      Row<&S::voting_delay>({.keyword = "voting-delay",
                             .occurs = Occurs::kExactlyOnce,
                             .summary = "Seconds for exchanging votes, and signatures."}),
      Row<&S::client_versions>(
          {.keyword = "client-versions", .summary = "The tor versions recommended to clients."}),
      Row<&S::server_versions>(
          {.keyword = "server-versions", .summary = "The tor versions recommended to relays."}),
      Row<&S::package>({.keyword = "package",
                        .occurs = Occurs::kAnyNumber,
                        .status = Status::kObsolete,
                        .until = "0.4.9.1-alpha",
                        .tolerated = true,
                        .summary = "A version of a package, and its digests."}),
      Row<&S::known_flags>({.keyword = "known-flags",
                            .occurs = Occurs::kExactlyOnce,
                            .summary = "All flags that the status may give."}),
      Row<&S::flag_thresholds>({.keyword = "flag-thresholds",
                                .in = kVote,
                                .tolerated = true,
                                .summary = "What relays need for their flags."}),
      Row<&S::recommended_client_protocols>({.keyword = "recommended-client-protocols",
                                             .since = "0.2.9.4-alpha",
                                             .summary = "Subprotocols that clients should have."}),
      Row<&S::recommended_relay_protocols>({.keyword = "recommended-relay-protocols",
                                            .since = "0.2.9.4-alpha",
                                            .summary = "Subprotocols that relays should have."}),
      Row<&S::required_client_protocols>({.keyword = "required-client-protocols",
                                          .since = "0.2.9.4-alpha",
                                          .summary = "Subprotocols that clients must have."}),
      Row<&S::required_relay_protocols>({.keyword = "required-relay-protocols",
                                         .since = "0.2.9.4-alpha",
                                         .summary = "Subprotocols that relays must have."}),
      Row<&S::params>(
          {.keyword = "params", .summary = "The parameters that all of the network shares."}),
      Row<&S::bandwidth_file_headers>({.keyword = "bandwidth-file-headers",
                                       .in = kVote,
                                       .since = "0.3.5.1-alpha",
                                       .tolerated = true,
                                       .summary = "The headers of the bandwidth file."}),
      Row<&S::bandwidth_file_digest>({.keyword = "bandwidth-file-digest",
                                      .in = kVote,
                                      .since = "0.4.0.4-rc",
                                      .tolerated = true,
                                      .summary = "The digest of the bandwidth file."}),
      Row<&S::shared_rand_previous_value>({.keyword = "shared-rand-previous-value",
                                           .in = kConsensus,
                                           .extra = Extra::kForbidden,
                                           .since = "0.2.9.1-alpha",
                                           .tolerated = true,
                                           .needs_arguments = true,
                                           .summary = "Yesterday's shared random value."}),
      Row<&S::shared_rand_current_value>({.keyword = "shared-rand-current-value",
                                          .in = kConsensus,
                                          .extra = Extra::kForbidden,
                                          .since = "0.2.9.1-alpha",
                                          .tolerated = true,
                                          .needs_arguments = true,
                                          .summary = "Today's shared random value."}),
      Section<&S::authorities>({.occurs = Occurs::kOnceOrMore,
                                .json = "authorities",
                                .summary = "The authorities that voted, or the one that votes."}),
      Section<&S::certificate>({.occurs = Occurs::kAnyNumber,
                                .in = kVote,
                                .required_in = kVote,
                                .json = "certificate",
                                .summary = "The key certificate of the authority."}),
      Section<&S::entries>({.occurs = Occurs::kAnyNumber,
                            .json = "entries",
                            .summary = "The relays, in the order of their identities."}),
      Row<&S::directory_footer>({.keyword = "directory-footer",
                                 .extra = Extra::kForbidden,
                                 .starts_group = true,
                                 .summary = "Ends the entries."}),
      Row<&S::bandwidth_weights>({.keyword = "bandwidth-weights",
                                  .in = kConsensus,
                                  .starts_group = true,
                                  .summary = "How clients weigh bandwidth by position."}),
      Row<&S::directory_signature>({.keyword = "directory-signature",
                                    .occurs = Occurs::kOnceOrMore,
                                    .place = Place::kAtEnd,
                                    .object = "SIGNATURE",
                                    .object_use = ObjectUse::kRequired,
                                    .starts_group = true,
                                    .summary = "An authority's signature."}));
}();

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETWORK_STATUS_H_
