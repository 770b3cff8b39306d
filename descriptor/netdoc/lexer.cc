#include "descriptor/netdoc/lexer.h"

namespace scape::netdoc {

uint16_t ExamineText(std::string_view text) {
  uint16_t notes = 0;
  for (const char c : text) {
    const unsigned char byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) {
      notes |= kNonAscii;
    } else if (byte < 0x20) {
      if (byte == '\r') {
        notes |= kCarriageReturn;
      } else if (byte == 0) {
        notes |= kNul;
      } else if (byte != '\n' && byte != '\t') {
        notes |= kControl;
      }
    }
  }
  return notes;
}

bool IsKeyword(std::string_view keyword) {
  if (keyword.empty() || keyword[0] == '-') return false;
  for (const char c : keyword) {
    const bool ok =
        (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    if (!ok) return false;
  }
  return true;
}

}  // namespace scape::netdoc
