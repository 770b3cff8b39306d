// Fuzzes the lexer: items and blank lines partition the text, the native and the scalar lexer
// agree, and Locate counts as anybody would.
#include <algorithm>
#include <string_view>

#include "descriptor/fuzz/fuzz.h"
#include "descriptor/netdoc/item_reader.h"
#include "descriptor/netdoc/lexer.h"
#include "descriptor/netdoc/locate.h"

namespace scape::fuzz {
namespace {

using netdoc::Item;
using netdoc::ItemForm;

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// Same: equal bytes at the same place. A view of no bytes may stand anywhere.
bool Same(std::string_view a, std::string_view b) {
  if (a.empty() && b.empty()) return (a.data() == nullptr) == (b.data() == nullptr);
  return a.data() == b.data() && a.size() == b.size();
}

void RequireSame(const Item& a, const Item& b) {
  Require(Same(a.text, b.text), "the lexers agree on an item's text");
  Require(Same(a.keyword, b.keyword), "the lexers agree on a keyword");
  Require(Same(a.arguments, b.arguments), "the lexers agree on the arguments");
  Require(Same(a.object.label, b.object.label), "the lexers agree on an object's label");
  Require(Same(a.object.body, b.object.body), "the lexers agree on an object's body");
  Require(a.form == b.form, "the lexers agree on the form");
  Require(a.notes == b.notes, "the lexers agree on the notes");
}

// `where` is a view into `text`.
void RequireLocated(std::string_view text, std::string_view where) {
  const netdoc::Location location = netdoc::Locate(text, where);
  const size_t offset = static_cast<size_t>(where.data() - text.data());
  const std::string_view before = text.substr(0, offset);
  Require(
      location.line == 1 + static_cast<uint64_t>(std::count(before.begin(), before.end(), '\n')),
      "a line's number is the number of line feeds before it, and one");
  Require(IsInside(text, location.text), "a line lies in its text");
  Require(location.text.find('\n') == std::string_view::npos, "a line has no line feed");
  Require(location.column >= 1 && location.column <= location.text.size() + 1,
          "a column lies in its line or right behind it");
  Require(location.text.data() + location.column - 1 == where.data(),
          "a column is where it points");
}

void ExamineItem(std::string_view text, const Item& item) {
  Require(!item.text.empty(), "an item has bytes");
  Require(item.limit == text.data() + text.size(), "an item may be looked at up to its text's end");
  Require((item.text.back() != '\n') == ((item.notes & netdoc::kNoFinalNewline) != 0),
          "an item ends with a line feed, or it says so");
  Require(
      item.text.back() == '\n' || item.text.data() + item.text.size() == text.data() + text.size(),
      "only the last item has no line feed");
  constexpr uint16_t kByteNotes =
      netdoc::kCarriageReturn | netdoc::kNul | netdoc::kControl | netdoc::kNonAscii;
  Require((item.notes & kByteNotes) == netdoc::ExamineText(item.text),
          "the notes tell of the item's odd bytes");
  if (item.form == ItemForm::kComment || item.form == ItemForm::kStray) {
    Require(item.keyword.empty() && item.arguments.empty(), "a stray line has no keyword");
  } else {
    Require(IsInside(item.line(), item.keyword), "a keyword lies in its line");
    Require(IsInside(item.line(), item.arguments), "arguments lie in their line");
    Require(item.keyword.data() + item.keyword.size() <= item.arguments.data(),
            "arguments follow the keyword");
    Require(item.keyword.find_first_of(" \t\n") == std::string_view::npos, "a keyword is one word");
    Require(item.keyword.empty() ? item.form == ItemForm::kAnnotation : true,
            "only an annotation may have no keyword");

    netdoc::ItemReader in(item);
    const char* end = item.arguments.data();
    std::string_view argument;
    while (in.Next(&argument)) {
      Require(argument.data() >= end && !argument.empty(), "arguments are words, in order");
      Require(IsBlank(std::string_view(end, static_cast<size_t>(argument.data() - end))),
              "nothing but blanks stands between arguments");
      Require(argument.find_first_of(" \t\n") == std::string_view::npos, "an argument is one word");
      end = argument.data() + argument.size();
    }
    Require(IsInside(item.arguments, std::string_view(end, 0)), "arguments end in their line");
  }
  if (item.object.present()) {
    Require(IsInside(item.text, item.object.label), "a label lies in its item");
    if (item.object.body.data() != nullptr) {
      Require(IsInside(item.text, item.object.body), "an object's body lies in its item");
      Require(item.object.body.find('-') == std::string_view::npos, "a body has no dash");
    }
  }
}

}  // namespace
}  // namespace scape::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace scape::fuzz;
  namespace netdoc = scape::netdoc;
  const std::string_view text = TextOf(data, size);
  netdoc::Lexer lexer(text);
  netdoc::ScalarLexer scalar(text);
  netdoc::Item item, other;
  const char* end = text.data();
  while (lexer.Next(&item)) {
    Require(scalar.Next(&other), "the lexers agree on the number of items");
    RequireSame(item, other);
    Require(IsInside(text, item.text), "an item lies in its text");
    Require(item.text.data() >= end, "items do not overlap");
    Require(IsBlank(std::string_view(end, static_cast<size_t>(item.text.data() - end))),
            "nothing but blank lines stands between items");
    Require(item.text.data() == text.data() || item.text.data()[-1] == '\n',
            "an item begins with a line");
    ExamineItem(text, item);
    end = item.text.data() + item.text.size();
    Require(lexer.rest().data() == end && lexer.rest().size() == text.size() - (end - text.data()),
            "what has not been read follows the item");

    // The item alone is the same item.
    netdoc::Item alone;
    netdoc::Lexer again(item.text);
    Require(again.Next(&alone) && again.rest().empty(), "an item alone is one item");
    RequireSame(item, alone);

    // Counting from the beginning for every item would take quadratic time.
    if (end - text.data() < 4096) {
      RequireLocated(text, item.text);
      if (item.keyword.data() != nullptr) RequireLocated(text, item.arguments);
      if (item.object.present()) RequireLocated(text, item.object.label);
    }
  }
  Require(!scalar.Next(&other), "the lexers agree on the number of items");
  Require(!lexer.Next(&item) && lexer.rest().empty(), "the end is the end");
  Require(IsBlank(text.substr(static_cast<size_t>(end - text.data()))),
          "nothing but blank lines follows the last item");
  RequireLocated(text, text.substr(text.size()));
  Require(
      netdoc::CountLines(text) == static_cast<uint64_t>(std::count(text.begin(), text.end(), '\n')),
      "lines are counted by their line feeds");
  return 0;
}
