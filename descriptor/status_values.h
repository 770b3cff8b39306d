// Values of network statuses: flags, parameters, lists of versions, identities in base64.
//
//   // params CircuitPriorityHalflifeMsec=30000 bwauthpid=1
//   params.Find("bwauthpid");                            // 1
//   // s Exit Fast Running Valid
//   flags.Has("Exit");                                   // true
//
// Lists are lazy: they borrow the document's text, and nothing is allocated.
#ifndef SCAPE_DESCRIPTOR_STATUS_VALUES_H_
#define SCAPE_DESCRIPTOR_STATUS_VALUES_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "descriptor/netdoc/problem.h"
#include "descriptor/netdoc/value.h"
#include "descriptor/netdoc/words.h"

namespace scape::descriptor {

namespace problems {
inline constexpr netdoc::Problem kUnsortedList{
    "unsorted-list",
    netdoc::Severity::kError,
    netdoc::Severity::kWarning,
    "$argument must stand in ascending order, without repetitions, but \"$text\" does not",
    "sort the list",
    ""};
}  // namespace problems

// kStatusProblems lists the problems that are declared here.
inline constexpr const netdoc::Problem* kStatusProblems[] = {&problems::kUnsortedList};

// IdentityBase64 is 20 bytes as 27 characters of base64: a relay's identity or a digest (`r`).
struct IdentityBase64 {
  std::array<uint8_t, 20> bytes{};
  uint8_t unused = 0;     // the bits behind them in the last character, which should be 0
  std::string_view text;  // as it stands in the document

  static constexpr std::string_view kExpects = "20 bytes as 27 base64 characters";
  static bool Read(netdoc::ItemReader& in, IdentityBase64* out);
  // IsNext tells whether the next argument may be one: a date is not.
  static bool IsNext(const netdoc::ItemReader& in);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const { json.Hex(bytes); }  // as fingerprints are shown
  bool Check(netdoc::Fault* fault) const;
  friend bool operator==(const IdentityBase64& a, const IdentityBase64& b) {
    return a.bytes == b.bytes;
  }
  friend auto operator<=>(const IdentityBase64& a, const IdentityBase64& b) {
    return a.bytes <=> b.bytes;
  }
};

// FlagList is the words of `s` and `known-flags`, perhaps none.
struct FlagList {
  std::string_view text;

  static constexpr std::string_view kExpects = "flags";
  static bool Read(netdoc::ItemReader& in, FlagList* out) {
    out->text = in.Rest();
    return true;
  }
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const;

  netdoc::Words flags() const { return netdoc::Words(text); }
  bool Has(std::string_view flag) const;
};

// NumberList is whole numbers apart by blanks (`consensus-methods`).
struct NumberList {
  std::string_view text;

  static constexpr std::string_view kExpects = "whole numbers";
  static bool Read(netdoc::ItemReader& in, NumberList* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const;
  bool Check(netdoc::Fault* fault) const;
  bool Has(uint64_t number) const;
};

// VersionList is tor versions apart by commas, perhaps none (`client-versions`).
struct VersionList {
  std::string_view text;

  static constexpr std::string_view kExpects = "versions apart by commas";
  static bool Read(netdoc::ItemReader& in, VersionList* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const;
  netdoc::Words versions() const { return netdoc::Words(text, ','); }
};

// Parameter is one `name=value` of `params` or `bandwidth-weights`.
struct Parameter {
  std::string_view name;
  int32_t value = 0;
};

// ParseParameter reads "name=-2147483648". False: there is no name, or no such number.
bool ParseParameter(std::string_view text, Parameter* parameter);

// ParameterList is parameters in the order of their text, each once.
struct ParameterList {
  std::string_view text;

  static constexpr std::string_view kExpects = "name=number with numbers of 32 bits";
  static constexpr bool kOpenMembers = true;
  static bool Read(netdoc::ItemReader& in, ParameterList* out) {
    out->text = in.Rest();
    return true;
  }
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const;  // {"bwauthpid":1}
  bool Check(netdoc::Fault* fault) const;

  // Find returns the value of that name, if it is there. Names are case-sensitive.
  std::optional<int32_t> Find(std::string_view name) const;
  // ForEach calls visit(Parameter, text) for every one that is well-formed.
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (const std::string_view word : netdoc::Words(text)) {
      Parameter parameter;
      if (ParseParameter(word, &parameter)) visit(parameter, word);
    }
  }
};

// HeaderList is `name=value` words of any text (`bandwidth-file-headers`).
struct HeaderList {
  std::string_view text;

  static constexpr std::string_view kExpects = "name=value";
  static constexpr bool kOpenMembers = true;
  static bool Read(netdoc::ItemReader& in, HeaderList* out) {
    out->text = in.Rest();
    return true;
  }
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const;
  bool Check(netdoc::Fault* fault) const;
};

// ParameterInfo is the range of a consensus parameter (param-spec); tor takes the nearest value.
struct ParameterInfo {
  std::string_view name;
  int32_t minimum;
  int32_t maximum;
};

// FindParameter returns null for a parameter that is not known here, which is nothing unusual.
const ParameterInfo* FindParameter(std::string_view name);

// RangeOf returns "1 to 1000" or "at least 4", of one that FindParameter has returned.
std::string_view RangeOf(const ParameterInfo& parameter);

}  // namespace scape::descriptor

#endif  // SCAPE_DESCRIPTOR_STATUS_VALUES_H_
