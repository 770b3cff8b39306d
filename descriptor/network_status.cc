#include "descriptor/network_status.h"

#include "descriptor/netdoc/diagnostic.h"
#include "descriptor/netdoc/lexer.h"
#include "descriptor/netdoc/scalars.h"

namespace scape::descriptor {
namespace {

using netdoc::Diagnostics;
using netdoc::Mode;

// ReadRouterLine reads the first line of an entry, and no more of it.
bool ReadRouterLine(std::string_view text, RouterStatusLine* line) {
  netdoc::Lexer lexer(text);
  netdoc::Item item;
  if (!lexer.Next(&item)) return false;
  netdoc::ItemReader in(item);
  netdoc::Value<RouterStatusLine>::Read(in, line);
  constexpr unsigned kIdentity = 1u << 1;
  return (line->unread & kIdentity) == 0;
}

constexpr std::string_view kFooter = "directory-footer";

// OfStatus tells whether the keyword is one of the preamble or the footer, which need no telling
// apart: neither stands behind the other without entries or the footer's first line between.
bool OfStatus(std::string_view keyword) {
  return keyword != netdoc::kTable<RouterStatus>.rules[0].keyword && keyword != kFooter &&
         netdoc::kTable<NetworkStatus>.index.Find(keyword) >= 0;
}

bool OfEntry(std::string_view keyword) {
  return netdoc::kTable<RouterStatus>.index.Find(keyword) >= 0;
}

const netdoc::ReaderType* PartType(std::string_view name, std::string_view first_keyword,
                                   bool (*has_keyword)(std::string_view keyword)) {
  auto* type = new netdoc::ReaderType();
  type->name = name;
  type->first_keyword = first_keyword;
  type->has_keyword = has_keyword;
  return type;
}

}  // namespace

bool VoteStatus::Read(netdoc::ItemReader& in, VoteStatus* out) {
  if (!in.Next(&out->text)) return false;
  return out->text == "vote" || out->text == "opinion" || out->text == "consensus" ||
         in.Fail(out->text);
}

bool DirectorySignature::Algorithm::IsNext(const netdoc::ItemReader& in) {
  netdoc::ItemReader words = in;
  std::string_view word;
  return words.Next(&word) && word.size() != 40 && !words.AtEnd();
}

bool NetworkStatus::meets_consensus_method(uint32_t method) const {
  if (is_vote()) return consensus_methods.has_value() && consensus_methods->Has(method);
  return consensus_method.value_or(1) >= method;
}

bool NetworkStatus::IsFresh(netdoc::UtcTime now) const { return now < fresh_until; }

bool NetworkStatus::IsValid(netdoc::UtcTime now) const {
  return !(now < valid_after) && now < valid_until;
}

std::optional<size_t> NetworkStatus::FindEntry(const std::array<uint8_t, 20>& fingerprint) const {
  RouterStatusLine line;
  size_t low = 0;
  size_t high = entries.size();
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    // A line without an identity is passed over.
    if (!ReadRouterLine(entries.text(middle), &line)) {
      for (size_t i = low; i < high; ++i) {
        if (ReadRouterLine(entries.text(i), &line) && line.identity.bytes == fingerprint) return i;
      }
      break;
    }
    if (line.identity.bytes == fingerprint) return middle;
    line.identity.bytes < fingerprint ? low = middle + 1 : high = middle;
  }
  return std::nullopt;
}

std::optional<size_t> NetworkStatus::FindEntryByNickname(std::string_view nickname) const {
  RouterStatusLine line;
  for (size_t i = 0; i < entries.size(); ++i) {
    if (ReadRouterLine(entries.text(i), &line) && line.nickname.text == nickname) return i;
  }
  return std::nullopt;
}

std::optional<size_t> NetworkStatus::FindEntryByEd25519(std::string_view identity) const {
  RouterStatus entry;
  Diagnostics unheard(Mode::kLenient, /*limit=*/0);
  for (size_t i = 0; i < entries.size(); ++i) {
    entries.Parse(i, &entry, unheard);
    for (const StatusIdentity& one : entry.identities) {
      if (one.keytype == "ed25519" && one.identity == identity) return i;
    }
  }
  return std::nullopt;
}

std::string_view NetworkStatus::signed_text() const {
  constexpr std::string_view kSignature = "\ndirectory-signature ";
  const size_t at = text.find(kSignature);
  if (at == std::string_view::npos) return {};
  return text.substr(0, at + kSignature.size());
}

netdoc::Kinds NetworkStatus::FindKind() const {
  if (vote_status.text == "vote" || vote_status.text == "opinion") return kVote;
  const bool microdesc = network_status_version.flavor.value_or("ns") == "microdesc";
  return microdesc ? kMicrodescConsensus : kNsConsensus;
}

std::span<const netdoc::ReaderType* const> StatusPartTypes() {
  static const netdoc::ReaderType* const types[] = {
      PartType("status-preamble", netdoc::kTable<NetworkStatus>.rules[0].keyword, &OfStatus),
      PartType("router-status", netdoc::kTable<RouterStatus>.rules[0].keyword, &OfEntry),
      PartType("status-footer", kFooter, &OfStatus)};
  return types;
}

}  // namespace scape::descriptor
