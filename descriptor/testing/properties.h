// What holds of every document, whatever is in it: checks for tests over many documents.
//
//   ReadDocuments(text, {}, [&](const ReadDocument& document) {
//     if (document.parsed == nullptr) return;
//     EXPECT_EQ(JsonFault(*document.type, DocumentJson(document)), "");
//     EXPECT_EQ(RoundTripFault(document), "");
//   });
//
// Each returns what does not hold, in words, or nothing.
#ifndef SCAPE_DESCRIPTOR_TESTING_PROPERTIES_H_
#define SCAPE_DESCRIPTOR_TESTING_PROPERTIES_H_

#include <string>
#include <string_view>

#include "descriptor/testing/documents.h"

namespace scape::descriptor::testing {

// JsonFault: the text is one JSON object in UTF-8; "type" comes first, then members of the type's
// table in its order, then "unrecognized"; no name stands twice in an object, nothing is null;
// times are RFC 3339 in UTC, digests and fingerprints upper-case hexadecimal.
std::string JsonFault(const DocumentType& type, std::string_view json);

// RoundTripFault: a document that can be written is read again as it was, unknown lines byte by
// byte; and what was written is written the same the next time. Whether it could be written goes to
// *written.
std::string RoundTripFault(const ReadDocument& document, bool* written = nullptr);

// PrettyJson returns the same JSON indented, arrays on one line.
std::string PrettyJson(std::string_view json);

}  // namespace scape::descriptor::testing

#endif  // SCAPE_DESCRIPTOR_TESTING_PROPERTIES_H_
