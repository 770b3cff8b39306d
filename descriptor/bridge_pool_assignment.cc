#include "descriptor/bridge_pool_assignment.h"

#include <algorithm>

namespace scape::descriptor {

bool HashedFingerprint::Read(netdoc::ItemReader& in, HashedFingerprint* out) {
  std::string_view word;
  return in.Next(&word) && (netdoc::DecodeHex(word, out->bytes) || in.Fail(word));
}

void HashedFingerprint::Write(netdoc::Encoder& out) const {
  char text[40];
  netdoc::EncodeHex(bytes, text);
  for (char& c : text) {
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  }
  out.Argument({text, sizeof text});
}

std::string_view BridgePoolAssignment::NameOf(std::string_view line) {
  const size_t begin = std::min(line.find_first_not_of(" \t"), line.size());
  const std::string_view first = line.substr(begin, line.find_first_of(" \t", begin) - begin);
  HashedFingerprint fingerprint;
  return netdoc::DecodeHex(first, fingerprint.bytes) ? "bridge" : "";
}

}  // namespace scape::descriptor
