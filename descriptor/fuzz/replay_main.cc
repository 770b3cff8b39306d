// Runs a fuzz target without a fuzzer: over the files of a folder, then over mutations of them.
//
//   lexer_fuzz_test FOLDER [MUTATIONS]
//   lexer_fuzz_test FILE             one input alone
//
// The mutations are the same at every run. What breaks a promise is written to a file, in
// $TEST_UNDECLARED_OUTPUTS_DIR or the folder for temporary files, and named.
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/fuzz/fuzz.h"
#include "descriptor/fuzz/tokens.h"

// The sanitizers' run time has it; without sanitizers it is null.
extern "C" __attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)());

namespace scape::fuzz {
namespace {

std::string current_name;
std::string current_input;

void SaveInput() {
  const char* folder = std::getenv("TEST_UNDECLARED_OUTPUTS_DIR");
  if (folder == nullptr) folder = std::getenv("TEST_TMPDIR");
  const std::string path = std::string(folder != nullptr ? folder : "/tmp") + "/broken-input";
  std::ofstream(path, std::ios::binary) << current_input;
  std::fprintf(stderr, "the input was %s; its %zu bytes are in %s\n", current_name.c_str(),
               current_input.size(), path.c_str());
  if (current_input.size() > 1000) return;
  for (const char c : current_input) {
    std::fprintf(stderr, c < 0x20 || c > 0x7e || c == '\\' ? "\\x%02x" : "%c",
                 static_cast<unsigned char>(c));
  }
  std::fprintf(stderr, "\n");
}

// Not everything here may be done in a signal handler, but the program is lost anyway.
void OnSignal(int number) {
  SaveInput();
  std::signal(number, SIG_DFL);
  std::raise(number);
}

void Run(std::string name, std::string_view input) {
  current_name = std::move(name);
  current_input = input;
  // Of exactly this size, so that AddressSanitizer sees a read behind its end.
  const auto bytes = std::make_unique<uint8_t[]>(input.size());
  std::copy(input.begin(), input.end(), bytes.get());
  LLVMFuzzerTestOneInput(bytes.get(), input.size());
}

// Random is SplitMix64: the same numbers everywhere.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  // Below returns a number from 0 to limit - 1; `limit` is not 0.
  size_t Below(size_t limit) {
    uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return static_cast<size_t>((z ^ z >> 31) % limit);
  }
  template <typename T>
  const T& Of(const std::vector<T>& list) {
    return list[Below(list.size())];
  }

 private:
  uint64_t state_;
};

// Mutator changes an input in a few random places.
class Mutator {
 public:
  Mutator(const std::vector<std::string>& seeds, uint64_t seed) : seeds_(seeds), random_(seed) {}

  std::string Next() {
    std::string input = random_.Of(seeds_);
    for (size_t edits = 1 + random_.Below(4); edits > 0; --edits) Edit(&input);
    return input;
  }

 private:
  struct Span {
    size_t begin, size;
  };
  Span AnyLines(const std::string& input) {
    size_t begin = random_.Below(input.size() + 1);
    begin = begin == 0 ? 0 : input.rfind('\n', begin - 1) + 1;
    size_t end = begin;
    for (size_t lines = 1 + random_.Below(4); lines > 0 && end < input.size(); --lines) {
      end = std::min(input.find('\n', end), input.size() - 1) + 1;
    }
    return {begin, end - begin};
  }
  size_t AnyPlace(const std::string& input) { return random_.Below(input.size() + 1); }
  size_t LineStart(const std::string& input) { return AnyLines(input).begin; }

  void Edit(std::string* input) {
    static const std::vector<std::string> bytes = {
        "\n",   "\r",   "\r\n", " ",          "\t",
        "-",    "@",    "#",    ".",          ":",
        ",",    "=",    "\"",   "\\",         "\x80",
        "\xff", "\x7f", "$",    "4294967296", "18446744073709551616",
        "0",    "-1",   "*",    "[",          "]",
        "/",    "(",    ")",    "65536",      "\xef\xbb\xbf",
        "A",    "\x01", "\n\n", "=="};
    static const std::vector<std::string> tokens = Tokens();
    switch (random_.Below(12)) {
      case 0:  // one bit
        if (!input->empty()) (*input)[random_.Below(input->size())] ^= 1 << random_.Below(8);
        break;
      case 1:
        input->insert(AnyPlace(*input), random_.Of(bytes));
        break;
      case 2:
        if (!input->empty()) input->replace(random_.Below(input->size()), 1, random_.Of(bytes));
        break;
      case 3:
        input->insert(AnyPlace(*input), 1, '\0');
        break;
      case 4:  // a token, where it means something
        input->insert(LineStart(*input), random_.Of(tokens));
        break;
      case 5:
        input->insert(AnyPlace(*input), random_.Of(tokens));
        break;
      case 6:
        input->erase(AnyPlace(*input), 1 + random_.Below(20));
        break;
      case 7: {  // without some lines
        const Span lines = AnyLines(*input);
        input->erase(lines.begin, lines.size);
        break;
      }
      case 8: {  // some lines twice
        const Span lines = AnyLines(*input);
        const std::string copy = input->substr(lines.begin, lines.size);
        input->insert(LineStart(*input), copy);
        break;
      }
      case 9: {  // some lines elsewhere
        const Span lines = AnyLines(*input);
        const std::string moved = input->substr(lines.begin, lines.size);
        input->erase(lines.begin, lines.size);
        input->insert(LineStart(*input), moved);
        break;
      }
      case 10: {  // lines of another input
        const std::string& other = random_.Of(seeds_);
        const Span lines = AnyLines(other);
        input->insert(LineStart(*input), other, lines.begin, lines.size);
        break;
      }
      default:
        input->resize(AnyPlace(*input));
        break;
    }
  }

  const std::vector<std::string>& seeds_;
  Random random_;
};

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

int Main(const std::filesystem::path& path, size_t mutations) {
  for (const int number : {SIGILL, SIGTRAP, SIGSEGV, SIGABRT, SIGFPE, SIGBUS}) {
    std::signal(number, &OnSignal);
  }
  if (__sanitizer_set_death_callback != nullptr) __sanitizer_set_death_callback(&SaveInput);
  if (std::filesystem::is_regular_file(path)) {
    Run(path.string(), ReadFile(path));
    std::printf("fine\n");
    return 0;
  }
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
    files.push_back(entry.path());
  }
  if (files.empty()) {
    std::fprintf(stderr, "there is no input in %s\n", path.c_str());
    return 2;
  }
  std::sort(files.begin(), files.end());
  Run("the empty input", "");
  std::vector<std::string> seeds;
  for (const std::filesystem::path& file : files) {
    seeds.push_back(ReadFile(file));
    Run(file.filename().string(), seeds.back());
  }
  Mutator mutator(seeds, /*seed=*/1);
  for (size_t i = 0; i < mutations; ++i) Run("mutation " + std::to_string(i), mutator.Next());
  std::printf("%zu inputs and %zu mutations of them\n", seeds.size(), mutations);
  return 0;
}

}  // namespace
}  // namespace scape::fuzz

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::fprintf(stderr, "usage: %s FOLDER [MUTATIONS]\n       %s FILE\n", argv[0], argv[0]);
    return 2;
  }
  return scape::fuzz::Main(argv[1], argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 3000);
}
