// The documents of the directory before 2007: Directory and RunningRouters (dir-spec-v1).
//
//   Directory directory;
//   netdoc::ParseDocument(text, kRelayDescriptor, &directory, diagnostics);
//   directory.signed_directory;                        // false: a list of routers of 2002 to 2004
//   ServerDescriptor relay;
//   directory.routers.Parse(0, &relay, diagnostics);   // as any server descriptor
//   OldRouter old;
//   directory.old_routers.Parse(0, &old, diagnostics); // `router` had another form until 2004
//
// A signed directory (2004 to 2007) is what an authority holds of the network, with all server
// descriptors in it. The lists came before: the files `dirservers` and `routers.or`, at first
// written by hand and with "#" lines between the routers, then descriptors one after the other.
//
// A parsed directory borrows the text it was parsed from.
#ifndef SCAPE_DESCRIPTOR_DIRECTORY_H_
#define SCAPE_DESCRIPTOR_DIRECTORY_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "descriptor/address.h"
#include "descriptor/exit_policy.h"
#include "descriptor/keys.h"
#include "descriptor/netdoc/lazy_sections.h"
#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/table.h"
#include "descriptor/netdoc/value.h"
#include "descriptor/netdoc/words.h"
#include "descriptor/relay_id.h"
#include "descriptor/server_descriptor.h"
#include "descriptor/status_values.h"

namespace scape::descriptor {

// ListedRouter is one word of `router-status` or `running-routers`: "moria1", "$HEX",
// "moria1=$HEX", each perhaps with "!" before it.
struct ListedRouter {
  std::string_view nickname;  // empty: the authority has not verified who has the name
  std::optional<std::array<uint8_t, 20>> fingerprint;
  bool running = true;  // false: "!"
};

// ParseListedRouter: false: it is none of these.
bool ParseListedRouter(std::string_view text, ListedRouter* router);

// RouterStatusList is the words of `router-status` or `running-routers`. Lazy.
struct RouterStatusList {
  std::string_view text;

  static constexpr std::string_view kExpects = "[!]nickname=$FINGERPRINT, or one of the two";
  static constexpr bool kAnyNumber = true;
  static bool Read(netdoc::ItemReader& in, RouterStatusList* out) {
    out->text = in.Rest();
    return true;
  }
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const;
  bool Check(netdoc::Fault* fault) const;

  // ForEach calls visit(ListedRouter, text) for every one that is well-formed.
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (const std::string_view word : netdoc::Words(text)) {
      ListedRouter router;
      if (ParseListedRouter(word, &router)) visit(router, word);
    }
  }
};

// OldRouterLine is a `router` line as it was until 2004:
//
//   router HOST ORPort OPPort APPort DirPort bandwidth      2002
//   router HOST ORPort APPort DirPort bandwidth             2002 and 2003
//   router nickname HOST ORPort APPort DirPort bandwidth    2003
//
// The host is a name or an IPv4 address. At OPPort onion proxies connected, at APPort
// applications: it is the SOCKSPort. The key of the first two may follow as an object.
struct OldRouterLine {
  std::optional<Nickname> nickname;
  std::string_view hostname;
  Port or_port;
  std::optional<Port> op_port;
  Port ap_port;
  Port dir_port;
  uint64_t bandwidth = 0;  // bytes per second
  std::optional<AnyRsaKey> key;

  static constexpr std::string_view kExpects =
      "[nickname] hostname or_port [op_port] ap_port dir_port bandwidth";
  static constexpr std::string_view kMembers[] = {"nickname", "hostname", "or_port",   "op_port",
                                                  "ap_port",  "dir_port", "bandwidth", "key"};
  static bool Read(netdoc::ItemReader& in, OldRouterLine* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const;
  bool Check(netdoc::Fault* fault) const;
};

// IsOldRouterLine tells whether the line has one of these forms, which no server descriptor has.
bool IsOldRouterLine(std::string_view line);

// IsRouterList tells whether a document with these "#" lines before it and this first line is a
// list of routers.
bool IsRouterList(std::string_view comments, std::string_view line);

// OldRouter is a router of a list, as one was written until 2004.
struct OldRouter : netdoc::Document {
  static constexpr bool kComments = true;

  OldRouterLine router;
  std::optional<netdoc::Text> platform;
  std::optional<netdoc::UtcTime> published;
  std::optional<AnyRsaKey> onion_key;
  std::optional<AnyRsaKey> link_key;
  std::optional<AnyRsaKey> signing_key;
  std::vector<ExitPolicyRule> exit_policy;  // in the list's order
  std::optional<RelaySignature> router_signature;

  static std::string_view NameOf(std::string_view line);  // for the parse loop
};

struct Directory : netdoc::Document {
  static constexpr bool kComments = true;

  bool signed_directory = false;
  std::optional<netdoc::UtcTime> published;
  std::optional<VersionList> recommended_software;
  std::optional<RouterStatusList> running_routers;
  std::optional<RouterStatusList> router_status;
  std::optional<AnyRsaKey> dir_signing_key;
  netdoc::LazySections<ServerDescriptor> routers;
  netdoc::LazySections<OldRouter> old_routers;
  std::optional<NamedSignature> directory_signature;

  // signed_text is what the signature is over: all through the line feed behind its keyword line.
  // Empty when there is no signature.
  std::string_view signed_text() const;

  // For the parse loop: the kind is that of the descriptors in it.
  static std::string_view NameOf(std::string_view line) { return OldRouter::NameOf(line); }
  netdoc::Kinds FindKind() const { return kRelayDescriptor; }
};

// RunningRouters says which routers of the directory run: what changes too often for it.
struct RunningRouters : netdoc::Document {
  bool network_status = false;
  netdoc::UtcTime published;
  std::optional<RouterStatusList> running_routers;
  std::optional<RouterStatusList> router_status;
  std::optional<AnyRsaKey> dir_signing_key;
  std::optional<NamedSignature> directory_signature;

  std::string_view signed_text() const;  // as of Directory
};

}  // namespace scape::descriptor

namespace scape::netdoc {

template <>
inline constexpr auto kTable<descriptor::OldRouter> = [] {
  using R = descriptor::OldRouter;
  return MakeTable<R>(
      "https://spec.torproject.org/dir-spec-v1",
      Row<&R::router>({.keyword = "old-router",
                       .occurs = Occurs::kExactlyOnce,
                       .place = Place::kAtStart,
                       .json = "router",
                       .object = "RSA PUBLIC KEY",
                       .object_use = ObjectUse::kOptional,
                       .whole_line = true,
                       .arguments = "router [nickname] hostname or_port [op_port] ap_port dir_port "
                                    "bandwidth",
                       .summary = "A `router` line of 2002 or 2003, perhaps with the router's "
                                  "key."}),
      Row<&R::platform>(
          {.keyword = "platform", .summary = "The tor version and the operating system."}),
      Row<&R::published>({.keyword = "published", .summary = "When the descriptor was made."}),
      Row<&R::onion_key>({.keyword = "onion-key",
                          .object = "RSA PUBLIC KEY",
                          .object_use = ObjectUse::kRequired,
                          .summary = "The key of the onion handshake."}),
      Row<&R::link_key>({.keyword = "link-key",
                         .object = "RSA PUBLIC KEY",
                         .object_use = ObjectUse::kRequired,
                         .summary = "The key of link encryption."}),
      Row<&R::signing_key>({.keyword = "signing-key",
                            .object = "RSA PUBLIC KEY",
                            .object_use = ObjectUse::kRequired,
                            .summary = "The router's identity key."}),
      Row<&R::exit_policy>({.keyword = "accept",
                            .occurs = Occurs::kAnyNumber,
                            .json = "exit_policy",
                            .summary = "An exit policy rule: the first that matches decides."}),
      Row<&R::exit_policy>({.keyword = "reject",
                            .occurs = Occurs::kAnyNumber,
                            .json = "exit_policy",
                            .summary = "An exit policy rule: the first that matches decides."}),
      Row<&R::router_signature>({.keyword = "router-signature",
                                 .place = Place::kAtEnd,
                                 .object = "SIGNATURE",
                                 .object_use = ObjectUse::kRequired,
                                 .summary = "The signature by the identity key."}));
}();

template <>
inline constexpr auto kTable<descriptor::Directory> = [] {
  using D = descriptor::Directory;
  return MakeTable<D>(
      "https://spec.torproject.org/dir-spec-v1",
      Row<&D::signed_directory>({.keyword = "signed-directory",
                                 .place = Place::kAtStart,
                                 .summary = "Begins a directory; lists of routers lack it."}),
      Row<&D::published>({.keyword = "published", .summary = "When the directory was made."}),
      Row<&D::recommended_software>(
          {.keyword = "recommended-software", .summary = "The tor versions that are recommended."}),
      Row<&D::running_routers>({.keyword = "running-routers",
                                .summary = "The routers that run, before `router-status`."}),
      Row<&D::router_status>({.keyword = "router-status",
                              .summary = "The routers, each with `!` that does not run, and the "
                                         "names of those that are verified."}),
      Row<&D::dir_signing_key>({.keyword = "dir-signing-key",
                                .object = "RSA PUBLIC KEY",
                                .object_use = ObjectUse::kRequired,
                                .summary = "The authority's identity key."}),
      Section<&D::routers>(
          {.occurs = Occurs::kAnyNumber, .json = "routers", .summary = "The server descriptors."}),
      Section<&D::old_routers>({.occurs = Occurs::kAnyNumber,
                                .json = "old_routers",
                                .whole_line = true,
                                .summary = "The routers in the forms of before 2004."}),
      Row<&D::directory_signature>({.keyword = "directory-signature",
                                    .place = Place::kAtEnd,
                                    .object = "SIGNATURE",
                                    .object_use = ObjectUse::kRequired,
                                    .starts_group = true,
                                    .summary = "The signature by the authority's identity key."}));
}();

template <>
inline constexpr auto kTable<descriptor::RunningRouters> = [] {
  using R = descriptor::RunningRouters;
  return MakeTable<R>(
      "https://spec.torproject.org/dir-spec-v1",
      Row<&R::network_status>({.keyword = "network-status",
                               .occurs = Occurs::kExactlyOnce,
                               .place = Place::kAtStart,
                               .summary = "Begins the document."}),
      Row<&R::published>({.keyword = "published",
                          .occurs = Occurs::kExactlyOnce,
                          .summary = "When the document was made."}),
      Row<&R::running_routers>({.keyword = "running-routers",
                                .summary = "The routers that run, before `router-status`."}),
      Row<&R::router_status>({.keyword = "router-status",
                              .summary = "The routers, each with `!` that does not run, and the "
                                         "names of those that are verified."}),
      Row<&R::dir_signing_key>({.keyword = "dir-signing-key",
                                .object = "RSA PUBLIC KEY",
                                .object_use = ObjectUse::kRequired,
                                .summary = "The authority's identity key."}),
      Row<&R::directory_signature>({.keyword = "directory-signature",
                                    .occurs = Occurs::kExactlyOnce,
                                    .place = Place::kAtEnd,
                                    .object = "SIGNATURE",
                                    .object_use = ObjectUse::kRequired,
                                    .summary = "The signature by the authority's identity key."}));
}();

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_DIRECTORY_H_
