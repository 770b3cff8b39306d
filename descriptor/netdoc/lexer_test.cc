#include "descriptor/netdoc/lexer.h"

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

namespace scape::netdoc {
namespace {

template <typename AnyLexer>
std::vector<Item> ItemsOf(std::string_view text) {
  std::vector<Item> items;
  AnyLexer lexer(text);
  Item item;
  while (lexer.Next(&item)) items.push_back(item);
  EXPECT_TRUE(lexer.rest().empty());
  EXPECT_FALSE(lexer.Next(&item)) << "the end is the end";
  return items;
}

// The items when each time the keyword of the item that comes is called likely.
std::vector<Item> LikelyItemsOf(std::string_view text, const std::vector<Item>& usual) {
  std::vector<Item> items;
  Lexer lexer(text);
  Item item;
  for (;;) {
    std::string_view next = items.size() < usual.size() ? usual[items.size()].keyword : "x";
    if (next == "opt") next = "x";
    const KeywordStart likely{KeywordKey(next)};
    bool is_likely = false;
    if (!lexer.Next(&item, &likely, &is_likely)) break;
    if (is_likely) {
      EXPECT_EQ(item.keyword, next);
      EXPECT_EQ(item.form, ItemForm::kPlain);
      EXPECT_LT(next.size(), 8u);
    }
    items.push_back(item);
  }
  return items;
}

// The items where the lines are known. Empty: of this text they are not worth it.
std::vector<Item> IndexedItemsOf(std::string_view text) {
  LineIndex lines;
  for (size_t at = 0; at < text.size(); at += LineIndex::kPiece) {
    const std::string_view piece = text.substr(at, LineIndex::kPiece);
    uint32_t* const ends = lines.Room(piece.data(), piece.size());
    bool odd;
    const size_t count = NativeKernel::Scan(piece.data(), piece.size(), lines.offset(), ends, &odd);
    lines.Add(count, odd);
  }
  if (!lines.good() || text.empty()) return {};
  EXPECT_EQ(lines.size(), std::count(text.begin(), text.end(), '\n'));
  std::vector<Item> items;
  Lexer lexer(text, text.data() + text.size(), lines, 0);
  Item item;
  while (lexer.Next(&item)) items.push_back(item);
  EXPECT_TRUE(lexer.rest().empty());
  return items;
}

Item FirstItem(std::string_view text) {
  const std::vector<Item> items = ItemsOf<Lexer>(text);
  EXPECT_FALSE(items.empty());
  return items.empty() ? Item() : items[0];
}

// Views of no bytes may stand anywhere, but being there is not being absent.
bool SameView(std::string_view a, std::string_view b) {
  if (a.empty() && b.empty()) return (a.data() == nullptr) == (b.data() == nullptr);
  return a.data() == b.data() && a.size() == b.size();
}

bool SameItem(const Item& a, const Item& b) {
  return SameView(a.keyword, b.keyword) && SameView(a.arguments, b.arguments) &&
         SameView(a.object.label, b.object.label) && SameView(a.object.body, b.object.body) &&
         SameView(a.text, b.text) && a.form == b.form && a.notes == b.notes;
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
  compare(LikelyItemsOf(text, items), "with likely keywords");
  const std::vector<Item> indexed = IndexedItemsOf(text);
  if (!indexed.empty()) compare(indexed, "with a LineIndex");
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

TEST(LexerTest, AnEmptyTextHasNoItems) {
  EXPECT_TRUE(ItemsOf<Lexer>("").empty());
  EXPECT_TRUE(ItemsOf<Lexer>("\n").empty());
  EXPECT_TRUE(ItemsOf<Lexer>(" \t\r\n\n\r\n  ").empty());
}

TEST(LexerTest, AKeywordLine) {
  const std::string_view text = "bandwidth 1 2  3\n";
  const Item item = FirstItem(text);
  EXPECT_EQ(item.keyword, "bandwidth");
  EXPECT_EQ(item.arguments, "1 2  3");
  EXPECT_EQ(item.text, text);
  EXPECT_EQ(item.line(), "bandwidth 1 2  3");
  EXPECT_EQ(item.form, ItemForm::kPlain);
  EXPECT_EQ(item.notes, 0);
  EXPECT_FALSE(item.object.present());
}

TEST(LexerTest, BlanksBeforeArgumentsAreNoPartOfThem) {
  const Item item = FirstItem("bandwidth \t  1\t2\n");
  EXPECT_EQ(item.arguments, "1\t2");
  EXPECT_EQ(item.notes, 0) << "TAB is white space";
}

TEST(LexerTest, AKeywordMayBeLongerThanOneLook) {
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

TEST(LexerTest, AnObject) {
  const std::string_view text =
      "onion-key\n-----BEGIN RSA PUBLIC KEY-----\nAAAA\nBB==\n-----END RSA PUBLIC KEY-----\nx 1\n";
  const std::vector<Item> items = ItemsOf<Lexer>(text);
  ASSERT_EQ(items.size(), 2u);
  EXPECT_TRUE(items[0].object.present());
  EXPECT_EQ(items[0].object.label, "RSA PUBLIC KEY");
  EXPECT_EQ(items[0].object.body, "AAAA\nBB==\n");
  EXPECT_EQ(items[0].line(), "onion-key");
  EXPECT_EQ(items[0].notes, 0);
  EXPECT_EQ(items[1].keyword, "x");
}

TEST(LexerTest, AnEmptyObjectIsPresent) {
  const Item item = FirstItem("k\n-----BEGIN X-----\n-----END X-----\n");
  EXPECT_TRUE(item.object.present());
  EXPECT_EQ(item.object.body, "");
  EXPECT_NE(item.object.body.data(), nullptr);
  EXPECT_EQ(item.notes, 0);
}

TEST(LexerTest, AnEmptyLabelIsPresent) {
  const Item item = FirstItem("k\n-----BEGIN -----\nAAAA\n-----END -----\n");
  EXPECT_TRUE(item.object.present());
  EXPECT_EQ(item.object.label, "");
  EXPECT_EQ(item.notes, 0);
}

TEST(LexerTest, OptIsTakenOff) {
  const Item item = FirstItem("opt  uptime 5\n");
  EXPECT_EQ(item.form, ItemForm::kOpt);
  EXPECT_EQ(item.keyword, "uptime");
  EXPECT_EQ(item.arguments, "5");
  EXPECT_EQ(FirstItem("opt\tuptime\t5\n").keyword, "uptime");
}

TEST(LexerTest, OptIsTakenOffOnce) {
  const Item item = FirstItem("opt opt x\n");
  EXPECT_EQ(item.form, ItemForm::kOpt);
  EXPECT_EQ(item.keyword, "opt");
  EXPECT_EQ(item.arguments, "x");
}

TEST(LexerTest, OptAloneIsAKeyword) {
  for (const std::string_view text : {"opt\n", "opt \n", "opt", "opt \t", "opt\r\n", "opt \r\n"}) {
    const Item item = FirstItem(text);
    EXPECT_EQ(item.form, ItemForm::kPlain) << text;
    EXPECT_EQ(item.keyword, "opt");
    EXPECT_EQ(item.arguments, "");
  }
  EXPECT_EQ(FirstItem("option x\n").keyword, "option");
  EXPECT_EQ(FirstItem("opt-x y\n").form, ItemForm::kPlain);
}

TEST(LexerTest, AnItemWithOptMayHaveAnObject) {
  const Item item = FirstItem("opt key\n-----BEGIN X-----\nAAAA\n-----END X-----\n");
  EXPECT_EQ(item.form, ItemForm::kOpt);
  EXPECT_EQ(item.object.body, "AAAA\n");
}

TEST(LexerTest, Annotations) {
  const Item item = FirstItem("@downloaded-at 2026-01-01 00:00:00\n");
  EXPECT_EQ(item.form, ItemForm::kAnnotation);
  EXPECT_EQ(item.keyword, "downloaded-at");
  EXPECT_EQ(item.arguments, "2026-01-01 00:00:00");
  EXPECT_EQ(FirstItem("@\n").keyword, "");
  EXPECT_EQ(FirstItem("@ x\n").arguments, "x");
  EXPECT_EQ(FirstItem("@opt x y\n").keyword, "opt");
}

TEST(LexerTest, Comments) {
  for (const std::string_view text : {"# a comment\n", " \t# a comment\n", "#\n", "#-----BEGIN"}) {
    const Item item = FirstItem(text);
    EXPECT_EQ(item.form, ItemForm::kComment) << text;
    EXPECT_EQ(item.text, text);
    EXPECT_EQ(item.keyword, "");
    EXPECT_EQ(item.arguments, "");
  }
}

TEST(LexerTest, ACommentTakesNoObject) {
  const std::vector<Item> items = ItemsOf<Lexer>("#\n-----BEGIN X-----\nAAAA\n-----END X-----\n");
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[0].form, ItemForm::kComment);
  EXPECT_EQ(items[1].form, ItemForm::kStray);
  EXPECT_EQ(items[1].object.label, "X");
}

TEST(LexerTest, AHashInALineIsText) {
  EXPECT_EQ(FirstItem("uptime 9#9 # x\n").arguments, "9#9 # x");
}

TEST(LexerTest, StrayLines) {
  for (const std::string_view text : {"-----END X-----\n", "-----\n", "------\n", "-----BEGI\n"}) {
    const Item item = FirstItem(text);
    EXPECT_EQ(item.form, ItemForm::kStray) << text;
    EXPECT_FALSE(item.object.present());
    EXPECT_EQ(item.text, text);
    EXPECT_EQ(item.keyword, "");
  }
  EXPECT_EQ(FirstItem("----\n").keyword, "----") << "four dashes";
}

TEST(LexerTest, AStrayObjectIsOneItem) {
  const std::string_view text = "-----BEGIN X-----\nAAAA\n-----END X-----\n";
  const std::vector<Item> items = ItemsOf<Lexer>(text);
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].form, ItemForm::kStray);
  EXPECT_EQ(items[0].text, text);
  EXPECT_EQ(items[0].object.body, "AAAA\n");
}

TEST(LexerTest, ASecondObjectIsStray) {
  const std::string object = "-----BEGIN X-----\nAAAA\n-----END X-----\n";
  const std::string text = "k\n" + object + object;
  const std::vector<Item> items = ItemsOf<Lexer>(text);
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[1].form, ItemForm::kStray);
  EXPECT_EQ(items[1].text, object);
}

TEST(LexerTest, LeadingSpaceIsNoted) {
  for (const std::string_view text : {" uptime 5\n", "\tuptime 5\n", " \r uptime 5\n"}) {
    const Item item = FirstItem(text);
    EXPECT_EQ(item.keyword, "uptime");
    EXPECT_TRUE(item.notes & kLeadingSpace);
    EXPECT_EQ(item.text, text);
  }
  EXPECT_FALSE(FirstItem("uptime 5\n").notes & kLeadingSpace);
  EXPECT_EQ(FirstItem(" -----END X-----\n").form, ItemForm::kStray);
}

TEST(LexerTest, AnIndentedObjectIsStray) {
  const std::vector<Item> items = ItemsOf<Lexer>("k\n -----BEGIN X-----\nAAAA\n-----END X-----\n");
  ASSERT_EQ(items.size(), 2u);
  EXPECT_FALSE(items[0].object.present());
  EXPECT_EQ(items[1].form, ItemForm::kStray);
  EXPECT_EQ(items[1].object.body, "AAAA\n");
  EXPECT_TRUE(items[1].notes & kLeadingSpace);
}

TEST(LexerTest, TrailingSpaceIsNoted) {
  for (const std::string_view text :
       {"a b \n", "a b\t\n", "a b  ", "a b \r\n", "a \n", "a\t", "a \r\n", "opt a \n", "@a \n"}) {
    EXPECT_TRUE(FirstItem(text).notes & kTrailingSpace) << "[" << text << "]";
  }
  for (const std::string_view text : {"a b\n", "a  b\n", "a\n", "a", "a\r\n", "a b\r\n", "# \n"}) {
    EXPECT_FALSE(FirstItem(text).notes & kTrailingSpace) << "[" << text << "]";
  }
  EXPECT_EQ(FirstItem("a b \n").arguments, "b ") << "what it says is kept";
}

TEST(LexerTest, ACarriageReturnEndsNoArgument) {
  const Item item = FirstItem("published 2026-01-01 00:00:00\r\n");
  EXPECT_EQ(item.arguments, "2026-01-01 00:00:00");
  EXPECT_EQ(item.notes, kCarriageReturn);
  EXPECT_EQ(FirstItem("uptime\r\n").keyword, "uptime");
  EXPECT_EQ(FirstItem("contact a\rb\n").arguments, "a\rb");
  EXPECT_EQ(FirstItem("contact a\r\r\n").arguments, "a\r") << "only the one of the line's end";
  EXPECT_EQ(FirstItem("contact a\rb\n").notes, kCarriageReturn);
  EXPECT_EQ(FirstItem("uptime\r \n").keyword, "uptime\r");
}

TEST(LexerTest, ObjectsMayHaveCarriageReturns) {
  const Item item = FirstItem("k\r\n-----BEGIN X-----\r\nAAAA\r\n-----END X-----\r\n");
  EXPECT_EQ(item.object.label, "X");
  EXPECT_EQ(item.object.body, "AAAA\r\n");
  EXPECT_EQ(item.notes, kCarriageReturn);
}

TEST(LexerTest, OddBytesAreNoted) {
  EXPECT_EQ(FirstItem(std::string_view("contact a\0b\n", 12)).notes, kNul);
  EXPECT_EQ(FirstItem("contact a\x01\n").notes, kControl);
  EXPECT_EQ(FirstItem("contact a\vb\n").notes, kControl);
  EXPECT_EQ(FirstItem("contact a\x7f\n").notes, 0);
  EXPECT_EQ(FirstItem("contact \xc3\xbc\n").notes, kNonAscii);
  EXPECT_EQ(FirstItem("contact \x80\x01\r\n").notes, kNonAscii | kControl | kCarriageReturn);
  EXPECT_EQ(FirstItem("\xff\xfe x\n").notes, kNonAscii);
  EXPECT_EQ(FirstItem("k\n-----BEGIN X-----\nA\x80==\n-----END X-----\n").notes, kNonAscii);
}

TEST(LexerTest, OddBytesAreNotedOnTheirItemOnly) {
  // All of it in one block of 64 bytes.
  const std::vector<Item> items = ItemsOf<Lexer>("a 1\nb \xff\nc 1\nd\r\ne 1\n");
  ASSERT_EQ(items.size(), 5u);
  EXPECT_EQ(items[0].notes, 0);
  EXPECT_EQ(items[1].notes, kNonAscii);
  EXPECT_EQ(items[2].notes, 0);
  EXPECT_EQ(items[3].notes, kCarriageReturn);
  EXPECT_EQ(items[4].notes, 0);
}

TEST(LexerTest, OddBytesAreNotedWhereverTheyStand) {
  for (size_t before = 0; before < 200; ++before) {
    for (size_t after = 0; after < 3; ++after) {
      const std::string text = "k " + std::string(before, 'x') + "\x02" +
                               std::string(after * 64, 'y') + "\nl " + std::string(70, 'z') + "\n";
      ASSERT_EQ(FirstItem(text).notes, kControl);
      ExpectConsistent(text);
    }
  }
}

TEST(LexerTest, ABadKeywordIsStillOne) {
  const Item item = FirstItem("!!%$\xff x\n");
  EXPECT_EQ(item.keyword, "!!%$\xff");
  EXPECT_FALSE(IsKeyword(item.keyword));
  EXPECT_EQ(FirstItem(std::string_view("\0x y\n", 5)).keyword, std::string_view("\0x", 2));
}

TEST(LexerTest, AMissingFinalNewlineIsNoted) {
  for (const std::string_view text :
       {"a", "a b", "# c", "-----END X-----", "-----BEGIN X-----", "k\n-----BEGIN X-----",
        "k\n-----BEGIN X-----\nAAAA", "k\n-----BEGIN X-----\nAAAA\n-----END X-----",
        "k\n\n-----BEGIN X-----", "@a", "opt a", " a", "k\n-----BEGIN"}) {
    const Item item = FirstItem(text);
    EXPECT_EQ(item.text, text);
    EXPECT_TRUE(item.notes & kNoFinalNewline) << text;
  }
}

TEST(LexerTest, AnObjectWithoutEndStopsAtWhatIsNoBase64) {
  const std::string_view text =
      "onion-key\n-----BEGIN RSA PUBLIC KEY-----\nMIGJ\nAoGB=\nsigning key\nuptime 5\n";
  const std::vector<Item> items = ItemsOf<Lexer>(text);
  ASSERT_EQ(items.size(), 3u);
  EXPECT_TRUE(items[0].notes & kUnterminatedObject);
  EXPECT_EQ(items[0].object.body, "MIGJ\nAoGB=\n");
  EXPECT_EQ(items[1].keyword, "signing");
  EXPECT_EQ(items[2].keyword, "uptime");
}

TEST(LexerTest, AnObjectWithoutEndStopsBeforeTheNextObject) {
  const std::vector<Item> items =
      ItemsOf<Lexer>("a\n-----BEGIN X-----\nAAAA\nb 1\n-----BEGIN Y-----\nBBBB\n-----END Y-----\n");
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[0].object.body, "AAAA\n");
  EXPECT_TRUE(items[0].notes & kUnterminatedObject);
  EXPECT_EQ(items[1].object.label, "Y");
  EXPECT_EQ(items[1].object.body, "BBBB\n");
  EXPECT_EQ(items[1].notes, 0);
}

TEST(LexerTest, ALineWithADashEndsAnObject) {
  // Base64 has no dash, so `router-signature` cannot be taken for some.
  const std::vector<Item> items = ItemsOf<Lexer>("a\n-----BEGIN X-----\nAAAA\nrouter-signature\n");
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[0].object.body, "AAAA\n");
  EXPECT_EQ(items[1].keyword, "router-signature");
}

TEST(LexerTest, AnEndLineInMidLineIsNone) {
  const std::vector<Item> items = ItemsOf<Lexer>("a\n-----BEGIN X-----\nAAAA-----END X-----\n");
  ASSERT_EQ(items.size(), 2u);
  EXPECT_TRUE(items[0].notes & kUnterminatedObject);
  EXPECT_EQ(items[0].object.body, "");
  EXPECT_EQ(items[1].keyword, "AAAA-----END");
}

TEST(LexerTest, OtherEndLabelsAreNoted) {
  for (const std::string_view end : {"-----END Y-----", "-----END X----", "-----END X------",
                                     "-----END X----- ", "-----END X", "-----END "}) {
    const std::string text = "k\n-----BEGIN X-----\nAAAA\n" + std::string(end) + "\nz\n";
    const std::vector<Item> items = ItemsOf<Lexer>(text);
    ASSERT_EQ(items.size(), 2u) << end;
    EXPECT_TRUE(items[0].notes & kObjectLabelMismatch) << end;
    EXPECT_EQ(items[0].object.body, "AAAA\n");
  }
  EXPECT_TRUE(FirstItem("k\n-----BEGIN X-----\n-----END\n").notes & kUnterminatedObject);
}

TEST(LexerTest, BadBeginLinesAreNoted) {
  struct Case {
    std::string_view line, label;
  };
  for (const auto& [line, label] :
       {Case{"-----BEGIN", ""}, Case{"-----BEGINX", ""}, Case{"-----BEGIN X", "X"},
        Case{"-----BEGIN X----", "X----"}, Case{"-----BEGIN X----- ", "X----- "},
        Case{"-----BEGINNER-----", "ER-----"}}) {
    const std::string text = "k\n" + std::string(line) + "\nAAAA\n-----END X-----\n";
    const Item item = FirstItem(text);
    EXPECT_TRUE(item.notes & kBadBeginLine) << line;
    EXPECT_TRUE(item.object.present()) << line;
    EXPECT_EQ(item.object.label, label);
    EXPECT_EQ(item.object.body, "AAAA\n");
  }
}

TEST(LexerTest, BlankLinesBeforeAnObjectAreItsItems) {
  for (const std::string_view blank : {"\n", "\n\n", " \n", "\r\n", "\t \n\n \r\n"}) {
    const std::string text =
        "k\n" + std::string(blank) + "-----BEGIN X-----\nAAAA\n-----END X-----\n";
    const std::vector<Item> items = ItemsOf<Lexer>(text);
    ASSERT_EQ(items.size(), 1u);
    EXPECT_TRUE(items[0].notes & kBlankBeforeObject);
    EXPECT_EQ(items[0].object.body, "AAAA\n");
    EXPECT_EQ(items[0].text, text);
  }
}

TEST(LexerTest, BlankLinesBeforeAnythingElseAreNobodys) {
  const std::vector<Item> items = ItemsOf<Lexer>("k\n\n \nl\n\n-----END X-----\n");
  ASSERT_EQ(items.size(), 3u);
  EXPECT_EQ(items[0].text, "k\n");
  EXPECT_EQ(items[1].text, "l\n");
  EXPECT_EQ(items[2].text, "-----END X-----\n");
}

// A gap of more than one block was skipped without being looked at.
TEST(LexerTest, CarriageReturnsInALongGapBeforeAnObjectAreNoted) {
  const std::string text = "k\n" + std::string(150, '\n') + "\r\n" + std::string(150, '\n') +
                           "-----BEGIN X-----\nAAAA\n-----END X-----\n";
  EXPECT_EQ(FirstItem(text).notes, kBlankBeforeObject | kCarriageReturn);
}

TEST(LexerTest, ManyBlankLinesTakeLinearTime) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "k\n" + std::string(1000, '\n');
  EXPECT_EQ(ItemsOf<Lexer>(text).size(), 1000u);
}

TEST(LexerTest, ManyUnterminatedObjectsTakeLinearTime) {
  std::string text;
  for (int i = 0; i < 20000; ++i) text += "k\n-----BEGIN X-----\nAAAA\n";
  EXPECT_EQ(ItemsOf<Lexer>(text).size(), 20000u);
}

TEST(LexerTest, ExamineTextLooksAtEveryByte) {
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const int expected = byte == 0      ? kNul
                         : byte == '\r' ? kCarriageReturn
                         : byte >= 0x80 ? kNonAscii
                         : byte == '\t' ? 0
                         : byte == '\n' ? 0
                         : byte < 0x20  ? kControl
                                        : 0;
    EXPECT_EQ(ExamineText(std::string_view(&c, 1)), expected) << byte;
  }
}

TEST(LexerTest, KeywordsByTheGrammar) {
  for (const std::string_view good : {"a", "A", "0", "onion-key", "x-", "a--b", "X-1"}) {
    EXPECT_TRUE(IsKeyword(good)) << good;
  }
  for (const std::string_view bad : {"", "-", "-a", "a_b", "a.b", "\xc3\xa9", "a b", "@a"}) {
    EXPECT_FALSE(IsKeyword(bad)) << bad;
  }
  EXPECT_FALSE(IsKeyword(std::string_view("a\0", 2)));
}

TEST(LexerTest, ALikelyKeyword) {
  const std::string_view text = "s Fast Running\nsx 1\ns  Fast\ns\ns \nopt s 1\nw Bandwidth=1\n";
  const KeywordStart likely{KeywordKey("s")};
  Lexer lexer(text);
  Item item;
  std::string found;
  for (bool is_likely; lexer.Next(&item, &likely, &is_likely);) found += is_likely ? 'y' : 'n';
  // One SP and arguments; the rest is read as ever.
  EXPECT_EQ(found, "ynnnnnn");
}

TEST(LexerTest, RestIsWhatHasNotBeenRead) {
  const std::string text = "a\nb\n";
  Lexer lexer{std::string_view(text)};
  Item item;
  EXPECT_EQ(lexer.rest(), text);
  ASSERT_TRUE(lexer.Next(&item));
  EXPECT_EQ(lexer.rest(), "b\n");
  ASSERT_TRUE(lexer.Next(&item));
  EXPECT_EQ(lexer.rest(), "");
}

TEST(LexerTest, AtTheEndTheItemIsUnchanged) {
  const std::string text = "a b\n\n \n";
  Lexer lexer{std::string_view(text)};
  Item item;
  ASSERT_TRUE(lexer.Next(&item));
  const Item before = item;
  EXPECT_FALSE(lexer.Next(&item));
  EXPECT_TRUE(SameItem(item, before));
}

TEST(LexerTest, EveryTruncationOfADocument) {
  GuardedText guarded(kDocument.size());
  for (size_t size = 0; size <= kDocument.size(); ++size) {
    ExpectConsistent(guarded.AtEnd(kDocument.substr(0, size)));
    ExpectConsistent(guarded.AtEnd(kDocument.substr(size)));
    ExpectConsistent(guarded.AtBegin(kDocument.substr(size)));
    if (HasFatalFailure() || HasNonfatalFailure()) return;
  }
}

TEST(LexerTest, EveryByteOfADocumentChanged) {
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
TEST(LexerTest, LimitsAndPieces) {
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

TEST(LexerTest, RandomTexts) {
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

TEST(LexerTest, RandomBytes) {
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

TEST(LexerTest, EveryFileOfTheCorpus) {
  const char* corpus = std::getenv("SCAPE_CORPUS");
  if (corpus == nullptr) GTEST_SKIP() << "SKIPPED: SCAPE_CORPUS is not set";
  EXPECT_GT(LexFiles(corpus), 0u);
}

TEST(LexerTest, EveryFileOfTheSampleNetwork) {
  const char* sample = std::getenv("SCAPE_TESTNET_SAMPLE");
  if (sample == nullptr) GTEST_SKIP() << "SKIPPED: SCAPE_TESTNET_SAMPLE is not set";
  EXPECT_GT(LexFiles(sample), 0u);
}

}  // namespace
}  // namespace scape::netdoc
