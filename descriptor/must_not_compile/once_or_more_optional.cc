// What occurs once or more needs a list.
// EXPECT: needs a vector, and only it does
#include "descriptor/must_not_compile/common.h"

namespace scape::netdoc {

struct Example : Document {
#if SCAPE_MUST_NOT_COMPILE
  std::optional<uint64_t> uptime;
#else
  std::vector<uint64_t> uptime;
#endif
};

template <>
inline constexpr auto kTable<Example> = MakeTable<Example>(
    kNetdocPage, Row<&Example::uptime>({.keyword = "uptime", .occurs = Occurs::kOnceOrMore}));

}  // namespace scape::netdoc
