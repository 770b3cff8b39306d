// Problem names one kind of thing that can be wrong with a document.
//
// Problems are data: a constexpr object declared once beside the code that finds it, with its name,
// how bad it is, a sentence and what to do about it. From it come the printed message, the JSON
// form and the page of all problems. Names are stable; scripts may match them.
//
// Severity has two columns. Strict: what the specification forbids is an error. Lenient, for
// archives: an error only where something of the document could not be kept; what could be read
// although it is forbidden is a warning; what was normal when old documents were written is none.
#ifndef SCAPE_DESCRIPTOR_NETDOC_PROBLEM_H_
#define SCAPE_DESCRIPTOR_NETDOC_PROBLEM_H_

#include <cstdint>
#include <span>
#include <string_view>

namespace scape::netdoc {

enum class Severity : uint8_t { kNone, kNote, kWarning, kError };

// SeverityName returns "none", "note", "warning" or "error".
std::string_view SeverityName(Severity severity);

struct Problem {
  std::string_view name;  // lower-case words joined by '-'
  Severity strict;
  Severity lenient;
  // One sentence. $keyword, $argument, $expects and $text stand for what the Diagnostic holds.
  std::string_view sentence;
  std::string_view fix;  // what its reader can do
  std::string_view
      reference;  // where it is specified; empty: the item's place in the specification
};

inline constexpr std::string_view kNetdocPage = "https://spec.torproject.org/dir-spec/netdoc.html";

// What the meta-format itself can have wrong. kNetdocProblems lists them.
namespace problems {
inline constexpr Problem kMissingItem{"missing-item",
                                      Severity::kError,
                                      Severity::kWarning,
                                      "`$keyword` is missing",
                                      "add the line; every document of this kind has it",
                                      ""};
inline constexpr Problem kDuplicateItem{"duplicate-item",
                                        Severity::kError,
                                        Severity::kError,
                                        "`$keyword` stands here a second time",
                                        "keep one; only the first was read",
                                        ""};
inline constexpr Problem kMisplacedItem{"misplaced-item",
                                        Severity::kError,
                                        Severity::kWarning,
                                        "`$keyword` must be $expects",
                                        "move the line to its place",
                                        ""};
inline constexpr Problem kItemAfterEnd{"item-after-end",
                                       Severity::kError,
                                       Severity::kWarning,
                                       "`$keyword` follows the line that must be last",
                                       "remove it, or move it before the signature",
                                       ""};
inline constexpr Problem kUnexpectedItem{
    "unexpected-item",  Severity::kError,
    Severity::kWarning, "`$keyword` does not belong in a document of this type",
    "remove the line",  ""};
inline constexpr Problem kForbiddenItem{"forbidden-item",
                                        Severity::kError,
                                        Severity::kWarning,
                                        "`$keyword` must not be used",
                                        "remove the line; tor refuses documents that have it",
                                        ""};
inline constexpr Problem kUnrecognizedItem{
    "unrecognized-item",
    Severity::kNote,
    Severity::kNone,
    "`$keyword` is not a keyword that is known here",
    "nothing, if it is an extension; else check its spelling",
    kNetdocPage};
inline constexpr Problem kBadKeyword{"bad-keyword",
                                     Severity::kError,
                                     Severity::kWarning,
                                     "this line does not begin with a keyword",
                                     "a keyword is letters, digits and `-`",
                                     kNetdocPage};
inline constexpr Problem kBadArgument{"bad-argument",
                                      Severity::kError,
                                      Severity::kError,
                                      "$argument must be $expects",
                                      "correct the value; nothing was read from it",
                                      ""};
inline constexpr Problem kMissingArgument{
    "missing-argument", Severity::kError,
    Severity::kError,   "$argument is missing: it is $expects",
    "add the argument", ""};
inline constexpr Problem kExtraArgument{"extra-argument",
                                        Severity::kError,
                                        Severity::kWarning,
                                        "`$keyword` takes no more arguments",
                                        "remove what follows its last argument",
                                        ""};
inline constexpr Problem kMissingObject{
    "missing-object", Severity::kError,
    Severity::kError, "`$keyword` must be followed by -----BEGIN $expects-----",
    "add the object", ""};
inline constexpr Problem kUnexpectedObject{"unexpected-object",
                                           Severity::kError,
                                           Severity::kWarning,
                                           "`$keyword` takes no object",
                                           "remove the lines from -----BEGIN to -----END",
                                           ""};
inline constexpr Problem kBadObject{
    "bad-object",         Severity::kError,
    Severity::kError,     "the object of `$keyword` must be $expects",
    "replace the object", ""};
inline constexpr Problem kUnterminatedObject{"unterminated-object",
                                             Severity::kError,
                                             Severity::kError,
                                             "this object has no -----END line of its own",
                                             "the document may be cut: fetch it again",
                                             kNetdocPage};
inline constexpr Problem kStrayObject{"stray-object",
                                      Severity::kError,
                                      Severity::kError,
                                      "this line belongs to no keyword line",
                                      "an object stands right behind its keyword line",
                                      kNetdocPage};
inline constexpr Problem kLooseBase64{
    "loose-base64",
    Severity::kWarning,
    Severity::kNone,
    "this base64 has other line lengths or padding than the specification's",
    "wrap at 64 characters and pad with `=`",
    kNetdocPage};
inline constexpr Problem kObsoleteItem{"obsolete-item",
                                       Severity::kNote,
                                       Severity::kNone,
                                       "`$keyword` is obsolete since tor $expects",
                                       "leave it out of new documents",
                                       ""};
inline constexpr Problem kOptPrefix{"opt-prefix",
                                    Severity::kNote,
                                    Severity::kNone,
                                    "the prefix `opt` is obsolete",
                                    "write the keyword alone",
                                    kNetdocPage};
inline constexpr Problem kLeadingSpace{"leading-space",
                                       Severity::kError,
                                       Severity::kWarning,
                                       "blanks stand before the keyword",
                                       "begin the line with its keyword",
                                       kNetdocPage};
inline constexpr Problem kTrailingSpace{"trailing-space",       Severity::kWarning, Severity::kNone,
                                        "blanks end this line", "remove them",      kNetdocPage};
inline constexpr Problem kCarriageReturn{
    "carriage-return",
    Severity::kError,
    Severity::kWarning,
    "a carriage return stands in this item; lines end in LF alone",
    "if all lines end in CR LF, convert the file: signatures are over the LF text",
    kNetdocPage};
inline constexpr Problem kNulByte{"nul-byte",
                                  Severity::kError,
                                  Severity::kWarning,
                                  "a NUL byte stands in this item",
                                  "remove it; tor refuses the whole document",
                                  kNetdocPage};
inline constexpr Problem kControlCharacter{
    "control-character", Severity::kWarning,
    Severity::kWarning,  "a control character stands in this item",
    "remove it",         kNetdocPage};
inline constexpr Problem kNotUtf8{"not-utf8",
                                  Severity::kError,
                                  Severity::kWarning,
                                  "these bytes are not UTF-8",
                                  "encode the text as UTF-8; authorities refuse anything else",
                                  kNetdocPage};
inline constexpr Problem kByteOrderMark{
    "byte-order-mark",        Severity::kError,
    Severity::kWarning,       "the text begins with a byte order mark",
    "remove its three bytes", kNetdocPage};
inline constexpr Problem kCommentLine{"comment-line",
                                      Severity::kError,
                                      Severity::kWarning,
                                      "the format has no comments",
                                      "remove the line; tor skips it, others refuse it",
                                      kNetdocPage};
inline constexpr Problem kBlankBeforeObject{
    "blank-before-object", Severity::kWarning,
    Severity::kNone,       "a blank line stands between the keyword and its object",
    "remove it",           kNetdocPage};
inline constexpr Problem kNoFinalNewline{"no-final-newline",
                                         Severity::kError,
                                         Severity::kWarning,
                                         "the last line has no line feed",
                                         "end the file with a line feed; it may have been cut",
                                         kNetdocPage};
inline constexpr Problem kTooManyArguments{
    "too-many-arguments",      Severity::kError,
    Severity::kWarning,        "more than 512 arguments stand on this line",
    "tor refuses such a line", kNetdocPage};
// Of the document reader:
inline constexpr Problem kDocumentTooLong{
    "document-too-long",
    Severity::kError,
    Severity::kError,
    "this document is longer than $expects bytes and was not read",
    "raise --max-document if it is meant to be so long",
    kNetdocPage};
inline constexpr Problem kLineTooLong{
    "line-too-long",
    Severity::kError,
    Severity::kError,
    "a line of this document is longer than $expects bytes; the document was not read",
    "the file is damaged, or is no Tor document",
    kNetdocPage};
inline constexpr Problem kTextOutsideDocument{
    "text-outside-document",
    Severity::kError,
    Severity::kError,
    "these bytes belong to no document",
    "a document begins with its @type line or its first keyword",
    kNetdocPage};
inline constexpr Problem kUnknownType{"unknown-type",
                                      Severity::kError,
                                      Severity::kError,
                                      "`$text` is no document type that is read here",
                                      "`scape explain` lists the types",
                                      kNetdocPage};
inline constexpr Problem kNoDocument{"no-document",
                                     Severity::kError,
                                     Severity::kError,
                                     "there is no document in here",
                                     "a document begins with its @type line or its first keyword",
                                     kNetdocPage};
}  // namespace problems

inline constexpr const Problem* kNetdocProblems[] = {
    &problems::kMissingItem,       &problems::kDuplicateItem,  &problems::kMisplacedItem,
    &problems::kItemAfterEnd,      &problems::kUnexpectedItem, &problems::kForbiddenItem,
    &problems::kUnrecognizedItem,  &problems::kBadKeyword,     &problems::kBadArgument,
    &problems::kMissingArgument,   &problems::kExtraArgument,  &problems::kMissingObject,
    &problems::kUnexpectedObject,  &problems::kBadObject,      &problems::kUnterminatedObject,
    &problems::kStrayObject,       &problems::kLooseBase64,    &problems::kObsoleteItem,
    &problems::kOptPrefix,         &problems::kLeadingSpace,   &problems::kTrailingSpace,
    &problems::kCarriageReturn,    &problems::kNulByte,        &problems::kControlCharacter,
    &problems::kNotUtf8,           &problems::kByteOrderMark,  &problems::kCommentLine,
    &problems::kBlankBeforeObject, &problems::kNoFinalNewline, &problems::kTooManyArguments,
    &problems::kDocumentTooLong,   &problems::kLineTooLong,    &problems::kTextOutsideDocument,
    &problems::kUnknownType,       &problems::kNoDocument,
};

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_PROBLEM_H_
