// A row has a keyword.
// EXPECT: a row without a keyword
#include "descriptor/must_not_compile/common.h"

namespace scape::netdoc {

struct Example : Document {
  std::optional<uint64_t> uptime;
};

template <>
inline constexpr auto kTable<Example> =
    MakeTable<Example>(kNetdocPage,
#if SCAPE_MUST_NOT_COMPILE
                       Row<&Example::uptime>({.summary = "Seconds."})
#else
                       Row<&Example::uptime>({.keyword = "uptime", .summary = "Seconds."})
#endif
    );

}  // namespace scape::netdoc
