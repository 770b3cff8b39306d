// The rules across the items of Snowflake statistics.
#include <string_view>
#include <type_traits>

#include "descriptor/lint.h"
#include "descriptor/snowflake_stats.h"

namespace scape::descriptor {
namespace {

using netdoc::Severity;

constexpr int64_t kRoundedTo = 8;

// IsRounded: of proxies, the exact number of addresses is told.
bool IsRounded(std::string_view keyword) {
  return keyword.ends_with("-count") || keyword.starts_with("client-");
}

// ForEachValue calls visit(value, rule) for the values of type T that the document has.
template <typename T, typename Visit>
void ForEachValue(const SnowflakeStats& stats, Visit visit) {
  netdoc::ForEachRow<SnowflakeStats>([&]<size_t kRow>() {
    using F = netdoc::FieldOf<SnowflakeStats, kRow>;
    if constexpr (std::is_same_v<typename F::Inner, T>) {
      const auto& member = stats.*F::member;
      if (member.has_value()) visit(*member, netdoc::kTable<SnowflakeStats>.rules[kRow]);
    }
  });
}

// FindCount reports the first count of each list that `wrong` is true of.
template <typename Wrong>
void FindCount(const SnowflakeStats& stats, Finder& found, std::string_view expects, Wrong wrong) {
  ForEachValue<CountryCounts>(stats, [&](const CountryCounts& list, const netdoc::ItemRule& rule) {
    for (const Count& count : list.counts()) {
      if (!wrong(count, rule)) continue;
      found.At(count.text, &rule, expects);
      break;
    }
  });
}

constexpr LintRule<SnowflakeStats> kRules[] = {
    {{"negative-count", Severity::kWarning, Severity::kWarning, "a count is negative",
      "nothing can be counted to less than 0; only the hidserv lines have noise", ""},
     [](const SnowflakeStats& stats, Finder& found) {
       FindCount(stats, found, {},
                 [](const Count& count, const netdoc::ItemRule&) { return count.number < 0; });
     }},
    {{"bad-country-code", Severity::kWarning, Severity::kWarning, "this is no country code",
      "two letters, `??` for an unknown country, or a code such as A1", ""},
     [](const SnowflakeStats& stats, Finder& found) {
       FindCount(stats, found, {}, [](const Count& count, const netdoc::ItemRule&) {
         return !IsCountryCode(count.name);
       });
     }},
    {{"unrounded-count", Severity::kWarning, Severity::kWarning,
      "this count is not rounded to a multiple of $expects",
      "exact counts tell too much about users", ""},
     [](const SnowflakeStats& stats, Finder& found) {
       FindCount(stats, found, "8", [](const Count& count, const netdoc::ItemRule& rule) {
         return IsRounded(rule.keyword) && count.number % kRoundedTo != 0;
       });
       ForEachValue<uint64_t>(stats, [&](uint64_t number, const netdoc::ItemRule& rule) {
         if (IsRounded(rule.keyword) && number % kRoundedTo != 0) {
           found.At(LineOf(stats.text, rule.keyword), &rule, "8");
         }
       });
     }},
};

}  // namespace

std::span<const LintRule<SnowflakeStats>> SnowflakeStatsRules() { return kRules; }

}  // namespace scape::descriptor
