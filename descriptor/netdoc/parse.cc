#include "descriptor/netdoc/parse.h"

#include <algorithm>
#include <bit>

#include "descriptor/netdoc/kernels.h"
#include "descriptor/netdoc/words.h"

namespace scape::netdoc {
namespace {

// FirstByte returns the first byte of `text` that `wanted` accepts, as a view of one byte.
template <typename Wanted>
std::string_view FirstByte(std::string_view text, Wanted wanted) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (wanted(static_cast<unsigned char>(text[i]))) return text.substr(i, 1);
  }
  return text.substr(0, 1);
}

}  // namespace

std::string_view PlaceName(Place place) {
  switch (place) {
    case Place::kAtStart:
      return "the first line";
    case Place::kSecond:
      return "the second line";
    case Place::kLastButOne:
      return "the last line but one";
    case Place::kAtEnd:
      return "the last line";
    case Place::kAnywhere:
      break;
  }
  return "anywhere";
}

void ReportNotes(const Item& item, const ItemRule* rule, Diagnostics& diagnostics) {
  const auto add = [&](const Problem& problem, std::string_view where) {
    diagnostics.Add({.problem = &problem, .where = where, .rule = rule});
  };
  const uint16_t notes = item.notes;
  const std::string_view line = item.line();
  if (item.form == ItemForm::kOpt) add(problems::kOptPrefix, line.substr(line.find("opt"), 3));
  if (notes & kLeadingSpace) {
    add(problems::kLeadingSpace, line.substr(0, line.find_first_not_of(" \t\r")));
  }
  // An empty list of statistics is written by tor as its keyword and a space.
  const bool empty_list = rule != nullptr && rule->tolerated && item.arguments.empty();
  if ((notes & kTrailingSpace) && !empty_list) {
    add(problems::kTrailingSpace, line.substr(1 + line.find_last_not_of(" \t\r")));
  }
  if (notes & kCarriageReturn) {
    add(problems::kCarriageReturn, FirstByte(item.text, [](unsigned char c) { return c == '\r'; }));
  }
  if (notes & kNul) {
    add(problems::kNulByte, FirstByte(item.text, [](unsigned char c) { return c == 0; }));
  }
  if (notes & kControl) {
    add(problems::kControlCharacter, FirstByte(item.text, [](unsigned char c) {
          return c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != 0;
        }));
  }
  if ((notes & kNonAscii) && !IsUtf8(item.text)) {
    add(problems::kNotUtf8, FirstByte(item.text, [](unsigned char c) { return c >= 0x80; }));
  }
  if (notes & kBlankBeforeObject) {
    const size_t begin = item.text.find("-----BEGIN");
    add(problems::kBlankBeforeObject, item.text.substr(begin, 10));
  }
  if (notes & (kUnterminatedObject | kObjectLabelMismatch | kBadBeginLine)) {
    const size_t begin = item.text.find("-----BEGIN");
    const std::string_view object = item.text.substr(begin);
    add(problems::kUnterminatedObject, object.substr(0, object.find('\n')));
  }
  if (notes & kNoFinalNewline) {
    add(problems::kNoFinalNewline, item.text.substr(item.text.size() - 1));
  }
}

void ReportUnknown(const Item& item, bool expected_form, Diagnostics& diagnostics) {
  const std::string_view line = item.line();
  const Problem* problem = &problems::kUnrecognizedItem;
  if (item.form == ItemForm::kComment) {
    problem = &problems::kCommentLine;
  } else if (item.form == ItemForm::kStray) {
    problem = &problems::kStrayObject;
  } else if (!expected_form) {
    problem = &problems::kMisplacedItem;
  } else if (!IsKeyword(item.keyword)) {
    problem = &problems::kBadKeyword;
  }
  diagnostics.Add({.problem = problem,
                   .where = problem == &problems::kUnrecognizedItem ? item.keyword : line,
                   .expects = expected_form ? "" : "before the document"});
  if (item.notes != 0 || item.form == ItemForm::kOpt) ReportNotes(item, nullptr, diagnostics);
}

bool ReportObject(const Item& item, const ItemRule& rule, Diagnostics& diagnostics) {
  if (!item.object.present()) {
    if (rule.object_use != ObjectUse::kRequired) return true;
    diagnostics.Add({.problem = &problems::kMissingObject,
                     .where = item.line(),
                     .rule = &rule,
                     .expects = rule.object});
    return false;
  }
  if (rule.object_use == ObjectUse::kForbidden) {
    diagnostics.Add(
        {.problem = &problems::kUnexpectedObject, .where = item.object.label, .rule = &rule});
    return true;
  }
  if (item.notes & kUnterminatedObject) return false;  // ReportNotes has said so
  const bool also = !rule.also_object.empty() && item.object.label == rule.also_object;
  if (item.object.label != rule.object && !also) {
    diagnostics.Add({.problem = &problems::kBadObject,
                     .where = item.object.label,
                     .rule = &rule,
                     .expects = rule.object});
    return false;
  }
  return true;
}

void ReportArguments(const Item& item, const ItemRule& rule, Diagnostics& diagnostics) {
  // Most long lines have long arguments: there are not enough blanks for so many.
  const char* const begin = item.arguments.data();
  const size_t size = item.arguments.size();
  size_t count = size % kBlock;
  for (size_t at = 0; at + kBlock <= size; at += kBlock) {
    count += static_cast<size_t>(
        std::popcount(NativeKernel::Find(begin + at, ' ') | NativeKernel::Find(begin + at, '\t')));
  }
  if (count < kMostArguments) return;
  count = 0;
  for (const std::string_view argument : Words(item.arguments)) {
    if (++count > kMostArguments) {
      diagnostics.Add({.problem = &problems::kTooManyArguments, .where = argument, .rule = &rule});
      return;
    }
  }
}

namespace internal {

void CutAssignment(Item* item) {
  const size_t equals = item->keyword.find('=');
  if (equals == std::string_view::npos) return;
  const char* const end = item->arguments.data() + item->arguments.size();
  const char* const value = item->keyword.data() + equals + 1;
  // A CR at the end of a line of one word is a part of that word.
  item->arguments = WithoutCarriageReturn({value, static_cast<size_t>(end - value)});
  item->keyword = item->keyword.substr(0, equals);
}

void CheckPlace(const Item& item, const ItemRule& rule, Placement* at, Diagnostics& diagnostics) {
  const bool first = at->ordinal == 0;
  if (at->ended && rule.place != Place::kAtEnd) {
    diagnostics.Add({.problem = &problems::kItemAfterEnd, .where = item.line(), .rule = &rule});
  }
  const auto misplaced = [&](std::string_view expects) {
    diagnostics.Add({.problem = &problems::kMisplacedItem,
                     .where = item.line(),
                     .rule = &rule,
                     .expects = expects});
  };
  // Of a document that does not begin with its first keyword, that keyword is reported where it
  // does stand, or as missing.
  switch (rule.place) {
    case Place::kAtStart:
      if (!first) misplaced(PlaceName(rule.place));
      break;
    case Place::kSecond:
      if (at->ordinal != 1) misplaced(PlaceName(rule.place));
      break;
    case Place::kLastButOne:
      at->last_but_one = at->ordinal + 1;
      break;
    case Place::kAtEnd:
      at->ended = true;
      if (at->last_but_one != 0 && at->last_but_one != at->ordinal) {
        misplaced("right behind the line that must be last but one");
      }
      break;
    case Place::kAnywhere:
      break;
  }
  at->watch = at->ended;
}

void AddFault(const Fault& fault, std::string_view expects, const ItemRule& rule,
              Diagnostics& diagnostics) {
  diagnostics.Add({.problem = fault.problem,
                   .where = fault.where,
                   .rule = &rule,
                   .argument = fault.argument,
                   .expects = fault.expects.empty() ? expects : fault.expects});
}

}  // namespace internal
}  // namespace scape::netdoc
