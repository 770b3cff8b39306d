// A table binds the members of its own struct.
// EXPECT: incompatible with object type
#include "descriptor/must_not_compile/common.h"

namespace scape::netdoc {

struct Other : Document {
  std::optional<uint64_t> uptime;
};

struct Example : Document {
  std::optional<uint64_t> uptime;
};

template <>
inline constexpr auto kTable<Example> =
    MakeTable<Example>(kNetdocPage,
#if SCAPE_MUST_NOT_COMPILE
                       Row<&Other::uptime>({.keyword = "uptime"})
#else
                       Row<&Example::uptime>({.keyword = "uptime"})
#endif
    );

void Parse(Example* document, Diagnostics& diagnostics) {
  ParseDocument("uptime 7\n", kAllKinds, document, diagnostics);
}

}  // namespace scape::netdoc
