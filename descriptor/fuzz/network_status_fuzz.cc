// Fuzzes votes and consensuses.
#include <array>

#include "descriptor/fuzz/document_fuzz.h"
#include "descriptor/network_status.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace scape::fuzz;
  using namespace scape::descriptor;
  const std::string_view text = TextOf(data, size);
  const NetworkStatus status =
      FuzzDocument<NetworkStatus>(text, *FindDocumentType("network-status-consensus-3"));
  const std::string_view is_signed = status.signed_text();
  Require(is_signed.empty() || (is_signed.data() == text.data() && IsInside(text, is_signed)),
          "what is signed begins the status");

  // Entries lie in the text, one behind the other, and are found by their identity if they ascend.
  const char* end = text.data();
  bool ascend = true;
  std::array<uint8_t, 20> last{};
  RouterStatus entry;
  for (size_t i = 0; i < status.entries.size(); ++i) {
    const std::string_view part = status.entries.text(i);
    Require(IsInside(text, part) && part.data() >= end, "entries follow each other");
    end = part.data() + part.size();
    scape::netdoc::Diagnostics diagnostics(scape::netdoc::Mode::kLenient);
    status.entries.Parse(i, &entry, diagnostics);
    const bool whole = entry.read.Has(0) && entry.router.unread == 0;
    ascend = ascend && whole && (i == 0 || last < entry.router.identity.bytes);
    last = entry.router.identity.bytes;
    if (ascend) {
      // Only a part of the entries is known to ascend, so a search may miss this one; it must not
      // name another.
      const std::optional<size_t> found = status.FindEntry(last);
      Require(!found.has_value() || *found < status.entries.size(),
              "an entry that is found exists");
    }
  }
  if (ascend && status.entries.size() != 0) {
    Require(status.FindEntry(last) == status.entries.size() - 1, "the last entry is found");
  }
  return 0;
}
