// VerdictWriter prints what became of documents that were verified: for people, for programs, and
// for the services that run checks of a repository.
//
//   text    a block for each network status, with a line for each signature; of other documents
//           those that are not good; at the end how many of each type
//   json    an object per line for each document
//   junit   one test suite of JUnit's XML with a case for each document
//   github  the commands by which GitHub marks lines of files, of all that is not good
//
// One writer belongs to one thread; those of several threads write parts of one output.
#ifndef SCAPE_CLI_VERDICT_WRITER_H_
#define SCAPE_CLI_VERDICT_WRITER_H_

#include <optional>
#include <string>
#include <string_view>

#include "crypto/document_graph.h"
#include "crypto/verifier.h"
#include "descriptor/netdoc/document_reader.h"
#include "descriptor/netdoc/json_writer.h"

namespace scape::cli {

enum class VerdictFormat : uint8_t { kText, kJson, kJunit, kGithub };

// VerifiedDocument is one document and its verdict.
struct VerifiedDocument {
  std::string_view file;
  const netdoc::RawDocument& raw;
  std::string_view type;  // "server-descriptor 1.0"; empty: it is no document
  const crypto::DocumentVerdict& verdict;
  std::optional<crypto::Sha1Digest> fingerprint;  // of whom it is about
  std::string_view hint;                          // a sentence more; may be empty
};

class VerdictWriter {
 public:
  VerdictWriter(VerdictFormat format, bool color) : format_(format), color_(color) {}

  void Begin();
  void Document(const VerifiedDocument& document);
  // Finding is one between documents, which is bad.
  void Finding(const crypto::DocumentGraph::Finding& finding);
  // Unreadable is a file that cannot be read; without its name, the message has it. The text does
  // not have it: standard error has.
  void Unreadable(std::string_view file, std::string_view message);
  void End();

  // out is what was written since it was cleared last.
  netdoc::JsonWriter& out() { return out_; }

 private:
  void Text(const VerifiedDocument& document);
  void Json(const VerifiedDocument& document);
  void Junit(const VerifiedDocument& document);
  void Github(const VerifiedDocument& document);
  std::string Tinted(crypto::Outcome outcome, size_t width = 0) const;

  VerdictFormat format_;
  bool color_;
  netdoc::JsonWriter out_;
};

}  // namespace scape::cli

#endif  // SCAPE_CLI_VERDICT_WRITER_H_
