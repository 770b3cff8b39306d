// The rules across the lines of an access log.
#include "descriptor/address.h"
#include "descriptor/lint.h"
#include "descriptor/webstats.h"

namespace scape::descriptor {
namespace {

using netdoc::Severity;

constexpr int64_t kDay = 86400;

const netdoc::ItemRule* const kLine = &netdoc::kTable<Webstats>.rules[0];

constexpr LintRule<Webstats> kRules[] = {
    {{"log-not-sanitised", Severity::kWarning, Severity::kWarning,
      "this tells more of a visitor than a published log may",
      "write 0.0.0.x for the address, 00:00:00 for the time, and no query", ""},
     [](const Webstats& log, Finder& found) {
       for (const auto& text : log.requests) {
         AccessLogLine line;
         if (!text.Decode(&line)) continue;
         Ipv4Address address;
         if (!ParseIpv4(line.address, &address) || address.bits > 255) {
           found.At(line.address, kLine);
         } else if (line.time.time.unix_seconds % kDay != 0) {
           found.At(text.text, kLine);
         } else if (line.request.resource().find('?') != std::string_view::npos) {
           found.At(line.request.text, kLine);
         }
       }
     }},
    {{"log-of-several-days", Severity::kWarning, Severity::kWarning,
      "this request is of another day than the first one", "make a file of each day", ""},
     [](const Webstats& log, Finder& found) {
       std::optional<int64_t> day;
       for (const auto& text : log.requests) {
         AccessLogLine line;
         if (!text.Decode(&line)) continue;
         const int64_t of_line = line.time.time.unix_seconds / kDay;
         if (!day.has_value()) day = of_line;
         if (of_line != *day) found.At(text.text, kLine);
       }
     }},
};

}  // namespace

std::span<const LintRule<Webstats>> WebstatsRules() { return kRules; }

}  // namespace scape::descriptor
