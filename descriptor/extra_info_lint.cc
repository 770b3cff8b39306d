// The rules across the items of an extra-info document, most of them about its statistics. Each is
// one row: the problem, and what finds it.
#include <algorithm>
#include <string_view>
#include <type_traits>
#include <vector>

#include "descriptor/extra_info.h"
#include "descriptor/lint.h"
#include "descriptor/sanitised.h"

namespace scape::descriptor {
namespace {

using netdoc::Severity;

constexpr size_t kLargestExtraInfo = 50000;  // bytes; authorities refuse more

// ForEachValue calls visit(value, rule) for the values of type T, or of a type derived from it,
// that the document has.
template <typename T, typename Visit>
void ForEachValue(const ExtraInfo& e, Visit visit) {
  netdoc::ForEachRow<ExtraInfo>([&]<size_t kRow>() {
    using F = netdoc::FieldOf<ExtraInfo, kRow>;
    if constexpr (std::is_base_of_v<T, typename F::Inner>) {
      const auto& member = e.*F::member;
      if (member.has_value()) visit(*member, netdoc::kTable<ExtraInfo>.rules[kRow]);
    }
  });
}

// Sorted lists have the largest count first, and names in their order where counts are equal.
bool InOrderOfCounts(const Count& a, const Count& b) {
  return a.number != b.number ? a.number > b.number : a.name < b.name;
}

// Ports come in ascending order, `other` behind them.
bool InOrderOfPorts(const Count& a, const Count& b) {
  uint64_t first, second;
  if (!netdoc::ParseUnsigned(a.name, &first)) return false;
  return !netdoc::ParseUnsigned(b.name, &second) || first < second;
}

// FindUnsorted reports the first count that is in order neither with the one before nor equal to
// it.
template <typename InOrder>
void FindUnsorted(const CountList& list, const netdoc::ItemRule& rule, InOrder in_order,
                  Finder& found) {
  Count previous;
  for (const Count& count : list.counts()) {
    if (!previous.name.empty() && previous.name != count.name && !in_order(previous, count)) {
      found.At(count.text, &rule);
      return;
    }
    previous = count;
  }
}

constexpr LintRule<ExtraInfo> kRules[] = {
    {{"extra-info-too-large", Severity::kError, Severity::kError,
      "the document is longer than 50000 bytes", "authorities refuse it; leave statistics out", ""},
     [](const ExtraInfo& e, Finder& found) {
       if (e.text.size() > kLargestExtraInfo) found.At(e.text.substr(kLargestExtraInfo, 1));
     }},
    {{"negative-count", Severity::kWarning, Severity::kWarning, "a count is negative",
      "only the hidserv lines have noise; tors before 0.2.2.1 wrote such means of cells", ""},
     [](const ExtraInfo& e, Finder& found) {
       ForEachValue<CountList>(e, [&](const CountList& list, const netdoc::ItemRule& rule) {
         for (const Count& count : list.counts()) {
           if (count.number >= 0) continue;
           found.At(count.text, &rule);
           break;
         }
       });
       ForEachValue<DecimalList>(e, [&](const DecimalList& list, const netdoc::ItemRule& rule) {
         for (const Decimal& number : list.numbers()) {
           if (number.text[0] != '-') continue;
           found.At(number.text, &rule);
           break;
         }
       });
     }},
    {{"bad-country-code", Severity::kWarning, Severity::kWarning, "this is no country code",
      "two letters, `??` for an unknown country, or a code such as A1", ""},
     [](const ExtraInfo& e, Finder& found) {
       ForEachValue<CountryCounts>(e, [&](const CountryCounts& list, const netdoc::ItemRule& rule) {
         for (const Count& count : list.counts()) {
           if (IsCountryCode(count.name)) continue;
           found.At(count.name, &rule);
           break;
         }
       });
     }},
    {{"unsorted-counts", Severity::kWarning, Severity::kWarning, "this count is not in its place",
      "countries come by falling counts and then by their codes, ports in ascending order", ""},
     [](const ExtraInfo& e, Finder& found) {
       ForEachValue<CountryCounts>(e, [&](const CountList& list, const netdoc::ItemRule& rule) {
         FindUnsorted(list, rule, &InOrderOfCounts, found);
       });
       ForEachValue<PortCounts>(e, [&](const CountList& list, const netdoc::ItemRule& rule) {
         FindUnsorted(list, rule, &InOrderOfPorts, found);
       });
     }},
    {{"unrounded-count", Severity::kWarning, Severity::kWarning,
      "this count is not rounded to a multiple of $expects",
      "exact counts tell too much about users", ""},
     [](const ExtraInfo& e, Finder& found) {
       ForEachValue<CountList>(e, [&](const auto& list, const netdoc::ItemRule& rule) {
         constexpr int64_t kRoundedTo = std::remove_cvref_t<decltype(list)>::kRoundedTo;
         for (const Count& count : list.counts()) {
           if (count.number % kRoundedTo == 0) continue;
           found.At(count.text, &rule, kRoundedTo == 8 ? "8" : "4");
           break;
         }
       });
     }},
    {{"share-over-100", Severity::kWarning, Severity::kWarning, "the share is more than 100 %",
      "a part is no more than the whole", ""},
     [](const ExtraInfo& e, Finder& found) {
       ForEachValue<Share>(e, [&](const Share& share, const netdoc::ItemRule& rule) {
         if (share.percent.ToDouble() > 100) found.At(share.percent.text, &rule);
       });
     }},
    {{"repeated-transport", Severity::kWarning, Severity::kWarning,
      "this transport has a line of its own already", "keep one line for each transport", ""},
     [](const ExtraInfo& e, Finder& found) {
       Repeated(
           e.transport, [](const Transport& transport) { return transport.name; },
           [&](const Transport& transport) {
             if (!transport.name.empty()) found.At(transport.name, RuleOf<ExtraInfo>("transport"));
           });
     }},
    {{"history-after-published", Severity::kWarning, Severity::kWarning,
      "the history ends after the descriptor was published", "one of the two times is wrong", ""},
     [](const ExtraInfo& e, Finder& found) {
       if (!HasRead(e, "published")) return;
       ForEachValue<History>(e, [&](const History& history, const netdoc::ItemRule& rule) {
         if (history.end > e.published) found.At(LineOf(e.text, rule.keyword), &rule);
       });
     }},
    {kNotSanitised,
     [](const ExtraInfo& e, Finder& found) {
       if (e.kind != kBridgeExtraInfo) return;
       for (const Transport& transport : e.transport) {
         if (!transport.address_port.has_value()) continue;
         found.At(transport.name, RuleOf<ExtraInfo>("transport"), "the address of a transport");
         break;
       }
     }},
};

}  // namespace

std::span<const LintRule<ExtraInfo>> ExtraInfoRules() { return kRules; }

}  // namespace scape::descriptor
