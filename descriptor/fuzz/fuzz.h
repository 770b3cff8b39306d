// What all fuzz targets share.
//
//   extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
//     const std::string_view text = TextOf(data, size);
//     Require(IsInside(text, item.keyword), "a keyword lies in its text");
//
// A target keeps nothing from one input to the next, so that the input alone shows what it found.
#ifndef SCAPE_DESCRIPTOR_FUZZ_FUZZ_H_
#define SCAPE_DESCRIPTOR_FUZZ_FUZZ_H_

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace scape::fuzz {

// Require stops the program when a promise is broken.
inline void Require(bool kept, const char* promise) {
  if (kept) return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  __builtin_trap();
}

// TextOf is the input as text. Views into it may be compared even when it is empty.
inline std::string_view TextOf(const uint8_t* data, size_t size) {
  return size == 0 ? std::string_view("")
                   : std::string_view(reinterpret_cast<const char*>(data), size);
}

// IsInside tells whether `part` is a view into `whole`, the empty view at its end included.
inline bool IsInside(std::string_view whole, std::string_view part) {
  return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

}  // namespace scape::fuzz

#endif  // SCAPE_DESCRIPTOR_FUZZ_FUZZ_H_
