#include "descriptor/bridgestrap_stats.h"

namespace scape::descriptor {

bool TrueOrFalse::Read(netdoc::ItemReader& in, TrueOrFalse* out) {
  std::string_view word;
  if (!in.Next(&word)) return false;
  out->value = word == "true";
  return out->value || word == "false" || in.Fail(word);
}

}  // namespace scape::descriptor
