#include "descriptor/netdoc/locate.h"

#include <bit>
#include <cstring>

#include "descriptor/netdoc/kernels.h"

namespace scape::netdoc {

uint64_t CountLines(std::string_view text) {
  uint64_t lines = 0;
  const char* p = text.data();
  size_t left = text.size();
  for (; left >= kBlock; p += kBlock, left -= kBlock) {
    lines += static_cast<uint64_t>(std::popcount(NativeKernel::Find(p, '\n')));
  }
  for (; left > 0; ++p, --left) lines += *p == '\n';
  return lines;
}

Location Locate(std::string_view text, std::string_view where) {
  size_t offset = static_cast<size_t>(where.data() - text.data());
  if (where.data() == nullptr || offset > text.size()) offset = text.size();
  const std::string_view before = text.substr(0, offset);
  const size_t newline = before.rfind('\n');
  const size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
  const size_t end = text.find('\n', offset);
  Location location;
  location.line = 1 + CountLines(before);
  location.column = 1 + offset - begin;
  location.text = text.substr(begin, end == std::string_view::npos ? end : end - begin);
  return location;
}

}  // namespace scape::netdoc
