// Prints the tokens as a dictionary for libFuzzer.
#include <cstdio>

#include "descriptor/fuzz/tokens.h"

int main() {
  for (const std::string& token : scape::fuzz::Tokens()) {
    std::string line = "\"";
    for (const char c : token) {
      const unsigned char byte = static_cast<unsigned char>(c);
      if (byte < 0x20 || byte > 0x7e || c == '"' || c == '\\') {
        char escape[8];
        std::snprintf(escape, sizeof escape, "\\x%02x", byte);
        line += escape;
      } else {
        line += c;
      }
    }
    std::printf("%s\"\n", line.c_str());
  }
  return 0;
}
