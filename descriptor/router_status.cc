#include "descriptor/router_status.h"

#include "descriptor/netdoc/scalars.h"
#include "descriptor/netdoc/words.h"

namespace scape::descriptor {
namespace {

constexpr std::string_view kSha256 = "sha256";

}  // namespace

bool MicrodescriptorDigests::Read(netdoc::ItemReader& in, MicrodescriptorDigests* out) {
  *out = {};
  std::string_view first;
  if (!in.Next(&first)) return false;
  if (in.AtEnd()) {
    out->digests = first;
    return true;
  }
  out->methods = first;
  out->digests = in.Rest();
  return true;
}

void MicrodescriptorDigests::Write(netdoc::Encoder& out) const {
  if (!methods.empty()) out.Argument(methods);
  out.Rest(digests);
}

void MicrodescriptorDigests::Json(netdoc::JsonWriter& json) const {
  json.BeginObject();
  if (!methods.empty()) {
    json.Member("methods", [&] {
      json.BeginArray();
      for (const std::string_view word : netdoc::Words(methods, ',')) {
        uint64_t method;
        if (netdoc::ParseUnsigned(word, &method)) json.Unsigned(method);
      }
      json.EndArray();
    });
  }
  const std::string_view digest = sha256();
  if (!digest.empty()) json.Member(kSha256, [&] { json.Base64Text(digest); });
  json.EndObject();
}

bool MicrodescriptorDigests::Check(netdoc::Fault* fault) const {
  const auto bad = [&](std::string_view where, std::string_view expects) {
    *fault = {&netdoc::problems::kBadArgument, where, expects, {}};
    return false;
  };
  for (const std::string_view word : netdoc::Words(methods, ',')) {
    uint64_t method;
    if (!netdoc::ParseUnsigned(word, &method)) return bad(methods, "consensus methods");
  }
  const std::string_view digest = sha256();
  std::array<uint8_t, 32> bytes;
  // A vote may name digests of other kinds.
  if (digest.empty()) return !methods.empty() || bad(digests, kExpects);
  return Decode(&bytes) || bad(digest, kExpects);
}

std::string_view MicrodescriptorDigests::sha256() const {
  if (methods.empty()) return digests;
  for (const std::string_view word : netdoc::Words(digests)) {
    std::string_view name, value;
    if (netdoc::SplitKey(word, &name, &value) && name == kSha256) return value;
  }
  return {};
}

bool MicrodescriptorDigests::Decode(std::array<uint8_t, 32>* bytes) const {
  const netdoc::Base64Result result = netdoc::DecodeBase64(sha256(), *bytes);
  return result.ok() && result.size == bytes->size();
}

bool MicrodescriptorDigests::HasMethod(uint64_t method) const {
  for (const std::string_view word : netdoc::Words(methods, ',')) {
    uint64_t one;
    if (netdoc::ParseUnsigned(word, &one) && one == method) return true;
  }
  return false;
}

void ForEachEntryLink(const netdoc::LazySections<RouterStatus>& entries,
                      absl::FunctionRef<void(const Link&)> visit) {
  entries.ForEach([&](const RouterStatus& entry, size_t) {
    const std::string_view line = entry.text.substr(0, entry.text.find('\n'));
    if (entry.router.digest.has_value()) {
      visit({.to = LinkTarget::kServerDescriptor,
             .sha1 = entry.router.digest->bytes,
             .fingerprint = entry.router.identity.bytes,
             .where = line});
    }
    for (const MicrodescriptorDigests& digests : entry.microdescriptor) {
      std::array<uint8_t, 32> sha256;
      if (!digests.Decode(&sha256)) continue;
      visit({.to = LinkTarget::kMicrodescriptor,
             .sha256 = sha256,
             .may_be_missing = entries.kind() == kVote,
             .where = line});
    }
  });
}

}  // namespace scape::descriptor
