// Fuzzes statistics of Snowflake.
#include "descriptor/fuzz/document_fuzz.h"
#include "descriptor/snowflake_stats.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace scape::fuzz;
  using namespace scape::descriptor;
  const std::string_view text = TextOf(data, size);
  FuzzDocument<SnowflakeStats>(text, *FindDocumentType("snowflake-stats"));
  return 0;
}
