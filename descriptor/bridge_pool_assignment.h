// BridgePoolAssignment says to which way of handing them out bridges were assigned: BridgeDB's or
// rdsys's state at some time, sanitised.
//
//   BridgePoolAssignment assignment;
//   netdoc::ParseDocument(text, kBridgePoolAssignment, &assignment, diagnostics);
//   for (const PoolAssignment& bridge : assignment.bridges) bridge.pool;      // "email"
//
// A bridge's line begins with the SHA-1 of its fingerprint. A parsed document borrows the text it
// was parsed from.
#ifndef SCAPE_DESCRIPTOR_BRIDGE_POOL_ASSIGNMENT_H_
#define SCAPE_DESCRIPTOR_BRIDGE_POOL_ASSIGNMENT_H_

#include <optional>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/table.h"
#include "descriptor/netdoc/value.h"
#include "descriptor/relay_id.h"
#include "descriptor/statistics.h"

namespace scape::descriptor {

inline constexpr netdoc::Kinds kBridgePoolAssignment = 1;

// HashedFingerprint is written in lower case here.
struct HashedFingerprint {
  std::array<uint8_t, 20> bytes{};

  static constexpr std::string_view kExpects = "40 hexadecimal digits";
  static bool Read(netdoc::ItemReader& in, HashedFingerprint* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const { json.Hex(bytes); }
};

// PoolAssignment is `fingerprint pool name=value...`. BridgeDB wrote the first five names, rdsys
// writes the others.
struct PoolAssignment : netdoc::KeyedLine {
  HashedFingerprint fingerprint;
  std::string_view pool;  // "https", "email", "moat", "unallocated"
  std::optional<uint64_t> ring;
  std::optional<uint64_t> subring;
  std::optional<uint64_t> port;
  std::optional<std::string_view> flag;
  std::optional<std::string_view> bucket;
  std::optional<std::string_view> transport;
  std::optional<uint64_t> ip;
  std::optional<std::string_view> blocklist;
  std::optional<std::string_view> distributed;
  std::optional<std::string_view> state;
  std::optional<std::string_view> bandwidth;
  std::optional<Decimal> ratio;

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&PoolAssignment::fingerprint>("fingerprint"),
                        netdoc::Argument<&PoolAssignment::pool>("pool"));
  static constexpr auto kKeys = netdoc::Keys(
      netdoc::Key<&PoolAssignment::ring>("ring"), netdoc::Key<&PoolAssignment::subring>("subring"),
      netdoc::Key<&PoolAssignment::port>("port"), netdoc::Key<&PoolAssignment::flag>("flag"),
      netdoc::Key<&PoolAssignment::bucket>("bucket"),
      netdoc::Key<&PoolAssignment::transport>("transport"), netdoc::Key<&PoolAssignment::ip>("ip"),
      netdoc::Key<&PoolAssignment::blocklist>("blocklist"),
      netdoc::Key<&PoolAssignment::distributed>("distributed"),
      netdoc::Key<&PoolAssignment::state>("state"),
      netdoc::Key<&PoolAssignment::bandwidth>("bandwidth"),
      netdoc::Key<&PoolAssignment::ratio>("ratio"));
};

struct BridgePoolAssignment : netdoc::Document {
  netdoc::UtcTime published;
  std::vector<PoolAssignment> bridges;

  // A bridge's line is one that begins with 40 hexadecimal digits.
  static std::string_view NameOf(std::string_view line);
};

}  // namespace scape::descriptor

namespace scape::netdoc {

template <>
inline constexpr auto kTable<descriptor::BridgePoolAssignment> = [] {
  using A = descriptor::BridgePoolAssignment;
  return MakeTable<A>("https://metrics.torproject.org/collector.html#type-bridge-pool-assignment",
                      Row<&A::published>({.keyword = "bridge-pool-assignment",
                                          .occurs = Occurs::kExactlyOnce,
                                          .place = Place::kAtStart,
                                          .json = "published",
                                          .summary = "Begins the document: when this was so."}),
                      Row<&A::bridges>({.keyword = "bridge",
                                        .occurs = Occurs::kAnyNumber,
                                        .json = "bridges",
                                        .whole_line = true,
                                        .summary = "How a bridge is handed out."}));
}();

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_BRIDGE_POOL_ASSIGNMENT_H_
