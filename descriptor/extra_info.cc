#include "descriptor/extra_info.h"

#include "descriptor/netdoc/lexer.h"

namespace scape::descriptor {
namespace {

// When the versions came out that the table's rows name. Nothing that is older knew their items.
struct Release {
  std::string_view version;
  netdoc::UtcTime date;
};
constexpr Release kReleases[] = {
    {"0.2.2.4-alpha", {1255132800}},  // 2009-10-10
    {"0.2.7.2-alpha", {1437955200}},  // 2015-07-27
    {"0.4.6.2-alpha", {1618444800}},  // 2021-04-15
};

}  // namespace

std::string_view ExtraInfo::signed_text() const {
  return router_signature.has_value() ? router_signature->TextThrough(text) : std::string_view();
}

std::string_view ExtraInfo::whole_text() const {
  if (!router_signature.has_value()) return {};
  // The object is sound enough to have an END line, which follows its body.
  const std::string_view body = router_signature->body;
  const size_t end = text.find('\n', static_cast<size_t>(body.data() + body.size() - text.data()));
  return end == std::string_view::npos ? std::string_view() : text.substr(0, end + 1);
}

netdoc::Kinds ExtraInfo::FindKind() const {
  const bool sanitised = router_digest.has_value() || router_digest_sha256.has_value();
  return sanitised && !router_signature.has_value() ? kBridgeExtraInfo : kRelayExtraInfo;
}

netdoc::Age ExtraInfo::AgeAgainst(std::string_view since) const {
  // Of the ed25519 items one does not come without the other.
  if (since == "0.2.7.2-alpha" &&
      (identity_ed25519.has_value() || router_sig_ed25519.has_value())) {
    return netdoc::Age::kNotOlder;
  }
  if (published.unix_seconds == 0) return netdoc::Age::kUnknown;
  for (const Release& release : kReleases) {
    if (release.version == since && published < release.date) return netdoc::Age::kOlder;
  }
  return netdoc::Age::kUnknown;
}

}  // namespace scape::descriptor
