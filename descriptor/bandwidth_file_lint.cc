// The rules across the lines of a bandwidth file.
#include <algorithm>
#include <vector>

#include "descriptor/bandwidth_file.h"
#include "descriptor/lint.h"
#include "descriptor/netdoc/lexer.h"

namespace scape::descriptor {
namespace {

using netdoc::Severity;

constexpr FormatVersion kFirstWithHeaders{1, 1, 0};

constexpr LintRule<BandwidthFile> kRules[] = {
    {{"no-terminator", Severity::kWarning, Severity::kWarning, "no line ===== ends the headers",
      "put a line ===== before the first relay", ""},
     [](const BandwidthFile& file, Finder& found) {
       if (!file.version.has_value() || *file.version < kFirstWithHeaders) return;
       if (file.terminator.has_value()) return;
       found.At(LineOf(file.text, "version", /*assignments=*/true),
                RuleOf<BandwidthFile>("terminator"));
     }},
    {{"header-after-relays", Severity::kWarning, Severity::kWarning,
      "this header stands behind the headers' end, where nobody reads it",
      "move it before the line =====", ""},
     [](const BandwidthFile& file, Finder& found) {
       netdoc::Lexer lexer(file.text);
       netdoc::Item item;
       bool ended = false;
       while (lexer.Next(&item)) {
         const std::string_view line = item.whole_line();
         const std::string_view name = BandwidthFile::NameOf(line);
         if (name == "terminator" || name == "relay") {
           ended = true;
         } else if (ended && name != "timestamp") {
           std::string_view key, value;
           if (!netdoc::SplitKey(item.keyword, &key, &value)) continue;
           if (name == "header" || RuleOf<BandwidthFile>(key) != nullptr) found.At(line);
         }
       }
     }},
    {{"measurement-times-reversed", Severity::kWarning, Severity::kWarning,
      "the oldest measurement is newer than the newest one", "exchange the two", ""},
     [](const BandwidthFile& file, Finder& found) {
       if (!file.earliest_bandwidth.has_value() || !file.latest_bandwidth.has_value()) return;
       if (file.earliest_bandwidth->time <= file.latest_bandwidth->time) return;
       Report(file, found, "earliest_bandwidth");
     }},
    {{"relay-bandwidth-zero", Severity::kWarning, Severity::kWarning,
      "a bandwidth of 0 keeps the relay from being used", "write 1 at least", ""},
     [](const BandwidthFile& file, Finder& found) {
       RelayBandwidth relay;
       for (const auto& line : file.relays) {
         line.Decode(&relay);
         if (relay.bw == 0u) found.At(line.text, RuleOf<BandwidthFile>("relay"));
       }
     }},
    {{"repeated-relay", Severity::kWarning, Severity::kWarning,
      "a line of the same relay stands before this one", "keep one line of each relay", ""},
     [](const BandwidthFile& file, Finder& found) {
       struct Entry {
         std::array<uint8_t, 20> id;
         size_t line;
       };
       std::vector<Entry> entries;
       RelayBandwidth relay;
       for (size_t i = 0; i < file.relays.size(); ++i) {
         file.relays[i].Decode(&relay);
         if (relay.node_id.has_value()) entries.push_back({relay.node_id->bytes, i});
       }
       std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
         return std::pair(a.id, a.line) < std::pair(b.id, b.line);
       });
       for (size_t i = 1; i < entries.size(); ++i) {
         if (entries[i].id == entries[i - 1].id) {
           found.At(file.relays[entries[i].line].text, RuleOf<BandwidthFile>("relay"));
         }
       }
     }},
};

}  // namespace

std::span<const LintRule<BandwidthFile>> BandwidthFileRules() { return kRules; }

}  // namespace scape::descriptor
