// Encoder writes documents: the mirror of the Lexer.
//
//   Encoder out;
//   out.Item("bandwidth").Argument(1).Argument(2).Argument(3);
//   out.Item("router-signature").Object("SIGNATURE", "c2lnbmF0dXJl");
//   out.Finish();   // "bandwidth 1 2 3\nrouter-signature\n-----BEGIN SIGNATURE-----\nc2ln..."
//
// Errors stick: an argument that would not be read back as it was given (empty, with white space,
// without an item) makes ok() false for good, and nothing that was written later is to be trusted.
// position() gives the offsets that signatures are made over. It owns its text and belongs to one
// thread.
#ifndef SCAPE_DESCRIPTOR_NETDOC_ENCODER_H_
#define SCAPE_DESCRIPTOR_NETDOC_ENCODER_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "descriptor/netdoc/scalars.h"

namespace scape::netdoc {

class Encoder {
 public:
  // Item begins a keyword line; what came before is closed. Line begins one without a keyword.
  Encoder& Item(std::string_view keyword);
  Encoder& Line();
  Encoder& Annotation(std::string_view keyword);

  Encoder& Argument(std::string_view argument);
  Encoder& Argument(uint64_t number);
  Encoder& SignedArgument(int64_t number);
  Encoder& TimeArgument(UtcTime time);
  // Key writes the `name=` of a keyed argument; the argument that is written next is its value.
  // Word may be empty, as an argument may not.
  Encoder& Key(std::string_view name);
  Encoder& Word(std::string_view word);
  // Rest writes the rest of the line as it is: any bytes but LF, no blank first and no CR last.
  Encoder& Rest(std::string_view text);

  // Object writes base64 text as an object; line feeds in it are dropped, lines are 64 long.
  Encoder& Object(std::string_view label, std::string_view base64);
  Encoder& Object(std::string_view label, std::span<const uint8_t> bytes);

  // Raw writes whole lines verbatim.
  Encoder& Raw(std::string_view text);

  // Unrecognized writes an item as it was read. It has no text of its own when it depends on what
  // stands around it: an object without a keyword line, or without an END line.
  Encoder& Unrecognized(std::string_view item);

  // Fail makes ok() false: a value has no text form.
  void Fail() { ok_ = false; }

  bool ok() const { return ok_ && BareLineHolds(); }
  // position is the length of what has been written, the open line without its line feed.
  size_t position() const { return text_.size(); }
  std::string_view text() const { return text_; }
  // Finish closes the last line and gives the text away.
  std::string Finish();

 private:
  void CloseLine();
  // BareLineHolds tells whether an open line without a keyword will be read back as one.
  bool BareLineHolds() const;
  // Separate begins a word.
  void Separate();

  std::string text_;
  bool line_open_ = false;
  size_t bare_line_ = std::string::npos;  // where a line without a keyword began
  bool joined_ = false;                   // the next word follows without a blank
  bool ok_ = true;
};

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_ENCODER_H_
