// The rules across the items of a signed directory and of a running-routers document.
#include <algorithm>
#include <tuple>
#include <vector>

#include "descriptor/directory.h"
#include "descriptor/lint.h"

namespace scape::descriptor {
namespace {

using netdoc::Severity;

// Incomplete reports that a line is missing.
void Incomplete(const Directory& d, Finder& found, std::string_view missing) {
  found.At(FirstLine(d.text), RuleOf<Directory>(missing), missing);
}

template <typename T>
constexpr LintRule<T> kNoRouterStatus = {
    {"no-router-status", Severity::kError, Severity::kWarning,
     "there is neither `router-status` nor `running-routers`", "add `router-status`", ""},
    [](const T& document, Finder& found) {
      if constexpr (requires { document.signed_directory; }) {
        if (!document.signed_directory) return;
      }
      if (document.router_status.has_value() || document.running_routers.has_value()) return;
      found.At(FirstLine(document.text), RuleOf<T>("router-status"));
    }};

template <typename T>
constexpr LintRule<T> kRepeatedRouterStatus = {
    {"repeated-router-status", Severity::kWarning, Severity::kWarning,
     "the router $text stands in `$keyword` before", "say of each router once whether it runs", ""},
    [](const T& document, Finder& found) {
      const auto check = [&](const std::optional<RouterStatusList>& list,
                             std::string_view keyword) {
        if (!list.has_value()) return;
        // By fingerprint, or by nickname where there is none.
        std::vector<std::tuple<std::array<uint8_t, 20>, std::string_view, std::string_view>> sorted;
        list->ForEach([&](const ListedRouter& router, std::string_view text) {
          if (router.fingerprint.has_value()) {
            sorted.emplace_back(*router.fingerprint, std::string_view(), text);
          } else {
            sorted.emplace_back(std::array<uint8_t, 20>{}, router.nickname, text);
          }
        });
        const auto key = [](const auto& one) {
          return std::tie(std::get<0>(one), std::get<1>(one));
        };
        // What stands first stays first.
        std::stable_sort(sorted.begin(), sorted.end(),
                         [&](const auto& a, const auto& b) { return key(a) < key(b); });
        for (size_t i = 1; i < sorted.size(); ++i) {
          if (key(sorted[i - 1]) == key(sorted[i])) {
            found.At(std::get<2>(sorted[i]), RuleOf<T>(keyword));
          }
        }
      };
      check(document.router_status, "router-status");
      check(document.running_routers, "running-routers");
    }};

constexpr LintRule<Directory> kDirectoryRules[] = {
    {{"incomplete-directory", Severity::kError, Severity::kWarning,
      "a signed directory must have a line `$expects`", "add the line", ""},
     [](const Directory& d, Finder& found) {
       if (!d.signed_directory) return;
       const auto seen = [&](std::string_view keyword) {
         return d.seen.Has(static_cast<size_t>(netdoc::kTable<Directory>.index.Find(keyword)));
       };
       for (const std::string_view keyword :
            {"published", "recommended-software", "directory-signature"}) {
         if (!seen(keyword)) Incomplete(d, found, keyword);
       }
     }},
    {{"no-signed-directory", Severity::kError, Severity::kWarning,
      "only a signed directory has `$keyword`", "begin the directory with `signed-directory`", ""},
     [](const Directory& d, Finder& found) {
       if (d.signed_directory) return;
       constexpr const auto& table = netdoc::kTable<Directory>;
       d.seen.ForEach([&](size_t row) {
         if (!table.sections.Has(row)) Report(d, found, table.rules[row].keyword);
       });
     }},
    kNoRouterStatus<Directory>,
    kRepeatedRouterStatus<Directory>,
};

constexpr LintRule<RunningRouters> kRunningRoutersRules[] = {
    kNoRouterStatus<RunningRouters>,
    kRepeatedRouterStatus<RunningRouters>,
};

}  // namespace

std::span<const LintRule<Directory>> DirectoryRules() { return kDirectoryRules; }
std::span<const LintRule<RunningRouters>> RunningRoutersRules() { return kRunningRoutersRules; }

}  // namespace scape::descriptor
