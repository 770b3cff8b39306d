#include "descriptor/network_status_2.h"

namespace scape::descriptor {

std::string_view NetworkStatus2::signed_text() const {
  if (!directory_signature.has_value()) return {};
  const std::string_view line = directory_signature->signature.keyword_line;
  return text.substr(0, static_cast<size_t>(line.data() + line.size() - text.data()));
}

}  // namespace scape::descriptor
