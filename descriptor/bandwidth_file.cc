#include "descriptor/bandwidth_file.h"

#include <algorithm>

namespace scape::descriptor {
namespace {

using netdoc::Words;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// IsKey tells whether `name` has the form of a header's name.
bool IsKey(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  });
}

}  // namespace

bool OtherHeader::Read(netdoc::ItemReader& in, OtherHeader* out) {
  std::string_view word;
  return in.Next(&word) && netdoc::SplitKey(word, &out->name, &out->value);
}

void OtherHeader::Json(netdoc::JsonWriter& json) const {
  json.BeginObject();
  json.Member("name", [&] { json.String(name); });
  json.Member("value", [&] { json.String(value); });
  json.EndObject();
}

bool RelayBandwidth::CheckLine(netdoc::Fault* fault) const {
  if (node_id.has_value() && bw.has_value()) return true;
  const bool no_id = !node_id.has_value();
  *fault = {&netdoc::problems::kMissingArgument, keyed, no_id ? NodeId::kExpects : "kilobytes",
            no_id ? "node_id" : "bw"};
  return false;
}

bool BandwidthFile::Begins(std::string_view line) {
  return !line.empty() && line.size() <= 20 && std::all_of(line.begin(), line.end(), IsDigit);
}

std::string_view BandwidthFile::NameOf(std::string_view line) {
  if (Begins(line)) return "timestamp";
  if (line.size() >= 4 && line.find_first_not_of('=') == std::string_view::npos) {
    return "terminator";
  }
  size_t words = 0;
  std::string_view first;
  for (const std::string_view word : Words(line)) {
    if (word.substr(0, 8) == "node_id=" || word.substr(0, 3) == "bw=") return "relay";
    if (words++ == 0) first = word;
  }
  std::string_view name, value;
  if (words != 1 || !netdoc::SplitKey(first, &name, &value) || !IsKey(name)) return {};
  const auto& table = netdoc::kTable<BandwidthFile>;
  const int row = table.index.Find(name);
  return row >= 0 && !table.rules[static_cast<size_t>(row)].whole_line ? "" : "header";
}

}  // namespace scape::descriptor
