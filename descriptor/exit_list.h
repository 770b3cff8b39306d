// ExitList says from which addresses connections of exit relays came when a scanner tried them:
// TorDNSEL's lists, which are https://check.torproject.org/exit-addresses, too.
//
//   ExitList list;
//   netdoc::ParseDocument(text, kExitList, &list, diagnostics);
//   for (const ExitNode& exit : list.exit_nodes) ...
//   exit.exit_addresses[0].address;                  // and .time, when it was seen
//
// CollecTor's lists begin with the time at which it fetched them, others with the first relay. A
// parsed list borrows the text it was parsed from.
#ifndef SCAPE_DESCRIPTOR_EXIT_LIST_H_
#define SCAPE_DESCRIPTOR_EXIT_LIST_H_

#include <optional>
#include <vector>

#include "descriptor/address.h"
#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/table.h"
#include "descriptor/netdoc/value.h"
#include "descriptor/relay_id.h"

namespace scape::descriptor {

inline constexpr netdoc::Kinds kExitList = 1;

// ExitAddress is `ExitAddress address time`.
struct ExitAddress : netdoc::Line {
  Ipv4Address address;
  netdoc::UtcTime time;

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&ExitAddress::address>("address"),
                        netdoc::Argument<&ExitAddress::time>("time"));
};

// ExitNode is what the list has of one relay.
struct ExitNode : netdoc::Document {
  Sha1 fingerprint;
  netdoc::UtcTime published;
  netdoc::UtcTime last_status;
  std::vector<ExitAddress> exit_addresses;
};

struct ExitList : netdoc::Document {
  std::optional<netdoc::UtcTime> downloaded;
  std::vector<ExitNode> exit_nodes;
};

}  // namespace scape::descriptor

namespace scape::netdoc {

template <>
inline constexpr auto kTable<descriptor::ExitNode> = [] {
  using N = descriptor::ExitNode;
  return MakeTable<N>(
      "https://metrics.torproject.org/collector.html",
      Row<&N::fingerprint>({.keyword = "ExitNode",
                            .occurs = Occurs::kExactlyOnce,
                            .place = Place::kAtStart,
                            .json = "fingerprint",
                            .summary = "Begins an entry: SHA-1 of the relay's "
                                       "identity key."}),
      Row<&N::published>({.keyword = "Published",
                          .occurs = Occurs::kExactlyOnce,
                          .json = "published",
                          .summary = "When the relay's descriptor was made."}),
      Row<&N::last_status>({.keyword = "LastStatus",
                            .occurs = Occurs::kExactlyOnce,
                            .json = "last_status",
                            .summary = "When the relay was last in a consensus."}),
      Row<&N::exit_addresses>({.keyword = "ExitAddress",
                               .occurs = Occurs::kOnceOrMore,
                               .json = "exit_addresses",
                               .summary = "An address that connections came from, and when."}));
}();

template <>
inline constexpr auto kTable<descriptor::ExitList> = [] {
  using L = descriptor::ExitList;
  return MakeTable<L>("https://metrics.torproject.org/collector.html",
                      Row<&L::downloaded>({.keyword = "Downloaded",
                                           .place = Place::kAtStart,
                                           .json = "downloaded",
                                           .starts_group = true,
                                           .summary = "When CollecTor fetched the list."}),
                      Section<&L::exit_nodes>({.occurs = Occurs::kAnyNumber,
                                               .json = "exit_nodes",
                                               .summary = "What the list has of one relay."}));
}();

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_EXIT_LIST_H_
