// The lexer against others that read the same: one by a plain kernel, one that knows the lines, one
// that guesses keywords, and a second, plain one; on real, changed and random texts, between pages
// that cannot be read.
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/items_test.h"
#include "descriptor/netdoc/lexer.h"

namespace scape::netdoc {
namespace {

// The items when each time the keyword of the item that comes is called likely.
std::vector<Item> LikelyItemsOf(Lexer& lexer, const std::vector<Item>& usual) {
  std::vector<Item> items;
  Item item;
  for (;;) {
    std::string_view next = items.size() < usual.size() ? usual[items.size()].keyword : "x";
    const KeywordStart start(next);
    const bool one_word = start.size < 8 && items.size() % 2 == 0;
    if (one_word ? lexer.NextLikely<true>(&item, start) : lexer.NextLikely<false>(&item, start)) {
      EXPECT_EQ(item.keyword, next);
      EXPECT_LT(next.size(), KeywordStart::kBytes);
    } else if (!lexer.Next(&item)) {
      break;
    }
    items.push_back(item);
  }
  EXPECT_TRUE(lexer.rest().empty());
  return items;
}

// The lines of a text. Those that are not good are not worth it.
LineIndex LinesOf(std::string_view text) {
  LineIndex lines;
  for (size_t at = 0; at < text.size(); at += LineIndex::kPiece) {
    lines.Keep(lines.Scan(text.substr(at, LineIndex::kPiece)).size());
  }
  if (lines.good()) {
    EXPECT_EQ(lines.size(), std::count(text.begin(), text.end(), '\n'));
  }
  return lines;
}

std::string Describe(const Item& item) {
  std::ostringstream out;
  out << "form " << int{static_cast<uint8_t>(item.form)} << " notes " << item.notes << " keyword ["
      << item.keyword << "] arguments [" << item.arguments << "] label [" << item.object.label
      << "] body [" << item.object.body << "] text [" << item.text << "]";
  return out.str();
}

// Model is a second lexer, written for being plain: line by line, every byte looked at.
class Model {
 public:
  explicit Model(std::string_view text) {
    while (!text.empty()) {
      const size_t newline = text.find('\n');
      const size_t size = newline == std::string_view::npos ? text.size() : newline + 1;
      lines_.push_back(text.substr(0, size));
      text.remove_prefix(size);
    }
  }

  std::vector<Item> Items() {
    std::vector<Item> items;
    while (at_ < lines_.size()) {
      if (IsBlankLine(lines_[at_])) {
        ++at_;
      } else {
        items.push_back(OneItem());
      }
    }
    return items;
  }

 private:
  static std::string_view Content(std::string_view line) { return line.substr(0, line.find('\n')); }
  static std::string_view Stripped(std::string_view line) {
    const std::string_view content = Content(line);
    return content.substr(std::min(content.find_first_not_of(" \t\r"), content.size()));
  }
  static bool IsBlankLine(std::string_view line) { return Stripped(line).empty(); }
  static bool Begins(std::string_view text, std::string_view prefix) {
    return text.substr(0, prefix.size()) == prefix;
  }
  static std::string_view Between(std::string_view first, size_t skip, const char* end) {
    return {first.data() + skip, static_cast<size_t>(end - first.data()) - skip};
  }
  static bool IsBase64Line(std::string_view line) {
    return Content(line).find_first_not_of(
               "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r") ==
           std::string_view::npos;
  }

  // EndOfRead is where the lines that have been read end.
  const char* EndOfRead() const { return lines_[at_ - 1].data() + lines_[at_ - 1].size(); }

  Item OneItem() {
    const std::string_view line = lines_[at_++];
    const std::string_view stripped = Stripped(line);
    Item item;
    if (stripped[0] == '#') {
      item.form = ItemForm::kComment;
    } else if (Begins(stripped, "-----")) {
      item.form = ItemForm::kStray;
      if (Begins(stripped, "-----BEGIN")) ReadObject(stripped, &item);
    } else {
      ReadLine(stripped, &item);
      size_t next = at_;
      while (next < lines_.size() && IsBlankLine(lines_[next])) ++next;
      if (next < lines_.size() && Begins(lines_[next], "-----BEGIN")) {
        if (next != at_) item.notes |= kBlankBeforeObject;
        at_ = next + 1;
        ReadObject(Content(lines_[next]), &item);
      }
    }
    item.text = Between(line, 0, EndOfRead());
    if (stripped.data() != line.data()) item.notes |= kLeadingSpace;
    if (item.text.back() != '\n') item.notes |= kNoFinalNewline;
    for (const char c : item.text) {
      const unsigned byte = static_cast<unsigned char>(c);
      if (byte == 0) item.notes |= kNul;
      if (byte == '\r') item.notes |= kCarriageReturn;
      if (byte > 0 && byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') {
        item.notes |= kControl;
      }
      if (byte >= 0x80) item.notes |= kNonAscii;
    }
    return item;
  }

  void ReadLine(std::string_view line, Item* item) {
    if (line.size() > 1 && line.back() == '\r') line.remove_suffix(1);
    const auto split = [&](std::string_view text) {
      const size_t size = std::min(text.find_first_of(" \t"), text.size());
      item->keyword = text.substr(0, size);
      const size_t begin = std::min(text.find_first_not_of(" \t", size), text.size());
      item->arguments = text.substr(begin);
    };
    if (line[0] == '@') {
      item->form = ItemForm::kAnnotation;
      split(line);
      item->keyword.remove_prefix(1);
    } else {
      split(line);
      if (item->keyword == "opt" && !item->arguments.empty() && item->arguments[0] != '\r') {
        item->form = ItemForm::kOpt;
        split(item->arguments);
      }
    }
    if (line.back() == ' ' || line.back() == '\t') item->notes |= kTrailingSpace;
  }

  // The line after `begin`, the object's first one, is the next to be read.
  void ReadObject(std::string_view begin, Item* item) {
    if (begin.back() == '\r') begin.remove_suffix(1);
    if (begin.size() >= 16 && begin[10] == ' ' && begin.substr(begin.size() - 5) == "-----") {
      item->object.label = begin.substr(11, begin.size() - 16);
    } else {
      item->notes |= kBadBeginLine;
      item->object.label = begin.substr(std::min<size_t>(11, begin.size()));
    }
    const std::string_view last = lines_[at_ - 1];
    const char* const body = last.data() + last.size();
    size_t next = at_;
    while (next < lines_.size() && lines_[next].find('-') == std::string_view::npos) ++next;
    if (next < lines_.size() && Begins(lines_[next], "-----END ")) {
      std::string_view end = Content(lines_[next]);
      if (end.back() == '\r') end.remove_suffix(1);
      if (end != "-----END " + std::string(item->object.label) + "-----") {
        item->notes |= kObjectLabelMismatch;
      }
      item->object.body = {body, static_cast<size_t>(lines_[next].data() - body)};
      at_ = next + 1;
      return;
    }
    item->notes |= kUnterminatedObject;
    while (at_ < lines_.size() && IsBase64Line(lines_[at_])) ++at_;
    item->object.body = {body, static_cast<size_t>(EndOfRead() - body)};
  }

  std::vector<std::string_view> lines_;
  size_t at_ = 0;  // the next line
};

// The items and the blank lines between them are the text, in order.
void ExpectPartition(std::string_view text, const std::vector<Item>& items) {
  const auto expect_blank = [](std::string_view gap) {
    EXPECT_EQ(gap.find_first_not_of(" \t\r\n"), std::string_view::npos) << "[" << gap << "]";
  };
  const char* at = text.data();
  for (const Item& item : items) {
    ASSERT_FALSE(item.text.empty());
    ASSERT_GE(item.text.data(), at);
    ASSERT_LE(item.text.data() + item.text.size(), text.data() + text.size());
    expect_blank({at, static_cast<size_t>(item.text.data() - at)});
    EXPECT_TRUE(item.text.data() == text.data() || item.text.data()[-1] == '\n');
    at = item.text.data() + item.text.size();
    for (const std::string_view part :
         {item.keyword, item.arguments, item.object.label, item.object.body, item.line()}) {
      if (part.data() == nullptr) continue;
      EXPECT_GE(part.data(), item.text.data());
      EXPECT_LE(part.data() + part.size(), at);
    }
  }
  expect_blank({at, static_cast<size_t>(text.data() + text.size() - at)});
}

enum class Against { kScalar, kScalarAndModel };

void ExpectConsistent(std::string_view text, Against against = Against::kScalarAndModel) {
  const std::vector<Item> items = ItemsOf<Lexer>(text);
  ExpectPartition(text, items);
  const auto compare = [&](const std::vector<Item>& others, const char* name) {
    ASSERT_EQ(items.size(), others.size()) << name << ": [" << text << "]";
    for (size_t i = 0; i < items.size(); ++i) {
      ASSERT_TRUE(SameItem(items[i], others[i]))
          << name << ", item " << i << " of [" << text << "]\n"
          << Describe(items[i]) << "\n"
          << Describe(others[i]);
    }
  };
  compare(ItemsOf<ScalarLexer>(text), "ScalarLexer");
  Lexer guessing(text);
  compare(LikelyItemsOf(guessing, items), "with likely keywords");
  if (const LineIndex lines = LinesOf(text); lines.good() && !text.empty()) {
    Lexer indexed(text, text.data() + text.size(), lines, 0);
    compare(ItemsOf(indexed), "with a LineIndex");
    Lexer guessing_indexed(text, text.data() + text.size(), lines, 0);
    compare(LikelyItemsOf(guessing_indexed, items), "with a LineIndex and likely keywords");
  }
  if (against == Against::kScalarAndModel) compare(Model(text).Items(), "the model");
}

// GuardedText holds a text between two pages that cannot be read: flush with one of them.
class GuardedText {
 public:
  explicit GuardedText(size_t capacity) {
    const size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    size_ = (capacity + page - 1) / page * page;
    mapped_ = size_ + 2 * page;
    void* memory = mmap(nullptr, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) std::abort();
    memory_ = static_cast<char*>(memory);
    begin_ = memory_ + page;
    if (mprotect(begin_, size_, PROT_READ | PROT_WRITE) != 0) std::abort();
  }
  ~GuardedText() { munmap(memory_, mapped_); }
  GuardedText(const GuardedText&) = delete;
  GuardedText& operator=(const GuardedText&) = delete;

  std::string_view AtEnd(std::string_view text) { return Put(begin_ + size_ - text.size(), text); }
  std::string_view AtBegin(std::string_view text) { return Put(begin_, text); }

 private:
  std::string_view Put(char* place, std::string_view text) {
    std::copy(text.begin(), text.end(), place);
    return {place, text.size()};
  }

  char* memory_;
  char* begin_;
  size_t size_;
  size_t mapped_;
};

constexpr std::string_view kDocument =
    "@type server-descriptor 1.0\n"
    "router relay0 127.0.0.1 17656 0 0\n"
    "identity-ed25519\n"
    "-----BEGIN ED25519 CERT-----\n"
    "AQQAB57UAeKQyCNm1r1umfFlLdXu5yVDVzTFlLHzRjDkZsQ+b2noAQAgBACjYRz5\n"
    "iKwGSV6at16uIXEz+EwIwjyQXMp7v8wujQhf9C8O1ubwJ6XV8cFIXuaN7wRXSELe\n"
    "s6zoq5+NYtroq+GgdbblB1EBCIfRcDJ3wWtFjoeoBKGRiod/7Iw4JFh37As=\n"
    "-----END ED25519 CERT-----\n"
    "opt\tuptime 2 \n"
    "contact J\xfcrg\r\n"
    "\n"
    "# comment\n"
    "  reject *:*\n"
    "router-signature\n"
    " \n"
    "-----BEGIN SIGNATURE-----\n"
    "mtT00AcLsPRj2dkH5JXI13M4HM0Y80/otT1rltgJyogVDpdEDbDBGkTqOISV0uyO\n"
    "-----END SIGNATURE-----\n"
    "\n";

TEST(LexerAgreementTest, AKeywordMayBeLongerThanOneLook) {
  for (size_t size = 1; size < 140; ++size) {
    const std::string keyword(size, 'k');
    for (const char* rest : {"", " a", "\ta", " ", "\r"}) {
      const std::string text = keyword + rest + "\n" + std::string(40, 'x') + " y\n";
      const std::vector<Item> items = ItemsOf<Lexer>(text);
      ASSERT_EQ(items.size(), 2u);
      EXPECT_EQ(items[0].keyword, keyword);
      ExpectConsistent(text);
    }
  }
}

TEST(LexerAgreementTest, OddBytesAreNotedWhereverTheyStand) {
  for (size_t before = 0; before < 200; ++before) {
    for (size_t after = 0; after < 3; ++after) {
      const std::string text = "k " + std::string(before, 'x') + "\x02" +
                               std::string(after * 64, 'y') + "\nl " + std::string(70, 'z') + "\n";
      ASSERT_EQ(FirstItem(text).notes, kControl);
      ExpectConsistent(text);
    }
  }
}

TEST(LexerAgreementTest, EveryTruncationOfADocument) {
  GuardedText guarded(kDocument.size());
  for (size_t size = 0; size <= kDocument.size(); ++size) {
    ExpectConsistent(guarded.AtEnd(kDocument.substr(0, size)));
    ExpectConsistent(guarded.AtEnd(kDocument.substr(size)));
    ExpectConsistent(guarded.AtBegin(kDocument.substr(size)));
    if (HasFatalFailure() || HasNonfatalFailure()) return;
  }
}

TEST(LexerAgreementTest, EveryByteOfADocumentChanged) {
  GuardedText guarded(kDocument.size());
  for (size_t i = 0; i < kDocument.size(); ++i) {
    for (const char c : std::string_view("\0\n\r \t-#@o=\x80", 11)) {
      std::string text(kDocument);
      text[i] = c;
      ExpectConsistent(guarded.AtEnd(text));
      if (HasFatalFailure() || HasNonfatalFailure()) return;
    }
  }
}

constexpr std::string_view kFragments[] = {
    "router ",
    "router",
    "uptime 5",
    "onion-key\n",
    "k\n",
    "\n",
    "\n",
    "\n",
    "\r\n",
    "\r",
    " ",
    "  ",
    "\t",
    "opt ",
    "opt",
    "@type ",
    "@",
    "# comment",
    "#",
    "-----BEGIN X-----\n",
    "-----BEGIN RSA PUBLIC KEY-----\n",
    "-----BEGIN X-----",
    "-----BEGIN X-----\r\n",
    "-----BEGIN",
    "-----BEGIN ",
    "-----END X-----\n",
    "-----END RSA PUBLIC KEY-----\n",
    "-----END X-----",
    "-----END X-----\r\n",
    "-----END ",
    "-----",
    "-",
    "AAAA\n",
    "MIGJAoGBAM/HtgoAJj9udO9SYI7/iP/fIjaUAcXtu2BuJHeNiq3f6VA2+i+oXKFO\n",
    "BBB=",
    "=",
    "\xff",
    "\xc3\xbc",
    "\x01",
    "\x7f",
    std::string_view("\0", 1),
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n",
};

// A lexer that may look beyond its text reads what one of the text alone does, also text by text.
TEST(LexerAgreementTest, LimitsAndPieces) {
  const std::string text =
      "a 1\nb\n-----BEGIN X-----\nAAAA\n-----END X-----\nc 2 3\n-----BEGIN Y-----\nAA\nd\ne "
      "4\n\n# f\n@g 5\nh";
  std::vector<size_t> starts;
  for (size_t at = 0; at != std::string::npos && at < text.size();) {
    starts.push_back(at);
    at = text.find('\n', at);
    if (at != std::string::npos) ++at;
  }
  starts.push_back(text.size());
  for (size_t i = 0; i + 1 < starts.size(); ++i) {
    for (size_t j = i + 1; j < starts.size(); ++j) {
      const std::string_view piece =
          std::string_view(text).substr(starts[i], starts[j] - starts[i]);
      Lexer alone(piece);
      Lexer within(piece, text.data() + text.size());
      Lexer onwards(std::string_view(text).substr(0, starts[i]), text.data() + text.size());
      Item a, b, c;
      while (onwards.Next(&c)) {
      }
      onwards.GoOn(piece);
      for (bool more = true; more;) {
        more = alone.Next(&a);
        ASSERT_EQ(within.Next(&b), more);
        ASSERT_EQ(onwards.Next(&c), more);
        if (!more) break;
        for (const Item* other : {&b, &c}) {
          EXPECT_EQ(other->text, a.text);
          EXPECT_EQ(other->keyword, a.keyword);
          EXPECT_EQ(other->arguments, a.arguments);
          EXPECT_EQ(other->object.body, a.object.body);
          EXPECT_EQ(other->notes, a.notes) << a.text;
        }
      }
    }
  }
}

TEST(LexerAgreementTest, RandomTexts) {
  std::mt19937 random(20260131);
  GuardedText guarded(1 << 16);
  std::string text;
  for (int round = 0; round < 100000; ++round) {
    text.clear();
    for (size_t left = random() % 40; left > 0; --left) {
      text += kFragments[random() % std::size(kFragments)];
    }
    ExpectConsistent(guarded.AtEnd(text));
    ExpectConsistent(guarded.AtBegin(text));
    if (HasFatalFailure() || HasNonfatalFailure()) return;
  }
}

TEST(LexerAgreementTest, RandomBytes) {
  std::mt19937 random(7);
  GuardedText guarded(1 << 12);
  constexpr char kBytes[] = "\n\n\n\r \t-----#@optBEGINDX=A/\x01\xff";  // and its NUL
  std::string text;
  for (int round = 0; round < 50000; ++round) {
    text.clear();
    for (size_t left = random() % 300; left > 0; --left) text += kBytes[random() % sizeof kBytes];
    ExpectConsistent(guarded.AtEnd(text));
    if (HasFatalFailure() || HasNonfatalFailure()) return;
  }
}

// Lexes every file below `folder` and returns their number.
size_t LexFiles(const char* folder) {
  size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    const std::string text = std::move(bytes).str();
    SCOPED_TRACE(entry.path().string());
    ExpectConsistent(text);
    ++files;
  }
  return files;
}

TEST(LexerAgreementTest, EveryFileOfTheCorpus) {
  const char* corpus = std::getenv("SCAPE_CORPUS");
  if (corpus == nullptr) GTEST_SKIP() << "SKIPPED: SCAPE_CORPUS is not set";
  EXPECT_GT(LexFiles(corpus), 0u);
}

TEST(LexerAgreementTest, EveryFileOfTheSampleNetwork) {
  const char* sample = std::getenv("SCAPE_TESTNET_SAMPLE");
  if (sample == nullptr) GTEST_SKIP() << "SKIPPED: SCAPE_TESTNET_SAMPLE is not set";
  EXPECT_GT(LexFiles(sample), 0u);
}

}  // namespace
}  // namespace scape::netdoc
