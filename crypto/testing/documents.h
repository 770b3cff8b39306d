// What tests of checkers share: texts put together, documents out of testdata, verdicts as words.
#ifndef SCAPE_CRYPTO_TESTING_DOCUMENTS_H_
#define SCAPE_CRYPTO_TESTING_DOCUMENTS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/verdict.h"
#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/scalars.h"
#include "descriptor/testing/documents.h"
#include "gtest/gtest.h"

namespace scape::crypto::testing {

// Cat joins texts; Abseil's is of another string_view.
template <typename... Texts>
std::string Cat(const Texts&... texts) {
  std::string joined;
  (joined.append(texts), ...);
  return joined;
}

// Bodies returns the documents of a text, without annotations.
inline std::vector<std::string> Bodies(std::string_view text) {
  std::vector<std::string> bodies;
  using descriptor::testing::ReadDocument;
  descriptor::testing::ReadDocuments(text, {.lint = false}, [&](const ReadDocument& document) {
    if (document.parsed != nullptr) bodies.emplace_back(document.raw.body);
  });
  return bodies;
}

// Parse reads a document of which only the text tells the kind.
template <typename Document>
Document Parse(std::string_view body) {
  Document document;
  netdoc::Diagnostics diagnostics(netdoc::Mode::kLenient);
  netdoc::ParseDocument(body, 0, &document, diagnostics);
  return document;
}

// Said returns "router-signature good", "router-sig-ed25519 bad-ed25519-signature", ...
inline std::vector<std::string> Said(const std::vector<Verdict>& verdicts) {
  std::vector<std::string> said;
  for (const Verdict& verdict : verdicts) {
    EXPECT_EQ(verdict.problem == nullptr, verdict.outcome == Outcome::kGood);
    said.push_back(
        Cat(verdict.check->name, " ", verdict.problem == nullptr ? "good" : verdict.problem->name));
  }
  return said;
}

// Object returns the lines of an object.
inline std::string Object(std::string_view label, std::span<const uint8_t> bytes) {
  std::string body;
  const std::string base64 = netdoc::EncodeBase64(bytes, /*pad=*/true);
  for (size_t i = 0; i < base64.size(); i += 64) {
    body += Cat(base64.substr(i, 64), "\n");
  }
  return Cat("-----BEGIN ", label, "-----\n", body, "-----END ", label, "-----\n");
}

}  // namespace scape::crypto::testing

#endif  // SCAPE_CRYPTO_TESTING_DOCUMENTS_H_
