#include "descriptor/directory.h"

#include <algorithm>
#include <iterator>

#include "descriptor/netdoc/scalars.h"
#include "descriptor/validate.h"

namespace scape::descriptor {
namespace {

using netdoc::ItemReader;
using netdoc::Words;

constexpr std::string_view kRouter = "router";
constexpr std::string_view kOldRouter = netdoc::kTable<OldRouter>.rules[0].keyword;

// How the lists that tor came with begin.
constexpr std::string_view kListHeads[] = {
    "# List of directory servers",
    "# List of core onion routers",
    "# This is no longer a manually-editable file",
};

bool IsNumber(std::string_view word) {
  return !word.empty() &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// IsHostname tells whether the word is a name with a dot and a letter behind its last one: what no
// IPv4 address is, however misspelt.
bool IsHostname(std::string_view word) {
  const size_t dot = word.rfind('.');
  if (dot == std::string_view::npos || dot + 3 > word.size()) return false;
  return std::all_of(word.begin() + static_cast<ptrdiff_t>(dot) + 1, word.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

// OldForm is where the parts of an OldRouterLine are among the words behind `router`.
struct OldForm {
  bool nickname = false;
  bool op_port = false;
};

// FindOldForm: false: the line is no old one. Only as many words are looked at as one may have.
bool FindOldForm(std::string_view line, OldForm* form) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (!line.starts_with(kRouter) || line.size() == kRouter.size() ||
      (line[kRouter.size()] != ' ' && line[kRouter.size()] != '\t')) {
    return false;
  }
  constexpr size_t kMost = 6;
  std::string_view words[kMost];
  size_t count = 0;
  for (const std::string_view word : Words(line.substr(kRouter.size()))) {
    // Today's second word is an address, which ends the search.
    if (count == 1 && !IsNumber(word) && !IsHostname(word)) return false;
    if (count >= 2 && !IsNumber(word)) return false;
    if (count == kMost) return false;
    words[count++] = word;
  }
  form->nickname = count > 1 && !IsNumber(words[1]);
  form->op_port = !form->nickname && count == 6;
  return form->nickname ? count == 6 : count == 5 || count == 6;
}

std::string_view SignedText(std::string_view text,
                            const std::optional<NamedSignature>& directory_signature) {
  return directory_signature.has_value() ? directory_signature->signature.TextThrough(text)
                                         : std::string_view();
}

}  // namespace

bool ParseListedRouter(std::string_view text, ListedRouter* router) {
  *router = {};
  if (text.starts_with('!')) {
    router->running = false;
    text.remove_prefix(1);
  }
  const size_t dollar = text.find('$');
  std::string_view name = text;
  if (dollar != std::string_view::npos) {
    if (!netdoc::DecodeHex(text.substr(dollar + 1), router->fingerprint.emplace())) return false;
    if (dollar == 0) return true;
    name = text.substr(0, dollar);
    if (name.back() != '=') return false;
    name.remove_suffix(1);
  }
  router->nickname = name;
  return IsNickname(name);
}

void RouterStatusList::Write(netdoc::Encoder& out) const {
  for (const std::string_view word : Words(text)) out.Argument(word);
}

void RouterStatusList::Json(netdoc::JsonWriter& json) const {
  json.BeginArray();
  ForEach([&](const ListedRouter& router, std::string_view) {
    json.BeginObject();
    if (!router.nickname.empty()) json.Member("nickname", [&] { json.String(router.nickname); });
    if (router.fingerprint.has_value()) {
      json.Member("fingerprint", [&] { json.Hex(*router.fingerprint); });
    }
    json.Member("running", [&] { json.Boolean(router.running); });
    json.EndObject();
  });
  json.EndArray();
}

bool RouterStatusList::Check(netdoc::Fault* fault) const {
  for (const std::string_view word : Words(text)) {
    ListedRouter router;
    if (ParseListedRouter(word, &router)) continue;
    *fault = {&netdoc::problems::kBadArgument, word, kExpects, {}};
    return false;
  }
  return true;
}

bool OldRouterLine::Read(ItemReader& in, OldRouterLine* out) {
  *out = {};
  OldForm form;
  if (!FindOldForm(in.item().line(), &form)) return in.Fail(in.item().line());
  std::string_view router;
  in.Next(&router);
  const auto read_port = [&](std::string_view argument, Port* port) {
    if (Port::Read(in, port)) return true;
    in.fault().argument = argument;
    in.fault().expects = Port::kExpects;
    return false;
  };
  if (form.nickname && !Nickname::Read(in, &out->nickname.emplace())) {
    in.fault().argument = "nickname";
    in.fault().expects = Nickname::kExpects;
    return false;
  }
  if (!in.Next(&out->hostname) || !read_port("or_port", &out->or_port) ||
      (form.op_port && !read_port("op_port", &out->op_port.emplace())) ||
      !read_port("ap_port", &out->ap_port) || !read_port("dir_port", &out->dir_port)) {
    return false;
  }
  if (!in.ReadUnsigned(&out->bandwidth)) {
    in.fault().argument = "bandwidth";
    in.fault().expects = netdoc::Value<uint64_t>::kExpects;
    return false;
  }
  if (in.item().object.present()) return AnyRsaKey::Read(in, &out->key.emplace());
  return true;
}

void OldRouterLine::Write(netdoc::Encoder& out) const {
  out.Argument(kRouter);
  if (nickname.has_value()) nickname->Write(out);
  out.Argument(hostname);
  or_port.Write(out);
  if (op_port.has_value()) op_port->Write(out);
  ap_port.Write(out);
  dir_port.Write(out);
  out.Argument(bandwidth);
  if (key.has_value()) key->Write(out);
}

void OldRouterLine::Json(netdoc::JsonWriter& json) const {
  const auto port = [&](std::string_view name, Port value) {
    json.Member(name, [&] { value.Json(json); });
  };
  json.BeginObject();
  if (nickname.has_value()) json.Member("nickname", [&] { nickname->Json(json); });
  json.Member("hostname", [&] { json.String(hostname); });
  port("or_port", or_port);
  if (op_port.has_value()) port("op_port", *op_port);
  port("ap_port", ap_port);
  port("dir_port", dir_port);
  json.Member("bandwidth", [&] { json.Unsigned(bandwidth); });
  netdoc::Fault fault;
  if (key.has_value() && key->Check(&fault)) json.Member("key", [&] { key->Json(json); });
  json.EndObject();
}

bool OldRouterLine::Check(netdoc::Fault* fault) const {
  // A bad key is told, and left out of the JSON; the line is sound without it.
  if (key.has_value() && !key->Check(fault) && fault->expects.empty()) {
    fault->expects = AnyRsaKey::kExpects;
  }
  return true;
}

bool IsOldRouterLine(std::string_view line) {
  OldForm form;
  return FindOldForm(line, &form);
}

bool IsRouterList(std::string_view comments, std::string_view line) {
  if (IsOldRouterLine(line)) return true;
  for (const std::string_view comment : Words(comments, '\n')) {
    for (const std::string_view head : kListHeads) {
      if (comment.starts_with(head)) return true;
    }
  }
  return false;
}

std::string_view OldRouter::NameOf(std::string_view line) {
  return IsOldRouterLine(line) ? kOldRouter : std::string_view();
}

std::string_view Directory::signed_text() const { return SignedText(text, directory_signature); }

std::string_view RunningRouters::signed_text() const {
  return SignedText(text, directory_signature);
}

}  // namespace scape::descriptor
