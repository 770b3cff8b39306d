// Item is one KeywordLine with its optional Object (dir-spec, "Document meta-format").
//
//   onion-key                          keyword "onion-key", arguments ""
//   -----BEGIN RSA PUBLIC KEY-----     object.label "RSA PUBLIC KEY"
//   MIGJAoGBALF1...                    object.body  "MIGJAoGBALF1...\n"
//   -----END RSA PUBLIC KEY-----       text is all four lines
//
// Every member is a view: an Item borrows the text that was given to the Lexer and is valid as long
// as that text is. No offset and no line number is kept; see locate.h.
#ifndef SCAPE_DESCRIPTOR_NETDOC_ITEM_H_
#define SCAPE_DESCRIPTOR_NETDOC_ITEM_H_

#include <cstdint>
#include <string_view>

namespace scape::netdoc {

// Object is what stands between "-----BEGIN label-----" and "-----END label-----": base64 text,
// line feeds included, not decoded and not checked.
struct Object {
  std::string_view label;
  std::string_view body;

  bool present() const { return label.data() != nullptr; }
};

enum class ItemForm : uint8_t {
  kPlain,
  kOpt,         // "opt keyword ...", written until tor 0.2.4
  kAnnotation,  // "@keyword ...": `keyword` has no '@'
  kComment,     // "# ...": not in the grammar, but tor skips it and archives hold it; no keyword
  kStray,       // a "-----..." line that belongs to no keyword line
};

// LexNotes are the oddities that the lexer met. Whether one is an error is for others to say.
enum LexNotes : uint16_t {
  kLeadingSpace = 1 << 0,         // blanks before the keyword
  kCarriageReturn = 1 << 1,       // a CR anywhere in the item
  kNul = 1 << 2,                  // a NUL byte
  kControl = 1 << 3,              // another control character; TAB is none, it is white space
  kNonAscii = 1 << 4,             // a byte above 0x7f
  kNoFinalNewline = 1 << 5,       // the text ends within the item's last line
  kUnterminatedObject = 1 << 6,   // no END line before a line that cannot be base64
  kObjectLabelMismatch = 1 << 7,  // the label of the END line is another one
  kBadBeginLine = 1 << 8,         // "-----BEGIN" line that does not end in five dashes
  kBlankBeforeObject = 1 << 9,    // blank lines between the keyword line and its object
  kTrailingSpace = 1 << 10,       // blanks at the end of the keyword line
};

// WithoutCarriageReturn returns a line without the CR at its end.
constexpr std::string_view WithoutCarriageReturn(std::string_view line) {
  return line.substr(0, line.size() - (!line.empty() && line.back() == '\r'));
}

struct Item {
  std::string_view keyword;    // without "opt " and without '@'
  std::string_view arguments;  // the rest of the line without the blanks before it, LF and CRLF
  Object object;
  std::string_view text;  // every byte of the item, line feeds included
  ItemForm form = ItemForm::kPlain;
  uint16_t notes = 0;  // LexNotes
  // limit is the end of the text that the item was read from: bytes up to there may be looked at,
  // which lets readers take several at a time.
  const char* limit = nullptr;

  // line is the keyword line without its line feed.
  std::string_view line() const { return text.substr(0, text.find('\n')); }
  // whole_line is what a value reads that is a line without a keyword: CRLF ends lines, too.
  std::string_view whole_line() const { return WithoutCarriageReturn(line()); }
};

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_ITEM_H_
