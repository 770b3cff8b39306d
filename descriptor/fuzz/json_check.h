// RequireJson looks at JSON with another reader than the one that wrote it.
#ifndef SCAPE_DESCRIPTOR_FUZZ_JSON_CHECK_H_
#define SCAPE_DESCRIPTOR_FUZZ_JSON_CHECK_H_

#include <string_view>

namespace scape::fuzz {

// RequireJson requires one JSON value, in UTF-8, and no two members of an object with one name.
void RequireJson(std::string_view text);

// RequireRow requires `text` to be one row of `columns` cells, each but the last ended by
// `separator`, quoted as in RFC 4180, in UTF-8 and without a bare line end.
void RequireRow(std::string_view text, char separator, size_t columns);

}  // namespace scape::fuzz

#endif  // SCAPE_DESCRIPTOR_FUZZ_JSON_CHECK_H_
