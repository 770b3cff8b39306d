// Reading //testdata, and parsing single documents, for tests.
//
//   std::string text = ReadTestdata("bad/missing-item");
//   Parsed<ServerDescriptor> parsed(text, kRelayDescriptor, netdoc::Mode::kStrict);
//   parsed.document.router.nickname.text;
//   parsed.Problems();            // {"error missing-item published"}
//
// A test that reads names "//testdata" in its `data`.
#ifndef SCAPE_DESCRIPTOR_TESTING_TESTDATA_H_
#define SCAPE_DESCRIPTOR_TESTING_TESTDATA_H_

#include <string>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/diagnostic.h"
#include "descriptor/netdoc/parse.h"

namespace scape::descriptor::testing {

// ReadFile returns the bytes of a file; std::runtime_error when there is none.
std::string ReadFile(const std::string& path);

// ReadTestdata takes a path below testdata/.
std::string ReadTestdata(const std::string& name);

// ListTestdata returns the names of the files of a folder below testdata/, in order.
std::vector<std::string> ListTestdata(const std::string& folder);

// GoodSamples returns the names of the good documents: the files of testdata/ itself.
std::vector<std::string> GoodSamples();

// ProblemList returns "severity problem keyword" for each diagnostic, in the order of their places;
// the keyword is left out where there is none.
std::vector<std::string> ProblemList(const netdoc::Diagnostics& diagnostics);

// Parsed holds a document's text, and what parsing made of it. Strict parsing checks lazy values.
template <typename Document>
struct Parsed {
  Parsed(std::string document_text, netdoc::Kinds kind, netdoc::Mode mode)
      : text(std::move(document_text)), diagnostics(mode) {
    netdoc::ParseDocument(std::string_view(text), kind, &document, diagnostics);
    netdoc::CheckDocument(&document, diagnostics);
  }
  Parsed(const Parsed&) = delete;
  Parsed& operator=(const Parsed&) = delete;

  std::vector<std::string> Problems() const { return ProblemList(diagnostics); }

  std::string text;
  Document document;
  netdoc::Diagnostics diagnostics;
};

// WithoutAnnotations drops the "@" lines at the beginning of a document.
std::string WithoutAnnotations(std::string_view text);

// Replaced returns `text` with its one `from` replaced; a test fails that names none or several.
std::string Replaced(std::string_view text, std::string_view from, std::string_view to);

}  // namespace scape::descriptor::testing

#endif  // SCAPE_DESCRIPTOR_TESTING_TESTDATA_H_
