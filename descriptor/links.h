// Links are the digests by which documents name each other: a network status names server
// descriptors or microdescriptors, a server descriptor its extra-info, a consensus the votes that
// it was made of, a vote its bandwidth file, a diff the consensuses that it leads from and to.
//
//   document.ForEachLink([&](const Link& link) {
//     link.to;                          // LinkTarget::kExtraInfo
//     *link.sha1;                       // of which the SHA-1 is this
//   });
//   document.Identity(context).fingerprint;    // whom the document itself is about
//
// Each type declares its own in its Traits. Who follows them: //crypto:document_graph. Views are
// into the document's text. Pure data.
#ifndef SCAPE_DESCRIPTOR_LINKS_H_
#define SCAPE_DESCRIPTOR_LINKS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "descriptor/netdoc/problem.h"
#include "descriptor/netdoc/scalars.h"

namespace scape::descriptor {

// LinkTarget is what a document may be named as. Sanitised documents of bridges are named as those
// of relays are.
enum class LinkTarget : uint8_t {
  kServerDescriptor,
  kExtraInfo,
  kMicrodescriptor,
  kVote,
  kBandwidthFile,
  kConsensus,
};
inline constexpr size_t kLinkTargets = 6;
struct LinkTargetName {
  std::string_view one;
  std::string_view several;
};
inline constexpr std::array<LinkTargetName, kLinkTargets> kLinkTargetNames = {
    {{"server descriptor", "server descriptors"},
     {"extra-info", "extra-infos"},
     {"microdescriptor", "microdescriptors"},
     {"vote", "votes"},
     {"bandwidth file", "bandwidth files"},
     {"consensus", "consensuses"}}};

// Link is one digest that names a document. Of several digests all must fit.
struct Link {
  LinkTarget to = LinkTarget::kServerDescriptor;
  std::optional<std::array<uint8_t, 20>> sha1;
  std::optional<std::array<uint8_t, 32>> sha256;
  std::optional<std::array<uint8_t, 32>> sha3_256;  // of a consensus; then there is no other
  bool of_signed_part = false;                      // sha3_256 is of what is signed; else of all
  // Whom the document that is named must be about, and when it must have been published, as far as
  // the naming one tells.
  std::optional<std::array<uint8_t, 20>> fingerprint;
  std::optional<netdoc::UtcTime> published;
  std::string_view identity_certificate;  // the base64 of it; empty: not told
  bool may_be_missing = false;            // nobody publishes all that are so named
  std::string_view where;                 // the line
};

// DocumentIdentity is what a document says it is, to be held against what names it.
struct DocumentIdentity {
  std::optional<LinkTarget> target;  // none: nothing names documents of this type
  std::optional<std::array<uint8_t, 20>> fingerprint;
  std::optional<netdoc::UtcTime> published;
  std::string_view identity_certificate;
  // A consensus: by the SHA3-256 of this text, and of what is signed of it; else by other digests.
  std::string_view sha3_256_of;
};

// What can be wrong with documents that are given together.
namespace problems {
inline constexpr netdoc::Problem kMissingDocument{
    "missing-document",
    netdoc::Severity::kNote,
    netdoc::Severity::kNone,
    "the $expects that this line names is not among the documents given",
    "give it too, if it should be there",
    "https://spec.torproject.org/dir-spec/computing-consensus.html"};
inline constexpr netdoc::Problem kDifferentDocument{
    "different-document",
    netdoc::Severity::kWarning,
    netdoc::Severity::kNone,
    "the $expects given for this line has another digest than the line names",
    "one of the two is of another time, or was changed",
    "https://spec.torproject.org/dir-spec/computing-consensus.html"};
inline constexpr netdoc::Problem kForeignDocument{
    "foreign-document",
    netdoc::Severity::kError,
    netdoc::Severity::kWarning,
    "the document that this line names does not belong to it: $expects",
    "tor refuses the pair; make both again, from one relay and at one time",
    "https://spec.torproject.org/dir-spec/extra-info-document-format.html"};
inline constexpr netdoc::Problem kOrphanedDocument{
    "orphaned-document",
    netdoc::Severity::kNote,
    netdoc::Severity::kNone,
    "no document among those given names this $expects",
    "nothing, if it is older or newer than those",
    "https://spec.torproject.org/dir-spec/computing-consensus.html"};
}  // namespace problems

// kLinkProblems lists the problems that are declared here.
inline constexpr const netdoc::Problem* kLinkProblems[] = {
    &problems::kMissingDocument, &problems::kDifferentDocument, &problems::kForeignDocument,
    &problems::kOrphanedDocument};

}  // namespace scape::descriptor

#endif  // SCAPE_DESCRIPTOR_LINKS_H_
