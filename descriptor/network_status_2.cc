#include "descriptor/network_status_2.h"

namespace scape::descriptor {

std::string_view NetworkStatus2::signed_text() const {
  return directory_signature.has_value() ? directory_signature->signature.TextThrough(text)
                                         : std::string_view();
}

}  // namespace scape::descriptor
