#include "descriptor/protocols.h"

#include <algorithm>
#include <bit>
#include <vector>

namespace scape::descriptor {

using netdoc::Encoder;
using netdoc::Fault;
using netdoc::ItemReader;
using netdoc::JsonWriter;

namespace {

bool IsProtocolName(std::string_view text) {
  if (text.empty() || text.size() > 100) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

bool IsNumber(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool ParseVersion(std::string_view text, unsigned* version) {
  uint64_t number;
  if (!netdoc::ParseUnsigned(text, &number) || number > Protocol::kMaxVersion) return false;
  *version = static_cast<unsigned>(number);
  return true;
}

// ParseVersions reads "n" or "n-m" and sets the bits n to m.
bool ParseVersions(std::string_view text, uint64_t* versions) {
  const size_t dash = text.find('-');
  unsigned first, last;
  if (!ParseVersion(text.substr(0, dash), &first)) return false;
  last = first;
  if (dash != std::string_view::npos && !ParseVersion(text.substr(dash + 1), &last)) return false;
  if (first > last) return false;
  *versions |= (~uint64_t{0} >> (Protocol::kMaxVersion - (last - first))) << first;
  return true;
}

void JsonProtocol(const Protocol& protocol, JsonWriter& json) {
  json.Member(protocol.name, [&] {
    json.BeginArray();
    for (uint64_t left = protocol.versions; left != 0; left &= left - 1) {
      json.Unsigned(static_cast<unsigned>(std::countr_zero(left)));
    }
    json.EndArray();
  });
}

// JsonProtocols writes one member for each name. Names that ascend, as tor writes them, are
// different for certain; else they are sorted to find the ones that stand there again.
template <typename List>
void JsonProtocols(const List& list, JsonWriter& json) {
  bool ascending = true;
  std::string_view previous;
  list.ForEach([&](const Protocol& protocol) {
    ascending = ascending && previous < protocol.name;
    previous = protocol.name;
  });
  json.BeginObject();
  if (ascending) {
    list.ForEach([&](const Protocol& protocol) { JsonProtocol(protocol, json); });
  } else {
    struct Entry {
      Protocol protocol;
      size_t position;
    };
    std::vector<Entry> entries;
    list.ForEach([&](const Protocol& protocol) { entries.push_back({protocol, entries.size()}); });
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
      return a.protocol.name < b.protocol.name;
    });
    entries.erase(std::unique(entries.begin(), entries.end(),
                              [](const Entry& a, const Entry& b) {
                                return a.protocol.name == b.protocol.name;
                              }),
                  entries.end());
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return a.position < b.position; });
    for (const Entry& entry : entries) JsonProtocol(entry.protocol, json);
  }
  json.EndObject();
}

void WriteWords(std::string_view text, Encoder& out) {
  for (const std::string_view word : netdoc::Words(text)) out.Argument(word);
}

bool Bad(std::string_view where, std::string_view expects, Fault* fault) {
  *fault = {&netdoc::problems::kBadArgument, where, expects, {}};
  return false;
}

}  // namespace

bool ParseProtocol(std::string_view text, Protocol* protocol) {
  *protocol = Protocol();
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos || !IsProtocolName(text.substr(0, equals))) return false;
  protocol->name = text.substr(0, equals);
  bool good = true;
  for (const std::string_view versions : netdoc::Words(text.substr(equals + 1), ',')) {
    good = ParseVersions(versions, &protocol->versions) && good;
  }
  return good;
}

bool ProtocolList::Read(ItemReader& in, ProtocolList* out) {
  out->text = in.Rest();
  return true;
}
void ProtocolList::Write(Encoder& out) const { WriteWords(text, out); }
void ProtocolList::Json(JsonWriter& json) const { JsonProtocols(*this, json); }

bool ProtocolList::Check(Fault* fault) const {
  const size_t tab = text.find('\t');
  if (tab != std::string_view::npos) {
    return Bad(text.substr(tab, 1), "protocols with spaces between them", fault);
  }
  for (const std::string_view entry : netdoc::Words(text)) {
    Protocol protocol;
    if (!ParseProtocol(entry, &protocol)) return Bad(entry, kExpects, fault);
  }
  return true;
}

Protocol ProtocolList::Find(std::string_view name) const {
  for (const std::string_view entry : netdoc::Words(text)) {
    Protocol protocol;
    ParseProtocol(entry, &protocol);
    if (!protocol.name.empty() && protocol.name == name) return protocol;
  }
  return {};
}

bool OldProtocols::Read(ItemReader& in, OldProtocols* out) {
  out->text = in.Rest();
  return true;
}
void OldProtocols::Write(Encoder& out) const { WriteWords(text, out); }
void OldProtocols::Json(JsonWriter& json) const { JsonProtocols(*this, json); }

bool OldProtocols::Check(Fault* fault) const {
  bool named = false;
  for (const std::string_view word : netdoc::Words(text)) {
    unsigned version;
    const bool good = IsNumber(word) ? named && ParseVersion(word, &version) : IsName(word);
    if (!good) return Bad(word, kExpects, fault);
    named = true;
  }
  return true;
}

bool OldProtocols::AddVersion(std::string_view word, Protocol* protocol) {
  if (!IsNumber(word)) return false;
  unsigned version;
  if (ParseVersion(word, &version)) protocol->versions |= uint64_t{1} << version;
  return true;
}

bool OldProtocols::IsName(std::string_view word) { return IsProtocolName(word); }

}  // namespace scape::descriptor
