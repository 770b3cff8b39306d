// What occurs at most once is no list.
// EXPECT: needs a vector, and only it does
#include "descriptor/must_not_compile/common.h"

namespace scape::netdoc {

struct Example : Document {
  std::vector<uint64_t> uptime;
};

template <>
inline constexpr auto kTable<Example> =
    MakeTable<Example>(kNetdocPage,
#if SCAPE_MUST_NOT_COMPILE
                       Row<&Example::uptime>({.keyword = "uptime"})
#else
                       Row<&Example::uptime>({.keyword = "uptime", .occurs = Occurs::kAnyNumber})
#endif
    );

}  // namespace scape::netdoc
