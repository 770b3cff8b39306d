// The rules across the entries of a list of fallback directories.
#include <algorithm>
#include <vector>

#include "descriptor/fallback_directories.h"
#include "descriptor/lint.h"

namespace scape::descriptor {
namespace {

using netdoc::Severity;

constexpr FormatVersion kFirstWithMarks{2, 0, 0};

struct Named {
  std::array<uint8_t, 20> relay;
  const char* order;
  std::string_view line;
};

constexpr LintRule<FallbackDirectories> kRules[] = {
    {{"wrong-list-type", Severity::kError, Severity::kError,
      "a list of another type than `fallback` is not one of fallback directories",
      "write type=fallback", ""},
     [](const FallbackDirectories& list, Finder& found) {
       for (const std::string_view type :
            {list.type.has_value() ? list.type->value : "fallback",
             list.header_type.has_value() ? list.header_type->value : "fallback"}) {
         if (type != "fallback") found.At(type);
       }
     }},
    {{"line-without-entry", Severity::kWarning, Severity::kWarning,
      "this line is a part of an entry, and none has begun", "begin the entry with its address",
      ""},
     [](const FallbackDirectories& list, Finder& found) {
       for (const netdoc::Text& orphan : list.orphans) found.At(orphan.text);
     }},
    {{"incomplete-fallback", Severity::kWarning, Severity::kWarning,
      "this entry lacks one of orport, id, nickname, extrainfo, ===== and its comma",
      "write all of them; an entry without is to be passed over", ""},
     [](const FallbackDirectories& list, Finder& found) {
       const bool marks = list.version.has_value() && !(list.version->value < kFirstWithMarks);
       for (const FallbackEntry& entry : list.fallbacks) {
         const FallbackRelay& relay = entry.relay.value;
         const bool complete =
             relay.orport.has_value() && relay.id.has_value() &&
             (!marks || (entry.nickname.has_value() && entry.extrainfo.has_value() &&
                         entry.separator.has_value() && entry.comma.has_value()));
         if (!complete) found.At(FirstLine(entry.text));
       }
     }},
    {{"field-of-another-relay", Severity::kWarning, Severity::kWarning,
      "this line stands among those of another relay", "keep the lines of a relay together", ""},
     [](const FallbackDirectories& list, Finder& found) {
       for (const CachedFallback& entry : list.cached_fallbacks) {
         if (!entry.read.Has(0)) continue;
         const auto check = [&](const auto& field) {
           if (!field.has_value() || field->relay == entry.address.relay) return;
           found.At(field->word);
         };
         check(entry.or_port);
         check(entry.dir_port);
         check(entry.nickname);
         check(entry.has_extrainfo);
         check(entry.orport6_address);
         check(entry.orport6_port);
       }
     }},
    {{"repeated-fallback", Severity::kWarning, Severity::kWarning,
      "an entry of the same relay stands before this one", "keep one entry of each relay", ""},
     [](const FallbackDirectories& list, Finder& found) {
       std::vector<Named> relays;
       const auto add = [&](const Sha1& relay, std::string_view text) {
         relays.push_back({relay.bytes, text.data(), FirstLine(text)});
       };
       for (const FallbackEntry& entry : list.fallbacks) {
         if (entry.relay.value.id.has_value()) add(*entry.relay.value.id, entry.text);
       }
       for (const CachedFallback& entry : list.cached_fallbacks) {
         if (entry.read.Has(0)) add(entry.address.relay, entry.text);
       }
       std::sort(relays.begin(), relays.end(), [](const Named& a, const Named& b) {
         return std::pair(a.relay, a.order) < std::pair(b.relay, b.order);
       });
       for (size_t i = 1; i < relays.size(); ++i) {
         if (relays[i].relay == relays[i - 1].relay) found.At(relays[i].line);
       }
     }},
};

}  // namespace

std::span<const LintRule<FallbackDirectories>> FallbackDirectoriesRules() { return kRules; }

}  // namespace scape::descriptor
