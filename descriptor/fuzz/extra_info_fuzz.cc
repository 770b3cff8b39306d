// Fuzzes extra-infos, of relays and of sanitised bridges.
#include "descriptor/extra_info.h"
#include "descriptor/fuzz/document_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace scape::fuzz;
  using namespace scape::descriptor;
  const std::string_view text = TextOf(data, size);
  const DocumentType* type = FindDocumentType("extra-info");
  const DocumentType* other = FindDocumentType("bridge-extra-info");
  if (text.find("\nrouter-digest") != std::string_view::npos) std::swap(type, other);
  const ExtraInfo extra_info = FuzzDocument<ExtraInfo>(text, *type);
  RequireJson(ExamineBoth(text, *other));

  const std::string_view hashed = extra_info.signed_text();
  const std::string_view whole = extra_info.whole_text();
  Require(hashed.empty() || (hashed.data() == text.data() && IsInside(text, hashed)),
          "what is signed begins the document");
  Require(whole.empty() || (whole.data() == text.data() && whole.size() > hashed.size() &&
                            IsInside(text, whole) && whole.back() == '\n'),
          "the whole document is more than what is signed");
  return 0;
}
