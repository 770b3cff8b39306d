// ReadDocuments is what a program does with a text, for tests: every document of it parsed, checked
// and linted.
//
//   ReadDocuments(text, {.mode = netdoc::Mode::kStrict}, [&](const ReadDocument& document) {
//     ProblemList(document.diagnostics);       // {"error bad-argument uptime"}
//     DocumentJson(document);                  // {"type":"server-descriptor 1.0","router":...}
//   });
#ifndef SCAPE_DESCRIPTOR_TESTING_DOCUMENTS_H_
#define SCAPE_DESCRIPTOR_TESTING_DOCUMENTS_H_

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "descriptor/document_type.h"
#include "descriptor/netdoc/diagnostic.h"
#include "descriptor/netdoc/document_reader.h"

namespace scape::descriptor::testing {

struct ReadOptions {
  netdoc::Mode mode = netdoc::Mode::kLenient;
  bool lint = true;
  netdoc::ReaderOptions reader = {};
};

struct ReadDocument {
  const netdoc::RawDocument& raw;
  AnyDocument* parsed;       // null: raw.problem says why
  const DocumentType* type;  // null with `parsed`
  const netdoc::Diagnostics& diagnostics;
};

// ReadDocuments calls `visit` with every document, and with what is none; a text without any is
// visited once, with the problem no-document. The number of parsed documents is returned.
size_t ReadDocuments(std::string_view text, const ReadOptions& options,
                     const std::function<void(const ReadDocument&)>& visit);

// DocumentJson returns an object: "type", the members in table order, "unrecognized".
std::string DocumentJson(const ReadDocument& document);

// Sha1 is for GeneratorOptions and LintContext.
std::array<uint8_t, 20> Sha1(std::span<const uint8_t> bytes);

}  // namespace scape::descriptor::testing

#endif  // SCAPE_DESCRIPTOR_TESTING_DOCUMENTS_H_
