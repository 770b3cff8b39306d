// What may be absent has a member that may be empty.
// EXPECT: needs an optional or a flag
#include "descriptor/must_not_compile/common.h"

namespace scape::netdoc {

struct Example : Document {
#if SCAPE_MUST_NOT_COMPILE
  uint64_t uptime = 0;
#else
  std::optional<uint64_t> uptime;
#endif
};

template <>
inline constexpr auto kTable<Example> =
    MakeTable<Example>(kNetdocPage, Row<&Example::uptime>({.keyword = "uptime"}));

}  // namespace scape::netdoc
