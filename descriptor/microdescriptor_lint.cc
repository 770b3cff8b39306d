// The rules across the items of a microdescriptor.
#include <array>
#include <string_view>

#include "descriptor/lint.h"
#include "descriptor/microdescriptor.h"

namespace scape::descriptor {
namespace {

using netdoc::Severity;

const netdoc::ItemRule* Rule(std::string_view keyword) {
  const auto& table = netdoc::kTable<Microdescriptor>;
  return &table.rules[static_cast<size_t>(table.index.Find(keyword))];
}

constexpr LintRule<Microdescriptor> kRules[] = {
    {{"repeated-ed25519-identity", Severity::kError, Severity::kError,
      "there is more than one ed25519 identity", "keep one; tor refuses the microdescriptor", ""},
     [](const Microdescriptor& m, Finder& found) {
       int count = 0;
       for (const Identity& identity : m.identities) {
         if (identity.keytype == "ed25519" && ++count == 2) found.At(identity.keytype, Rule("id"));
       }
     }},
    {{"bad-identity", Severity::kError, Severity::kError, "this is no $expects",
      "correct the base64; tor refuses a bad ed25519 identity", ""},
     [](const Microdescriptor& m, Finder& found) {
       for (const Identity& identity : m.identities) {
         const bool ed25519 = identity.keytype == "ed25519";
         if (identity.unread != 0 || (!ed25519 && identity.keytype != "rsa1024")) continue;
         const netdoc::Base64Result decoded = netdoc::CheckBase64(identity.identity);
         if (!decoded.ok() || decoded.size != (ed25519 ? 32u : 20u)) {
           found.At(identity.identity, Rule("id"),
                    ed25519 ? "ed25519 identity: 32 bytes of base64"
                            : "rsa1024 identity: 20 bytes of base64");
         }
       }
     }},
    {{"ntor-key-zero", Severity::kError, Severity::kError, "the ntor onion key is all zero",
      "no client can use the relay", ""},
     [](const Microdescriptor& m, Finder& found) {
       std::array<uint8_t, 32> key;
       if (m.ntor_onion_key.has_value() && m.ntor_onion_key->Decode(&key) &&
           key == std::array<uint8_t, 32>{}) {
         found.At(m.ntor_onion_key->text, Rule("ntor-onion-key"));
       }
     }},
};

}  // namespace

std::span<const LintRule<Microdescriptor>> MicrodescriptorRules() { return kRules; }

}  // namespace scape::descriptor
