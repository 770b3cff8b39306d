// LintRule is a rule across the items of one document: a Problem and the function that looks for
// it.
//
// Rules are data, one table per document type (server_descriptor_lint.cc); what a single item can
// have wrong is found by the parse loop and CheckDocument. No rule here needs a key or a clock.
// Some compare a digest: descriptor/ computes none, so the caller hands a function over.
#ifndef SCAPE_DESCRIPTOR_LINT_H_
#define SCAPE_DESCRIPTOR_LINT_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "descriptor/netdoc/diagnostic.h"
#include "descriptor/netdoc/problem.h"
#include "descriptor/netdoc/table.h"

namespace scape::descriptor {

// LintContext is what the caller lends the rules.
struct LintContext {
  // sha1 computes a SHA-1; null: rules that compare one are passed over.
  std::array<uint8_t, 20> (*sha1)(std::span<const uint8_t> bytes) = nullptr;
};

// Finder is what a rule reports with.
class Finder {
 public:
  Finder(const netdoc::Problem& problem, const LintContext& context,
         netdoc::Diagnostics& diagnostics)
      : problem_(problem), context_(context), diagnostics_(diagnostics) {}

  const LintContext& context() const { return context_; }

  // At reports the rule's problem at `where`, a view into the document. `expects` is what the
  // sentence's $expects stands for; `page` is named where it is not that of the document's type.
  void At(std::string_view where, const netdoc::ItemRule* rule = nullptr,
          std::string_view expects = {}, std::string_view page = {}) {
    diagnostics_.Add(
        {.problem = &problem_, .where = where, .rule = rule, .expects = expects, .page = page});
  }

 private:
  const netdoc::Problem& problem_;
  const LintContext& context_;
  netdoc::Diagnostics& diagnostics_;
};

template <typename Document>
struct LintRule {
  netdoc::Problem problem;
  void (*check)(const Document& document, Finder& found);
};

// LintWith applies the rules to a document.
template <typename Document>
void LintWith(std::span<const LintRule<Document>> rules, const Document& document,
              const LintContext& context, netdoc::Diagnostics& diagnostics) {
  for (const LintRule<Document>& rule : rules) {
    Finder finder(rule.problem, context, diagnostics);
    rule.check(document, finder);
  }
}

// RuleOf returns the row of `keyword` in Document's table, for a rule's message; null: it has none.
template <typename Document>
const netdoc::ItemRule* RuleOf(std::string_view keyword) {
  const int row = netdoc::kTable<Document>.index.Find(keyword);
  return row < 0 ? nullptr : &netdoc::kTable<Document>.rules[static_cast<size_t>(row)];
}

// LineOf returns the first line of `keyword` in the text, for a rule's message; the text's end when
// there is none. `assignments`: the lines are `name=value`.
std::string_view LineOf(std::string_view text, std::string_view keyword, bool assignments = false);

// FirstLine returns the text's first line, without its line feed.
inline std::string_view FirstLine(std::string_view text) { return text.substr(0, text.find('\n')); }

// HasRead tells whether a value of the keyword's line was read.
template <typename Document>
bool HasRead(const Document& document, std::string_view keyword) {
  const int row = netdoc::kTable<Document>.index.Find(keyword);
  return row >= 0 && document.read.Has(static_cast<size_t>(row));
}

// Report reports the rule's problem at the document's line of `keyword`.
template <typename Document>
void Report(const Document& document, Finder& found, std::string_view keyword,
            std::string_view expects = {}) {
  constexpr bool kAssignments = requires { Document::kAssignments; };
  found.At(LineOf(document.text, keyword, kAssignments), RuleOf<Document>(keyword), expects,
           netdoc::kTable<Document>.page);
}

// Repeated calls found(element) with every element of a range whose key one before it has, too;
// elements for which counts(element) is false do not count.
template <typename Range, typename Counts, typename Key, typename Found>
void Repeated(const Range& range, Counts counts, Key key, Found found) {
  using Element = std::remove_cvref_t<decltype(*range.begin())>;
  std::vector<const Element*> sorted;
  for (const Element& element : range) {
    if (counts(element)) sorted.push_back(&element);
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const Element* a, const Element* b) { return key(*a) < key(*b); });
  for (size_t i = 1; i < sorted.size(); ++i) {
    if (key(*sorted[i - 1]) == key(*sorted[i])) found(*sorted[i]);
  }
}
template <typename Range, typename Key, typename Found>
void Repeated(const Range& range, Key key, Found found) {
  Repeated(
      range, [](const auto&) { return true; }, key, found);
}

struct BridgedbMetrics;
struct BridgeNetworkStatus;
struct BandwidthFile;
struct BridgePoolAssignment;
struct DetachedSignature;
struct Directory;
struct ExitList;
struct ExtraInfo;
struct FallbackDirectories;
struct KeyCertificate;
struct Microdescriptor;
struct NetworkStatus;
struct NetworkStatus2;
struct RunningRouters;
struct ServerDescriptor;
struct SnowflakeStats;

struct Torperf;
struct Webstats;

std::span<const LintRule<BandwidthFile>> BandwidthFileRules();
std::span<const LintRule<BridgedbMetrics>> BridgedbMetricsRules();
std::span<const LintRule<BridgeNetworkStatus>> BridgeNetworkStatusRules();
std::span<const LintRule<BridgePoolAssignment>> BridgePoolAssignmentRules();
std::span<const LintRule<DetachedSignature>> DetachedSignatureRules();
std::span<const LintRule<Directory>> DirectoryRules();
std::span<const LintRule<ExitList>> ExitListRules();
std::span<const LintRule<ExtraInfo>> ExtraInfoRules();
std::span<const LintRule<FallbackDirectories>> FallbackDirectoriesRules();
std::span<const LintRule<KeyCertificate>> KeyCertificateRules();
std::span<const LintRule<Microdescriptor>> MicrodescriptorRules();
std::span<const LintRule<NetworkStatus>> NetworkStatusRules();
std::span<const LintRule<NetworkStatus2>> NetworkStatus2Rules();
std::span<const LintRule<RunningRouters>> RunningRoutersRules();
std::span<const LintRule<ServerDescriptor>> ServerDescriptorRules();
std::span<const LintRule<SnowflakeStats>> SnowflakeStatsRules();
std::span<const LintRule<Torperf>> TorperfRules();
std::span<const LintRule<Webstats>> WebstatsRules();

}  // namespace scape::descriptor

#endif  // SCAPE_DESCRIPTOR_LINT_H_
