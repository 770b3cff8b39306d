// A member is of a type that says how it is read.
// EXPECT: 'Read' is not a member of
#include "descriptor/must_not_compile/common.h"

namespace scape::netdoc {

struct Unreadable {
  static constexpr std::string_view kExpects = "anything";
};

struct Example : Document {
#if SCAPE_MUST_NOT_COMPILE
  std::optional<Unreadable> uptime;
#else
  std::optional<uint64_t> uptime;
#endif
};

template <>
inline constexpr auto kTable<Example> =
    MakeTable<Example>(kNetdocPage, Row<&Example::uptime>({.keyword = "uptime"}));

void Parse(Example* document, Diagnostics& diagnostics) {
  ParseDocument("uptime 7\n", kAllKinds, document, diagnostics);
}

}  // namespace scape::netdoc
