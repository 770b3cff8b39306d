// The rules across the words of a measurement.
#include "descriptor/lint.h"
#include "descriptor/torperf.h"

namespace scape::descriptor {
namespace {

using netdoc::Severity;

const netdoc::ItemRule* const kLine = &netdoc::kTable<Torperf>.rules[0];

// The names that every measurement has had since the first.
constexpr std::string_view kAlways[] = {
    "SOURCE",   "FILESIZE",    "START",        "SOCKET",       "CONNECT",    "NEGOTIATE", "REQUEST",
    "RESPONSE", "DATAREQUEST", "DATARESPONSE", "DATACOMPLETE", "WRITEBYTES", "READBYTES"};

constexpr LintRule<Torperf> kRules[] = {
    {{"incomplete-measurement", Severity::kWarning, Severity::kWarning,
      "the measurement has no $expects", "add it; measurements have it whether they fail or not",
      ""},
     [](const Torperf& torperf, Finder& found) {
       if (!torperf.read.Has(0)) return;
       for (const std::string_view wanted : kAlways) {
         bool has = false;
         for (const std::string_view word : netdoc::Words(torperf.measurement.keyed)) {
           has |= word.size() > wanted.size() && word[wanted.size()] == '=' &&
                  word.substr(0, wanted.size()) == wanted;
         }
         if (!has) found.At(torperf.measurement.keyed, kLine, wanted);
       }
     }},
    {{"measurement-before-start", Severity::kWarning, Severity::kWarning,
      "this was reached before the measurement began", "look at the clock of who measured", ""},
     [](const Torperf& torperf, Finder& found) {
       const TorperfMeasurement& m = torperf.measurement;
       if (!m.start.has_value()) return;
       const double start = m.start->ToDouble();
       for (const auto* time : {&m.socket, &m.connect, &m.negotiate, &m.request, &m.response,
                                &m.datarequest, &m.dataresponse, &m.datacomplete}) {
         if (!time->has_value()) continue;
         const double reached = (*time)->ToDouble();
         if (reached != 0 && reached < start) found.At((*time)->text, kLine);
       }
     }},
};

}  // namespace

std::span<const LintRule<Torperf>> TorperfRules() { return kRules; }

}  // namespace scape::descriptor
