// A row that names an object has one.
// EXPECT: a row names its object if it has one
#include "descriptor/must_not_compile/common.h"

namespace scape::netdoc {

struct Example : Document {
  std::optional<uint64_t> uptime;
};

template <>
inline constexpr auto kTable<Example> =
    MakeTable<Example>(kNetdocPage,
#if SCAPE_MUST_NOT_COMPILE
                       Row<&Example::uptime>({.keyword = "uptime", .object = "RSA PUBLIC KEY"})
#else
                       Row<&Example::uptime>({.keyword = "uptime"})
#endif
    );

}  // namespace scape::netdoc
