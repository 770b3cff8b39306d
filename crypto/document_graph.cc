#include "crypto/document_graph.h"

#include <algorithm>
#include <tuple>

#include "absl/container/flat_hash_set.h"
#include "crypto/consensus_diff.h"
#include "crypto/lint_context.h"
#include "descriptor/netdoc/locate.h"
#include "descriptor/netdoc/scalars.h"

namespace scape::crypto {
namespace {

using descriptor::AnyDocument;
using descriptor::DocumentDigests;
using descriptor::DocumentIdentity;
using descriptor::Link;
using descriptor::LinkTarget;

constexpr size_t kMostOfLine = 512;  // bytes that are kept of a line

std::array<uint8_t, 32> Padded(const std::array<uint8_t, 20>& sha1) {
  std::array<uint8_t, 32> padded{};
  std::copy(sha1.begin(), sha1.end(), padded.begin());
  return padded;
}

std::string_view FirstLine(std::string_view text) {
  return text.substr(0, std::min(text.find('\n'), kMostOfLine));
}

std::string_view Between(const char* begin, const char* end) {
  return {begin, static_cast<size_t>(end - begin)};
}

std::string_view NameOf(LinkTarget target) {
  return descriptor::kLinkTargetNames[static_cast<size_t>(target)].one;
}

// Whose is what stands in a document's place: another one of that relay, and where the time of
// publication is told, of that time.
using Whose = std::tuple<LinkTarget, std::array<uint8_t, 20>, int64_t>;

}  // namespace

DocumentGraph::DocumentGraph(std::unique_ptr<Describer> describer)
    : describer_(std::move(describer)) {}
DocumentGraph::DocumentGraph(DocumentGraph&&) noexcept = default;
DocumentGraph& DocumentGraph::operator=(DocumentGraph&&) noexcept = default;
DocumentGraph::~DocumentGraph() = default;

absl::StatusOr<DocumentGraph> DocumentGraph::Create(Consensuses consensuses) {
  absl::StatusOr<std::unique_ptr<Describer>> describer = Describer::Create(consensuses);
  if (!describer.ok()) return describer.status();
  return DocumentGraph(*std::move(describer));
}

absl::StatusOr<std::unique_ptr<DocumentGraph::Describer>> DocumentGraph::Describer::Create(
    Consensuses consensuses) {
  absl::StatusOr<Sha1Digester> sha1 = Sha1Digester::Create();
  if (!sha1.ok()) return sha1.status();
  absl::StatusOr<Sha256Digester> sha256 = Sha256Digester::Create();
  if (!sha256.ok()) return sha256.status();
  absl::StatusOr<Sha3Digester> sha3_256 = Sha3Digester::Create();
  if (!sha3_256.ok()) return sha3_256.status();
  return std::unique_ptr<Describer>(new Describer(*std::move(sha1), *std::move(sha256),
                                                  *std::move(sha3_256),
                                                  consensuses == Consensuses::kAll));
}

std::optional<Sha1Digest> DocumentGraph::Describer::CertificateDigest(std::string_view base64) {
  std::array<uint8_t, 1024> bytes;
  if (base64.empty() || base64.size() > bytes.size()) return std::nullopt;
  const netdoc::Base64Result decoded = netdoc::DecodeBase64(base64, bytes);
  if (!decoded.ok()) return std::nullopt;
  return sha1_.Hash(AsText(std::span(bytes).first(decoded.size)));
}

// KeysOf returns by what the document is known, with its SHA-256, if it has one; nothing: it has no
// digest that could name it.
std::optional<DocumentGraph::Described::Is> DocumentGraph::Describer::KeysOf(
    const AnyDocument& document, const DocumentIdentity& identity) {
  const LinkTarget target = *identity.target;
  Described::Is is;
  if (const std::string_view whole = identity.sha3_256_of; whole.data() != nullptr) {
    if (!consensuses_) return std::nullopt;
    is.key = {target, sha3_256_.Hash(whole)};
    if (const std::optional<std::string_view> part = SignedPart(whole); part.has_value()) {
      is.signed_part = {target, sha3_256_.Hash(*part), /*of_signed_part=*/true};
    }
    return is;
  }
  const DocumentDigests digests = document.Digests();
  std::optional<Sha1Digest> sha1 = digests.sha1;
  std::optional<Sha256Digest> sha256 = digests.sha256;
  if (!digests.sha1_of.empty()) sha1 = sha1_.Hash(digests.sha1_of);
  if (!digests.sha256_of.empty()) sha256 = sha256_.Hash(digests.sha256_of);
  is.node.facts.sha256 = sha256;
  // Links name a document by SHA-1 where it has one.
  if (sha1.has_value()) {
    is.key = {target, Padded(*sha1)};
  } else if (sha256.has_value()) {
    is.key = {target, *sha256};
  } else {
    return std::nullopt;
  }
  return is;
}

// Resolve returns the key of the document that is named so; the same, where there is none.
const DocumentGraph::Key& DocumentGraph::Resolve(const Key& named) const {
  const auto whole = whole_.find(named);
  return whole == whole_.end() ? named : whole->second;
}

DocumentGraph::Described DocumentGraph::Describer::Describe(const AnyDocument& document,
                                                            const netdoc::RawDocument& raw) {
  Described described;
  const descriptor::LintContext context = LintContextWithDigests();
  const DocumentIdentity identity = document.Identity(context);
  if (identity.target.has_value()) described.is_ = KeysOf(document, identity);
  if (described.is_.has_value()) {
    Node& node = described.is_->node;
    node.facts.fingerprint = identity.fingerprint;
    node.facts.published = identity.published;
    node.facts.identity_certificate = CertificateDigest(identity.identity_certificate);
    const std::string_view line = FirstLine(raw.body);
    node.place.line = raw.line + netdoc::Locate(raw.text, raw.body.substr(0, line.size())).line - 1;
    node.place.text = line;
  }

  // Lines come in the order of the text: each is found from the one before.
  uint64_t line = raw.line;
  const char* counted = raw.text.data();
  document.ForEachLink(context, [&](const Link& link) {
    if (!link.sha1.has_value() && !link.sha256.has_value() && !link.sha3_256.has_value()) return;
    if (counted <= link.where.data()) {
      line += netdoc::CountLines(Between(counted, link.where.data()));
    } else {
      line = raw.line + netdoc::CountLines(Between(raw.text.data(), link.where.data()));
    }
    counted = link.where.data();
    described.names_.push_back({Key{link.to,
                                    link.sha3_256.has_value() ? *link.sha3_256
                                    : link.sha1.has_value()   ? Padded(*link.sha1)
                                                              : *link.sha256,
                                    link.of_signed_part},
                                Named{{link.sha256, link.fingerprint, link.published,
                                       CertificateDigest(link.identity_certificate)},
                                      {0, line, std::string(FirstLine(link.where))},
                                      link.may_be_missing}});
  });
  return described;
}

bool DocumentGraph::Add(const AnyDocument& document, std::string_view file,
                        const netdoc::RawDocument& raw) {
  return Add(describer_->Describe(document, raw), file);
}

bool DocumentGraph::Add(Described described, std::string_view file) {
  if (documents_.size() + named_.size() + whole_.size() >= kMostRecords) return false;
  if (files_.empty() || files_.back() != file) files_.emplace_back(file);
  const auto file_index = static_cast<uint32_t>(files_.size() - 1);
  if (described.is_.has_value()) {
    Described::Is& is = *described.is_;
    if (is.signed_part.has_value()) whole_.try_emplace(*is.signed_part, is.key);
    is.node.place.file = file_index;
    documents_.try_emplace(is.key, std::move(is.node));
  }
  for (auto& [key, named] : described.names_) {
    describer_->consensuses_ |= key.target == LinkTarget::kConsensus;
    named.place.file = file_index;
    const bool may_be_missing = named.may_be_missing;
    const auto [at, is_new] = named_.try_emplace(key, std::move(named));
    if (!is_new) at->second.may_be_missing &= may_be_missing;
  }
  return true;
}

std::optional<DocumentGraph::NamedAt> DocumentGraph::WhoNames(
    LinkTarget target, const std::optional<Sha1Digest>& sha1,
    const std::optional<Sha256Digest>& sha256) const {
  // Links name a document by SHA-1 where it has one.
  if (!sha1.has_value() && !sha256.has_value()) return std::nullopt;
  const auto found = named_.find(Key{target, sha1.has_value() ? Padded(*sha1) : *sha256});
  if (found == named_.end()) return std::nullopt;
  const std::optional<Sha256Digest>& other = found->second.facts.sha256;
  if (other.has_value() && sha256.has_value() && *other != *sha256) return std::nullopt;
  return NamedAt{files_[found->second.place.file], found->second.place.line};
}

// WhyForeign tells what a document has other than what names it says; empty: nothing.
std::string_view DocumentGraph::WhyForeign(const Facts& named, const Facts& is) {
  const auto differ = [](const auto& a, const auto& b) {
    return a.has_value() && b.has_value() && !(*a == *b);
  };
  if (differ(named.fingerprint, is.fingerprint)) return "it is of another relay";
  if (differ(named.sha256, is.sha256)) return "its SHA-256 is another";
  if (differ(named.published, is.published)) return "it was published at another time";
  if (named.identity_certificate.has_value() != is.identity_certificate.has_value() ||
      differ(named.identity_certificate, is.identity_certificate)) {
    return "its identity certificate is another";
  }
  return {};
}

DocumentGraph::Result DocumentGraph::Check() {
  Result result;
  const auto counts = [&](const Key& key) -> Counts& {
    return result.counts[static_cast<size_t>(key.target)];
  };
  const auto report = [&](const netdoc::Problem& problem, const Place& place,
                          std::string_view expects) {
    result.findings.push_back(
        {&problem, place.file, files_[place.file], place.line, place.text, expects});
  };
  const auto whose = [](const Key& key, const Facts& facts) {
    return Whose{key.target, *facts.fingerprint,
                 facts.published.has_value() ? facts.published->unix_seconds : 0};
  };
  absl::flat_hash_set<Whose> given;
  absl::flat_hash_set<Whose> misplaced;  // of these another one is named
  for (const auto& [key, node] : documents_) {
    ++counts(key).given;
    if (!node.facts.fingerprint.has_value()) continue;
    given.insert(whose(key, node.facts));
    given.emplace(key.target, *node.facts.fingerprint, 0);
  }
  absl::flat_hash_set<Key> named_documents;
  for (const auto& [key, named] : named_) {
    if (named_documents.insert(Resolve(key)).second) ++counts(key).named;
  }
  absl::flat_hash_set<Key> found_documents;
  for (const auto& [key, named] : named_) {
    Counts& count = counts(key);
    if (!count.looked_at()) continue;
    const auto found = documents_.find(Resolve(key));
    if (found != documents_.end()) {
      if (found_documents.insert(found->first).second) ++count.found;
      const std::string_view why = WhyForeign(named.facts, found->second.facts);
      if (why.empty()) continue;
      ++count.foreign;
      report(descriptor::problems::kForeignDocument, named.place, why);
    } else if (named.facts.fingerprint.has_value() && given.contains(whose(key, named.facts))) {
      ++count.different;
      misplaced.insert(whose(key, named.facts));
      report(descriptor::problems::kDifferentDocument, named.place, NameOf(key.target));
    } else if (!named.may_be_missing) {
      ++count.missing;
      report(descriptor::problems::kMissingDocument, named.place, NameOf(key.target));
    }
  }
  for (const auto& [key, node] : documents_) {
    Counts& count = counts(key);
    if (!count.looked_at() || named_documents.contains(key)) continue;
    if (key.target == LinkTarget::kConsensus) continue;  // most have no diff
    if (node.facts.fingerprint.has_value() &&
        (misplaced.contains(whose(key, node.facts)) ||
         misplaced.contains(Whose{key.target, *node.facts.fingerprint, 0}))) {
      continue;
    }
    ++count.orphaned;
    report(descriptor::problems::kOrphanedDocument, node.place, NameOf(key.target));
  }
  std::sort(result.findings.begin(), result.findings.end(), [](const Finding& a, const Finding& b) {
    return std::tuple(a.file_number, a.line, a.problem->name, a.text) <
           std::tuple(b.file_number, b.line, b.problem->name, b.text);
  });
  return result;
}

}  // namespace scape::crypto
