// What occurs exactly once is no list.
// EXPECT: needs a vector, and only it does
#include "descriptor/must_not_compile/common.h"

namespace scape::netdoc {

struct Example : Document {
#if SCAPE_MUST_NOT_COMPILE
  std::vector<uint64_t> uptime;
#else
  uint64_t uptime = 0;
#endif
};

template <>
inline constexpr auto kTable<Example> = MakeTable<Example>(
    kNetdocPage, Row<&Example::uptime>({.keyword = "uptime", .occurs = Occurs::kExactlyOnce}));

}  // namespace scape::netdoc
