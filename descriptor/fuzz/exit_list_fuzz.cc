// Fuzzes exit lists.
#include "descriptor/exit_list.h"
#include "descriptor/fuzz/document_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace scape::fuzz;
  using namespace scape::descriptor;
  const std::string_view text = TextOf(data, size);
  const ExitList list = FuzzDocument<ExitList>(text, *FindDocumentType("tordnsel"));
  const char* end = text.data();
  for (const ExitNode& node : list.exit_nodes) {
    Require(node.text.data() >= end, "entries do not overlap");
    end = node.text.data() + node.text.size();
  }
  return 0;
}
