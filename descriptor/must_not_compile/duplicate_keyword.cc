// A keyword has one row.
// EXPECT: two rows have the same keyword
#include "descriptor/must_not_compile/common.h"

namespace scape::netdoc {

struct Example : Document {
  std::optional<uint64_t> uptime;
  std::optional<Text> contact;
};

template <>
inline constexpr auto kTable<Example> = MakeTable<Example>(
    kNetdocPage,
#if SCAPE_MUST_NOT_COMPILE
    Row<&Example::uptime>({.keyword = "uptime"}), Row<&Example::contact>({.keyword = "uptime"})
#else
    Row<&Example::uptime>({.keyword = "uptime"}), Row<&Example::contact>({.keyword = "contact"})
#endif
);

}  // namespace scape::netdoc
