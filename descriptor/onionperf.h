// Onionperf is OnionPerf's analysis of one day's measurements: one JSON object.
//
//   Onionperf onionperf;
//   netdoc::ParseDocument(text, kOnionperf, &onionperf, diagnostics);
//   netdoc::CheckDocument(&onionperf, diagnostics);      // is it such an object?
//   onionperf.analysis.text;                             // the JSON, for a parser of JSON
//
// What is measured and its names have changed with every version of OnionPerf, and are taken as
// they are; `scape parse` writes them on one line. A document borrows the text it was parsed from.
#ifndef SCAPE_DESCRIPTOR_ONIONPERF_H_
#define SCAPE_DESCRIPTOR_ONIONPERF_H_

#include <cstddef>
#include <string_view>

#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/table.h"
#include "descriptor/netdoc/value.h"

namespace scape::descriptor {

inline constexpr netdoc::Kinds kOnionperf = 1;

// OnionperfAnalysis is a JSON object with "type": "onionperf", "version" and "data". Lazy.
struct OnionperfAnalysis : netdoc::WholeText {
  static constexpr size_t kMaxDepth = 64;  // of objects and arrays in each other
  static constexpr std::string_view kExpects =
      "a JSON object with \"type\": \"onionperf\", \"version\" and \"data\"";
  void Json(netdoc::JsonWriter& json) const;  // as it is, without white space
  bool Check(netdoc::Fault* fault) const;
};

struct Onionperf : netdoc::Document {
  OnionperfAnalysis analysis;

  static constexpr bool kOneValue = true;
  // Begins tells whether a line begins a document: "{" alone, which no other type has, or with one
  // of the three names. OnionPerf indents what is in the object.
  static bool Begins(std::string_view line);
};

}  // namespace scape::descriptor

namespace scape::netdoc {

template <>
inline constexpr auto kTable<descriptor::Onionperf> = [] {
  using O = descriptor::Onionperf;
  return MakeTable<O>("https://metrics.torproject.org/collector.html#type-onionperf",
                      Row<&O::analysis>({.keyword = "analysis",
                                         .occurs = Occurs::kExactlyOnce,
                                         .summary = "All of the document: one JSON object."}));
}();

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_ONIONPERF_H_
