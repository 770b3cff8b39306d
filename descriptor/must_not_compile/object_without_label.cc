// A row that has an object says which.
// EXPECT: a row names its object if it has one
#include "descriptor/must_not_compile/common.h"

namespace scape::netdoc {

struct Example : Document {
  std::optional<descriptor::AnyRsaKey> key;
};

template <>
inline constexpr auto kTable<Example> =
    MakeTable<Example>(kNetdocPage,
#if SCAPE_MUST_NOT_COMPILE
                       Row<&Example::key>({.keyword = "key", .object_use = ObjectUse::kRequired})
#else
                       Row<&Example::key>({.keyword = "key",
                                           .object = "RSA PUBLIC KEY",
                                           .object_use = ObjectUse::kRequired})
#endif
    );

}  // namespace scape::netdoc
