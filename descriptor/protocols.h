// Protocol lists: which versions of which subprotocols a relay speaks, or a network wants.
//
//   ProtocolList list{"Cons=1-2 Link=1-5 Relay=1-2,4"};
//   list.Supports("Link", 5);    // true
//   list.ForEach([](const Protocol& protocol) { ... });   // "Cons", "Link", "Relay"
//
// Lists are lazy: they borrow the document's text, and are read anew each time they are asked.
// Nothing here allocates but Json() of a list whose names do not ascend. Any thread.
#ifndef SCAPE_DESCRIPTOR_PROTOCOLS_H_
#define SCAPE_DESCRIPTOR_PROTOCOLS_H_

#include <cstdint>
#include <string_view>

#include "descriptor/netdoc/value.h"
#include "descriptor/netdoc/words.h"

namespace scape::descriptor {

// Protocol is one subprotocol and the versions of it that are listed.
struct Protocol {
  static constexpr unsigned kMaxVersion = 63;

  std::string_view name;
  uint64_t versions = 0;  // bit i is set when version i is listed

  bool Supports(uint64_t version) const {
    return version <= kMaxVersion && (versions >> version & 1) != 0;
  }
};

// ParseProtocol reads "Name=1,3-5" (tor-spec "Subprotocol versioning"): a name of 1 to 100 letters,
// digits and '-', then versions from 0 to 63, perhaps none. False: something of it is malformed;
// *protocol then holds the versions that could be read, and its name is empty if that is bad.
bool ParseProtocol(std::string_view text, Protocol* protocol);

// ProtocolList is the value of `proto`, `pr` and of the recommended and required protocols.
struct ProtocolList {
  std::string_view text;

  static constexpr std::string_view kExpects =
      "protocols such as Link=1-5, with versions from 0 to 63";
  static constexpr bool kOpenMembers = true;
  static constexpr bool kAnyNumber = true;
  static bool Read(netdoc::ItemReader& in, ProtocolList* out);
  void Write(netdoc::Encoder& out) const;
  // {"Cons":[1,2],"Link":[1,2,3,4,5]}: of a name that is listed twice the first counts.
  void Json(netdoc::JsonWriter& json) const;
  bool Check(netdoc::Fault* fault) const;

  // ForEach calls visit(const Protocol&) for each entry that has a name, as they stand there.
  // Versions that are malformed are left out.
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (const std::string_view entry : netdoc::Words(text)) {
      Protocol protocol;
      ParseProtocol(entry, &protocol);
      if (!protocol.name.empty()) visit(static_cast<const Protocol&>(protocol));
    }
  }

  // Find returns the first entry of that name, one without name and versions if there is none.
  // Names are case-sensitive.
  Protocol Find(std::string_view name) const;
  bool Supports(std::string_view name, uint64_t version) const {
    return Find(name).Supports(version);
  }
};

// OldProtocols is the value of the obsolete line `protocols Link 1 2 Circuit 1`: names, each with
// the versions that follow it.
struct OldProtocols {
  std::string_view text;

  static constexpr std::string_view kExpects = "names and their versions, as in Link 1 2 Circuit 1";
  static constexpr bool kOpenMembers = true;
  static bool Read(netdoc::ItemReader& in, OldProtocols* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const;  // {"Link":[1,2],"Circuit":[1]}
  bool Check(netdoc::Fault* fault) const;

  // ForEach as in ProtocolList.
  template <typename Visit>
  void ForEach(Visit visit) const {
    Protocol protocol;
    for (const std::string_view word : netdoc::Words(text)) {
      if (AddVersion(word, &protocol)) continue;
      if (!protocol.name.empty()) visit(static_cast<const Protocol&>(protocol));
      protocol = {IsName(word) ? word : std::string_view(), 0};
    }
    if (!protocol.name.empty()) visit(static_cast<const Protocol&>(protocol));
  }

 private:
  // AddVersion: false when `word` is no number. A version that is too high is not added.
  static bool AddVersion(std::string_view word, Protocol* protocol);
  static bool IsName(std::string_view word);
};

}  // namespace scape::descriptor

#endif  // SCAPE_DESCRIPTOR_PROTOCOLS_H_
