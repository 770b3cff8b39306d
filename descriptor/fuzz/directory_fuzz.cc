// Fuzzes the documents of the directory before 2007: directories, lists of routers and
// running-routers documents.
#include "descriptor/directory.h"
#include "descriptor/fuzz/document_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace scape::fuzz;
  using namespace scape::descriptor;
  const std::string_view text = TextOf(data, size);
  if (text.starts_with("network-status")) {
    FuzzDocument<RunningRouters>(text, *FindDocumentType("running-routers"));
    return 0;
  }
  const Directory directory = FuzzDocument<Directory>(text, *FindDocumentType("directory"));
  const std::string_view is_signed = directory.signed_text();
  Require(is_signed.empty() || IsInside(text, is_signed), "what is signed lies in its document");
  directory.old_routers.ForEach([](const OldRouter& old, size_t) {
    Require(IsOldRouterLine(old.text.substr(0, old.text.find('\n'))),
            "an old router begins with an old line");
  });
  const auto examine = [&](const std::optional<RouterStatusList>& list) {
    if (!list.has_value()) return;
    list->ForEach([&](const ListedRouter& router, std::string_view word) {
      Require(IsInside(text, word), "a listed router lies in its document");
      Require(!router.nickname.empty() || router.fingerprint.has_value(),
              "a listed router has a name");
    });
  };
  examine(directory.router_status);
  examine(directory.running_routers);
  return 0;
}
