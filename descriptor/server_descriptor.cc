#include "descriptor/server_descriptor.h"

#include "descriptor/netdoc/words.h"

namespace scape::descriptor {

bool HiddenServiceDir::Read(netdoc::ItemReader& in, HiddenServiceDir* out) {
  out->versions = in.Rest();
  return true;
}

void HiddenServiceDir::Write(netdoc::Encoder& out) const {
  for (const std::string_view version : netdoc::Words(versions)) out.Argument(version);
}

void HiddenServiceDir::Json(netdoc::JsonWriter& json) const {
  if (versions.empty()) {
    json.Boolean(true);
    return;
  }
  json.BeginArray();
  for (const std::string_view version : netdoc::Words(versions)) {
    uint64_t number;
    if (netdoc::ParseUnsigned(version, &number)) json.Unsigned(number);
  }
  json.EndArray();
}

bool HiddenServiceDir::Check(netdoc::Fault* fault) const {
  for (const std::string_view version : netdoc::Words(versions)) {
    uint64_t number;
    if (!netdoc::ParseUnsigned(version, &number)) {
      *fault = {&netdoc::problems::kBadArgument, version, kExpects, {}};
      break;  // the others stand
    }
  }
  return true;
}

std::optional<TorVersion> ServerDescriptor::tor_version() const {
  TorVersion version;
  if (!platform.has_value() || !TorVersionOfPlatform(platform->text, &version)) return std::nullopt;
  return version;
}

PolicyResult ServerDescriptor::CanExitTo(const IpAddress& address, uint16_t port) const {
  if (!address.is_ipv6) return descriptor::CanExitTo(exit_policy, address, port);
  return ipv6_policy.has_value() && ipv6_policy->CanExitTo(port) ? PolicyResult::kAccepted
                                                                 : PolicyResult::kRejected;
}

std::string_view ServerDescriptor::signed_text() const {
  return router_signature.has_value() ? router_signature->TextThrough(text) : std::string_view();
}

netdoc::Kinds ServerDescriptor::FindKind() const {
  const bool sanitised = router_digest.has_value() || router_digest_sha256.has_value();
  return sanitised && !signing_key.has_value() ? kBridgeDescriptor : kRelayDescriptor;
}

netdoc::Age ServerDescriptor::AgeAgainst(std::string_view since) const {
  const std::optional<TorVersion> written_by = tor_version();
  TorVersion threshold;
  if (!written_by.has_value() || !ParseTorVersion(since, &threshold)) return netdoc::Age::kUnknown;
  return *written_by < threshold ? netdoc::Age::kOlder : netdoc::Age::kNotOlder;
}

}  // namespace scape::descriptor
