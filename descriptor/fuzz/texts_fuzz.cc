// Fuzzes what takes files apart: compression, tarballs, what is compressed within them.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "archive/texts.h"
#include "descriptor/fuzz/fuzz.h"

namespace {

using scape::archive::Block;
using scape::archive::Text;
using scape::archive::TextReader;
using scape::fuzz::Require;

// What a file holds is read up to here: little becomes much.
constexpr size_t kMost = size_t{4} << 20;

// Everything that a file was found to hold, and what was told of it.
std::string Read(const std::string& path, int threads, size_t most_at_once) {
  const auto opened = TextReader::Open(path, {.memory = size_t{16} << 20, .threads = threads});
  Require(opened.ok(), "a file in memory opens");
  TextReader& texts = **opened;
  std::string all;
  std::vector<Block> kept;
  std::vector<std::string> copies;
  std::vector<char> buffer(most_at_once);
  Text text;
  bool has_text = false;
  while (all.size() < kMost && texts.Next(&text)) {
    has_text = true;
    Require(texts.is_archive() || text.member.empty(), "only tarballs have members");
    all.append(text.member).append("\n").append(text.bytes);
    if (text.owner != nullptr && kept.size() < 100) {
      kept.push_back({text.bytes, text.owner});
      copies.emplace_back(text.bytes);
    }
    while (text.stream != nullptr && all.size() < kMost) {
      const absl::StatusOr<size_t> got = text.stream->Read(buffer);
      if (!got.ok()) all.append(std::string(got.status().message()));
      if (!got.ok() || *got == 0) break;
      Require(*got <= buffer.size(), "no more is read than there is room for");
      all.append(buffer.data(), *got);
    }
    all.append(std::string(text.status.message()));
  }
  if (all.size() < kMost) {
    Require(has_text || texts.is_archive(), "a file that is no tarball is a text");
    Require(!texts.Next(&text), "behind the end there is nothing");
  }
  for (size_t i = 0; i < kept.size(); ++i) {
    Require(kept[i].bytes == copies[i], "bytes stay as long as their owner is held");
  }
  all.resize(std::min(all.size(), kMost));
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const int file = memfd_create("texts_fuzz", MFD_CLOEXEC);
  Require(file >= 0, "there are files in memory");
  Require(write(file, data, size) == static_cast<ssize_t>(size), "and they can be written");
  const std::string path = "/proc/self/fd/" + std::to_string(file);
  const std::string all = Read(path, 1, 100'000);
  Require(Read(path, 2, 77) == all, "neither threads nor sizes of pieces change what is read");
  close(file);
  return 0;
}
