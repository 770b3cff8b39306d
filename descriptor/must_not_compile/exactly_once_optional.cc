// What is always there has a member that always is.
// EXPECT: needs a plain member
#include "descriptor/must_not_compile/common.h"

namespace scape::netdoc {

struct Example : Document {
  std::optional<uint64_t> uptime;
};

template <>
inline constexpr auto kTable<Example> =
    MakeTable<Example>(kNetdocPage,
#if SCAPE_MUST_NOT_COMPILE
                       Row<&Example::uptime>({.keyword = "uptime", .occurs = Occurs::kExactlyOnce})
#else
                       Row<&Example::uptime>({.keyword = "uptime",
                                              .occurs = Occurs::kExactlyOnce,
                                              .since = "0.2.0.1"})
#endif
    );

}  // namespace scape::netdoc
