// DocumentGraph holds documents that were given together against each other: what one names must be
// there, be the one that is meant, and what nothing names is an orphan.
//
//   absl::StatusOr<DocumentGraph> graph = DocumentGraph::Create();
//   graph->Add(*document, "cached-consensus", raw);         // each document, in any order
//   graph->Add(...);
//   const DocumentGraph::Result result = graph->Check();
//   result.counts[0].named;       // how many server descriptors are named, of how many
//   result.findings;              // missing, different, foreign, orphaned: with file and line
//
// A kind of documents is looked at only where at least one such document and one document that
// names such documents were given. Digests are computed, keys and signatures are not looked at.
//
// The graph owns what it keeps: some 200 bytes for each document, 300 for a consensus, and
// 200 for each digest that is named, however often. One graph belongs to one thread.
#ifndef SCAPE_CRYPTO_DOCUMENT_GRAPH_H_
#define SCAPE_CRYPTO_DOCUMENT_GRAPH_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "crypto/digest.h"
#include "descriptor/document_type.h"
#include "descriptor/links.h"
#include "descriptor/netdoc/document_reader.h"

namespace scape::crypto {

class DocumentGraph {
 public:
  DocumentGraph(DocumentGraph&&) noexcept;
  DocumentGraph& operator=(DocumentGraph&&) noexcept;
  ~DocumentGraph();

  struct Finding {
    const netdoc::Problem* problem = nullptr;
    size_t file_number = 0;    // of the files, in the order in which they were added
    std::string_view file;     // in the graph
    uint64_t line = 0;         // in the file, from 1
    std::string_view text;     // that line, in the graph
    std::string_view expects;  // for the problem's sentence
  };

  // Counts are of one LinkTarget. A document counts once, however often it is named or given.
  struct Counts {
    uint64_t given = 0;      // documents
    uint64_t named = 0;      // by documents given
    uint64_t found = 0;      // of those named
    uint64_t missing = 0;    // of those named; not counted where nobody publishes all
    uint64_t different = 0;  // of those named: another document stands in its place
    uint64_t foreign = 0;    // of those found: about another relay, or of another time
    // Of those given: named by none, nor standing in another's place. Not counted of consensuses,
    // most of which have no diff.
    uint64_t orphaned = 0;
    bool looked_at() const { return given != 0 && named != 0; }
  };

  struct Result {
    std::array<Counts, descriptor::kLinkTargets> counts;  // by LinkTarget
    std::vector<Finding> findings;                        // by file, in the order given, and line
  };

  static constexpr size_t kMostRecords = size_t{1} << 24;

  // Diffs name consensuses by digests that take longer than all else: with kNamedBefore they are
  // computed where there was a diff before the consensus only. An error: OpenSSL lacks a digest.
  enum class Consensuses : uint8_t { kAll, kNamedBefore };
  static absl::StatusOr<DocumentGraph> Create(Consensuses consensuses = Consensuses::kAll);

  // Add notes what the document is and what it names. False: there are kMostRecords already, and
  // the graph takes no more.
  bool Add(const descriptor::AnyDocument& document, std::string_view file,
           const netdoc::RawDocument& raw);

  // Most of that work is to describe the document, which other threads can do, each with a
  // Describer of its own: Add(document, file, raw) is Add(Describe(document, raw), file).
  class Described;
  class Describer;
  bool Add(Described described, std::string_view file);

  // WhoNames returns where the first line is that names a document with these digests; nothing: no
  // document that was added does. Any thread, while none is added.
  struct NamedAt {
    std::string_view file;  // in the graph
    uint64_t line;
  };
  std::optional<NamedAt> WhoNames(descriptor::LinkTarget target,
                                  const std::optional<Sha1Digest>& sha1,
                                  const std::optional<Sha256Digest>& sha256) const;

  // Check may be called once, when all documents were added. Its views are into the graph.
  Result Check();

 private:
  // A SHA-1 has zeros behind it.
  struct Key {
    descriptor::LinkTarget target;
    std::array<uint8_t, 32> digest;
    bool of_signed_part = false;
    friend bool operator==(const Key&, const Key&) = default;
    template <typename H>
    friend H AbslHashValue(H h, const Key& key) {
      return H::combine(std::move(h), key.target, key.digest, key.of_signed_part);
    }
  };
  struct Place {
    uint32_t file = 0;
    uint64_t line = 0;
    std::string text;
  };
  // Facts are what a link and the document that it names must agree on.
  struct Facts {
    std::optional<std::array<uint8_t, 32>> sha256;
    std::optional<std::array<uint8_t, 20>> fingerprint;
    std::optional<netdoc::UtcTime> published;
    std::optional<Sha1Digest> identity_certificate;
  };
  struct Node {
    Facts facts;
    Place place;
  };
  struct Named {
    Facts facts;
    Place place;
    bool may_be_missing = false;
  };

  explicit DocumentGraph(std::unique_ptr<Describer> describer);
  const Key& Resolve(const Key& named) const;
  static std::string_view WhyForeign(const Facts& named, const Facts& is);

  std::unique_ptr<Describer> describer_;
  std::vector<std::string> files_;
  absl::flat_hash_map<Key, Node> documents_;
  absl::flat_hash_map<Key, Key> whole_;  // by the signed part's key, that of all of the consensus
  absl::flat_hash_map<Key, Named> named_;
};

// Described is what a graph takes of a document. It owns what it has.
class DocumentGraph::Described {
 private:
  friend class DocumentGraph;
  friend class Describer;
  struct Is {
    Key key;
    std::optional<Key> signed_part;  // of a consensus
    Node node;
  };
  std::optional<Is> is_;  // nothing: no digest can name it
  std::vector<std::pair<Key, Named>> names_;
};

// Describer describes documents. It belongs to one thread.
class DocumentGraph::Describer {
 public:
  static absl::StatusOr<std::unique_ptr<Describer>> Create(
      Consensuses consensuses = Consensuses::kAll);
  Described Describe(const descriptor::AnyDocument& document, const netdoc::RawDocument& raw);

 private:
  friend class DocumentGraph;
  Describer(Sha1Digester sha1, Sha256Digester sha256, Sha3Digester sha3_256, bool consensuses)
      : sha1_(std::move(sha1)),
        sha256_(std::move(sha256)),
        sha3_256_(std::move(sha3_256)),
        consensuses_(consensuses) {}
  std::optional<Sha1Digest> CertificateDigest(std::string_view base64);
  std::optional<Described::Is> KeysOf(const descriptor::AnyDocument& document,
                                      const descriptor::DocumentIdentity& identity);

  Sha1Digester sha1_;
  Sha256Digester sha256_;
  Sha3Digester sha3_256_;
  bool consensuses_;  // are wanted
};

}  // namespace scape::crypto

#endif  // SCAPE_CRYPTO_DOCUMENT_GRAPH_H_
