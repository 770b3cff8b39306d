// Versions of tor, and their order.
//
//   TorVersion version, minimum;
//   TorVersionOfPlatform("Tor 0.4.8.21 on Linux", &version);   // true
//   ParseTorVersion("0.4.8.9-rc", &minimum);                   // true
//   version >= minimum;                                        // true
//
// A version borrows the text that it was read from, for its tag. Any thread.
#ifndef SCAPE_DESCRIPTOR_TOR_VERSION_H_
#define SCAPE_DESCRIPTOR_TOR_VERSION_H_

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "descriptor/netdoc/value.h"

namespace scape::descriptor {

// TorVersion is MAJOR.MINOR.MICRO[.PATCH][-TAG][ (EXTRA)]... (version-spec); before 0.1.0 "preN" or
// "rcN" stood in the place of ".PATCH". Numbers go up to 2147483647.
struct TorVersion {
  enum class Status : uint8_t { kPre, kRc, kRelease };

  uint32_t major = 0;
  uint32_t minor = 0;
  uint32_t micro = 0;
  Status status = Status::kRelease;
  uint32_t patch = 0;
  bool has_patch = false;
  bool has_name = false;   // "Tor " stands before it
  std::string_view tag;    // "alpha-dev"
  std::string_view extra;  // "(git-7dcd105be34a4f44)": all of it, with the parentheses

  // Versions are ordered by their numbers, then the status, the patch and last the tag, byte by
  // byte: a version without a tag comes first. `extra` does not count.
  friend std::strong_ordering operator<=>(const TorVersion& a, const TorVersion& b);
  friend bool operator==(const TorVersion& a, const TorVersion& b) { return a <=> b == 0; }

  // ToString returns the version without "Tor ".
  std::string ToString() const;

  static constexpr std::string_view kExpects = "a version of tor such as 0.4.8.21 or 0.4.9.1-alpha";
  static bool Read(netdoc::ItemReader& in, TorVersion* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const;
};

// ParseTorVersion reads a version and nothing behind it, perhaps with "Tor " before it. False: it
// is malformed, or a number too large; *version is then unspecified.
bool ParseTorVersion(std::string_view text, TorVersion* version);

// TorVersionOfPlatform reads the version at the beginning of a `platform` line's text, which must
// begin with "Tor ". False: another program, or no version.
bool TorVersionOfPlatform(std::string_view platform, TorVersion* version);

}  // namespace scape::descriptor

#endif  // SCAPE_DESCRIPTOR_TOR_VERSION_H_
