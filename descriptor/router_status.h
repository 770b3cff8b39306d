// RouterStatus is the entry of one relay in a network status: a vote, a consensus of either flavor,
// a status of version 2, a sanitised status of bridges (dir-spec, "Router status entries").
//
//   RouterStatus entry;
//   consensus.entries.Parse(0, &entry, diagnostics);
//   entry.router.identity.bytes;                  // the relay's fingerprint
//   entry.flags.Has("Exit");
//   entry.bandwidth->bandwidth;                   // kilobytes per second
//
// A parsed entry borrows the text it was parsed from. Members that the one-letter keywords fill
// have the specification's noun for a name.
#ifndef SCAPE_DESCRIPTOR_ROUTER_STATUS_H_
#define SCAPE_DESCRIPTOR_ROUTER_STATUS_H_

#include <optional>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "descriptor/address.h"
#include "descriptor/exit_policy.h"
#include "descriptor/keys.h"
#include "descriptor/links.h"
#include "descriptor/netdoc/lazy_sections.h"
#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/table.h"
#include "descriptor/netdoc/value.h"
#include "descriptor/protocols.h"
#include "descriptor/relay_id.h"
#include "descriptor/statistics.h"
#include "descriptor/status_values.h"

namespace scape::descriptor {

// The kinds of network statuses; entries have the kind of their status.
inline constexpr netdoc::Kinds kVote = 1;
inline constexpr netdoc::Kinds kNsConsensus = 2;
inline constexpr netdoc::Kinds kMicrodescConsensus = 4;
inline constexpr netdoc::Kinds kStatusV2 = 8;
inline constexpr netdoc::Kinds kBridgeStatus = 16;

// RouterStatusLine is `r nickname identity [digest] published address ORPort DirPort`. The flavor
// microdesc has no digest. The digest is that of the server descriptor.
struct RouterStatusLine : netdoc::Line {
  Nickname nickname;
  IdentityBase64 identity;
  std::optional<IdentityBase64> digest;
  netdoc::UtcTime published;
  Ipv4Address address;
  Port or_port;
  Port dir_port;

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&RouterStatusLine::nickname>("nickname"),
                        netdoc::Argument<&RouterStatusLine::identity>("identity"),
                        netdoc::Argument<&RouterStatusLine::digest>("digest"),
                        netdoc::Argument<&RouterStatusLine::published>("published"),
                        netdoc::Argument<&RouterStatusLine::address>("address"),
                        netdoc::Argument<&RouterStatusLine::or_port>("or_port"),
                        netdoc::Argument<&RouterStatusLine::dir_port>("dir_port"));
};

// BandwidthWeight is `w Bandwidth=KB [Measured=KB] [Unmeasured=1]`, in kilobytes per second.
struct BandwidthWeight : netdoc::KeyedLine {
  std::optional<uint32_t> bandwidth;
  std::optional<uint32_t> measured;
  std::optional<netdoc::Boolean> unmeasured;
  std::optional<uint32_t> guard_fraction;  // percent
  std::optional<uint32_t> measured_but_authority;

  static constexpr auto kKeys =
      netdoc::Keys(netdoc::Key<&BandwidthWeight::bandwidth>("Bandwidth", "bandwidth"),
                   netdoc::Key<&BandwidthWeight::measured>("Measured", "measured"),
                   netdoc::Key<&BandwidthWeight::unmeasured>("Unmeasured", "unmeasured"),
                   netdoc::Key<&BandwidthWeight::guard_fraction>("GuardFraction", "guard_fraction"),
                   netdoc::Key<&BandwidthWeight::measured_but_authority>("MeasuredButAuthority",
                                                                         "measured_but_authority"));
};

// MicrodescriptorDigests is `m digest` of a microdesc consensus, or `m methods sha256=digest` of a
// vote: the digest that the microdescriptor has by these consensus methods.
struct MicrodescriptorDigests {
  std::string_view methods;  // "28,29"; empty in consensuses
  std::string_view digests;  // "sha256=<43 characters>"; in consensuses the 43 characters alone

  static constexpr std::string_view kExpects = "a SHA-256 digest of 43 base64 characters";
  static constexpr std::string_view kMembers[] = {"methods", "sha256"};
  static bool Read(netdoc::ItemReader& in, MicrodescriptorDigests* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const;  // {"methods":[28,29],"sha256":"..."}
  bool Check(netdoc::Fault* fault) const;

  // sha256 is the base64 of the SHA-256 digest; empty: there is none.
  std::string_view sha256() const;
  bool Decode(std::array<uint8_t, 32>* bytes) const;
  // HasMethod tells whether the digest is the one by that consensus method.
  bool HasMethod(uint64_t method) const;
};

// StatusIdentity is `id ed25519 KEY` of a vote, with "none" for a relay without one.
struct StatusIdentity : netdoc::Line {
  std::string_view keytype;
  std::string_view identity;

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&StatusIdentity::keytype>("keytype"),
                        netdoc::Argument<&StatusIdentity::identity>("identity"));
};

// FlagThresholds is what a relay needs for its flags at one authority.
struct FlagThresholds : netdoc::KeyedLine {
  std::optional<uint64_t> stable_uptime;  // seconds
  std::optional<uint64_t> stable_mtbf;    // seconds
  std::optional<uint64_t> fast_speed;     // bytes per second
  std::optional<Share> guard_wfu;
  std::optional<uint64_t> guard_tk;            // seconds
  std::optional<uint64_t> guard_bw_inc_exits;  // bytes per second
  std::optional<uint64_t> guard_bw_exc_exits;
  std::optional<netdoc::Bit> enough_mtbf;
  std::optional<netdoc::Bit> ignoring_advertised_bws;

  static constexpr auto kKeys = netdoc::Keys(
      netdoc::Key<&FlagThresholds::stable_uptime>("stable-uptime", "stable_uptime"),
      netdoc::Key<&FlagThresholds::stable_mtbf>("stable-mtbf", "stable_mtbf"),
      netdoc::Key<&FlagThresholds::fast_speed>("fast-speed", "fast_speed"),
      netdoc::Key<&FlagThresholds::guard_wfu>("guard-wfu", "guard_wfu"),
      netdoc::Key<&FlagThresholds::guard_tk>("guard-tk", "guard_tk"),
      netdoc::Key<&FlagThresholds::guard_bw_inc_exits>("guard-bw-inc-exits", "guard_bw_inc_exits"),
      netdoc::Key<&FlagThresholds::guard_bw_exc_exits>("guard-bw-exc-exits", "guard_bw_exc_exits"),
      netdoc::Key<&FlagThresholds::enough_mtbf>("enough-mtbf", "enough_mtbf"),
      netdoc::Key<&FlagThresholds::ignoring_advertised_bws>("ignoring-advertised-bws",
                                                            "ignoring_advertised_bws"));
};

// RouterStatistics is `stats wfu=FRACTION tk=SECONDS mtbf=SECONDS`: what an authority has seen of
// the relay.
struct RouterStatistics : netdoc::KeyedLine {
  std::optional<Decimal> weighted_fractional_uptime;
  std::optional<uint64_t> time_known;
  std::optional<uint64_t> mean_time_between_failures;

  static constexpr auto kKeys =
      netdoc::Keys(netdoc::Key<&RouterStatistics::weighted_fractional_uptime>("wfu"),
                   netdoc::Key<&RouterStatistics::time_known>("tk"),
                   netdoc::Key<&RouterStatistics::mean_time_between_failures>("mtbf"));
};

struct RouterStatus : netdoc::Document {
  RouterStatusLine router;
  std::vector<AddressPort> or_address;
  FlagList flags;
  std::optional<netdoc::Text> version;
  std::optional<ProtocolList> protocols;
  std::optional<BandwidthWeight> bandwidth;
  std::optional<PortPolicy> exit_policy_summary;
  std::vector<MicrodescriptorDigests> microdescriptor;
  std::vector<StatusIdentity> identities;
  std::optional<RouterStatistics> statistics;
};

// ForEachEntryLink calls `visit` with every digest that the entries of a status name.
void ForEachEntryLink(const netdoc::LazySections<RouterStatus>& entries,
                      absl::FunctionRef<void(const Link&)> visit);

}  // namespace scape::descriptor

namespace scape::netdoc {

template <>
inline constexpr auto kTable<descriptor::RouterStatus> = [] {
  using R = descriptor::RouterStatus;
  using namespace descriptor;
  constexpr Kinds kV3 = kVote | kNsConsensus | kMicrodescConsensus;
  return MakeTable<R>(
      "https://spec.torproject.org/dir-spec/consensus-formats.html",
      Row<&R::router>({.keyword = "r",
                       .occurs = Occurs::kExactlyOnce,
                       .place = Place::kAtStart,
                       .json = "router",
                       .summary = "Begins the entry: name, identity, descriptor, address, ports."}),
      Row<&R::or_address>({.keyword = "a",
                           .occurs = Occurs::kAnyNumber,
                           .json = "or_address",
                           .tolerated = true,
                           .needs_arguments = true,
                           .summary = "Another address and ORPort, usually IPv6."}),
      Row<&R::microdescriptor>(
          {.keyword = "m",
           .occurs = Occurs::kAnyNumber,
           .in = kVote | kMicrodescConsensus,
           .required_in = kMicrodescConsensus,
           .json = "microdescriptor",
           .summary = "SHA-256 of the microdescriptor; in votes, by consensus method."}),
      Row<&R::flags>({.keyword = "s",
                      .occurs = Occurs::kExactlyOnce,
                      .json = "flags",
                      .summary = "What the authorities hold of the relay."}),
      Row<&R::version>(
          {.keyword = "v", .json = "version", .summary = "The tor version that the relay runs."}),
      Row<&R::protocols>({.keyword = "pr",
                          .in = kV3,
                          .json = "protocols",
                          .summary = "The subprotocol versions that the relay supports."}),
      Row<&R::bandwidth>({.keyword = "w",
                          .json = "bandwidth",
                          .summary = "The bandwidth that clients weigh the relay with, in kB/s."}),
      Row<&R::exit_policy_summary>({.keyword = "p",
                                    .in = static_cast<Kinds>(kAllKinds & ~kMicrodescConsensus),
                                    .json = "exit_policy_summary",
                                    .summary = "The ports that exit to most addresses."}),
      Row<&R::identities>({.keyword = "id",
                           .occurs = Occurs::kAnyNumber,
                           .in = kVote,
                           .json = "identities",
                           .summary = "The relay's ed25519 identity, or none."}),
      Row<&R::statistics>({.keyword = "stats",
                           .in = kVote,
                           .json = "statistics",
                           .summary = "Uptime and times between failures that were observed."}));
}();

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_ROUTER_STATUS_H_
