// Locate turns a view into a line and a column, when somebody wants to read them.
//
//   std::string_view text = "router a\nuptime x\n";
//   Locate(text, text.substr(16, 1));   // line 2, column 8
//
// Nothing in scape stores line numbers: a Diagnostic keeps the offending bytes as a view into the
// document, and the lines before them are counted here.
#ifndef SCAPE_DESCRIPTOR_NETDOC_LOCATE_H_
#define SCAPE_DESCRIPTOR_NETDOC_LOCATE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace scape::netdoc {

struct Location {
  uint64_t line = 1;      // from 1
  uint64_t column = 1;    // in bytes, from 1
  std::string_view text;  // the whole line, without its line feed
};

// Locate returns where `where` begins. `where` must be a view into `text`, the empty view at its
// end included. Linear in the bytes before `where`.
Location Locate(std::string_view text, std::string_view where);

// CountLines returns the number of line feeds in `text`.
uint64_t CountLines(std::string_view text);

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_LOCATE_H_
