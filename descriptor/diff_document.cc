#include "descriptor/diff_document.h"

#include <set>
#include <string>

#include "descriptor/netdoc/scalars.h"
#include "descriptor/validate.h"

namespace scape::descriptor {

bool WholeDiff::Decode(ConsensusDiff* diff, DiffCacheEntry* entry, DiffFault* fault) const {
  if (!FindDiff(text, entry, fault)) return false;
  // Blank lines behind a document belong to it, and to no diff.
  while (entry->body.ends_with("\n\n")) entry->body.remove_suffix(1);
  return ParseConsensusDiff(entry->body, diff, fault);
}

bool WholeDiff::Decode(ConsensusDiff* diff, DiffFault* fault) const {
  DiffCacheEntry entry;
  return Decode(diff, &entry, fault);
}

bool WholeDiff::Check(netdoc::Fault* fault) const {
  ConsensusDiff diff;
  DiffCacheEntry entry;
  DiffFault found;
  if (Decode(&diff, &entry, &found)) {
    // No lexer has looked at these lines. The labels' own NUL, which ends them, is not among them.
    if (const size_t nul = entry.body.find('\0'); nul != entry.body.npos) {
      *fault = {&netdoc::problems::kNulByte, entry.body.substr(nul, 1), {}, {}};
    }
    return true;
  }
  *fault = {found.problem, found.where, {}, {}};
  // What a problem's sentence needs must outlive `found`.
  if (found.problem == &problems::kDiffLongLine) {
    fault->expects = found.where.size() > kMaxDiffLine ? "1048576" : "127";  // of a command
  } else if (found.problem == &problems::kDiffCompressed) {
    fault->expects = CompressionName(entry.compression);
  }
  return false;
}

void WholeDiff::Json(netdoc::JsonWriter& json) const {
  ConsensusDiff diff;
  DiffCacheEntry entry;
  DiffFault fault;
  const bool good = Decode(&diff, &entry, &fault);
  json.BeginObject();
  if (!entry.labels.empty()) {
    json.Member("labels", [&] {
      std::set<std::string> names;
      json.BeginObject();
      for (const DiffCacheEntry::Label& label : entry.labels) {
        const auto [name, is_new] = names.insert(netdoc::ReplaceInvalidUtf8(label.name));
        const std::string value = netdoc::ReplaceInvalidUtf8(label.value);
        if (is_new) json.Member(*name, [&] { json.String(value); });
      }
      json.EndObject();
    });
  }
  if (good) {
    json.Member("base_sha3_256", [&] { json.Hex(diff.base_digest); });
    json.Member("target_sha3_256", [&] { json.Hex(diff.target_digest); });
    json.Member("commands", [&] {
      json.BeginArray();
      for (const EdCommand& command : diff.commands) {
        json.BeginObject();
        json.Member("action", [&] { json.Ascii(std::string_view(&command.action, 1)); });
        json.Member("first", [&] { json.Unsigned(command.first); });
        json.Member("last", [&] {
          if (command.last == EdCommand::kLast) {
            json.Ascii("$");
          } else {
            json.Unsigned(command.last);
          }
        });
        if (command.action != 'd') {
          json.Member("text", [&] {
            json.BeginArray();
            for (std::string_view rest = command.text; !rest.empty();) {
              const size_t end = rest.find('\n');
              json.String(netdoc::ReplaceInvalidUtf8(rest.substr(0, end)));
              rest.remove_prefix(end + 1);
            }
            json.EndArray();
          });
        }
        json.EndObject();
      }
      json.EndArray();
    });
  }
  json.EndObject();
}

bool DiffDocument::BeginsWithLabels(std::string_view line) {
  // tor writes this label first. Of lines within a document only their beginning is given.
  constexpr std::string_view kLabel = "sha3-digest ";
  return line.starts_with(kLabel) && line.size() >= 64 &&
         IsHexDigits(line.substr(kLabel.size(), 52), 52);
}

}  // namespace scape::descriptor
