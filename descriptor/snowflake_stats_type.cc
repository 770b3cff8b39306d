#include "descriptor/snowflake_stats.h"
#include "descriptor/typed_document.h"
#include "descriptor/types.h"

namespace scape::descriptor {

template <>
struct Traits<SnowflakeStats> {
  static std::span<const LintRule<SnowflakeStats>> Rules() { return SnowflakeStatsRules(); }
};

const DocumentType& SnowflakeStatsType() {
  static const DocumentType& type = *new DocumentType(
      MakeType<SnowflakeStats>({"snowflake-stats", 0, kSnowflakeStats,
                                "What the broker of the Snowflake transport counted in a day.",
                                "two documents of 2019", ""}));
  return type;
}

}  // namespace scape::descriptor
