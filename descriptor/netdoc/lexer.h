// Lexer cuts a text into items (dir-spec, "Document meta-format").
//
//   Lexer lexer("bandwidth 1 2 3\nopt uptime 4\n");
//   Item item;
//   lexer.Next(&item);   // true: keyword "bandwidth", arguments "1 2 3"
//   lexer.Next(&item);   // true: keyword "uptime", arguments "4", form kOpt
//   lexer.Next(&item);   // false: the end
//
// It never fails: whatever the bytes are, items and blank lines partition them, every byte belongs
// to exactly one. Anomalies are notes on the item. An object without its END line stops at the
// first line that cannot be base64, so it never swallows what follows.
//
// The lexer and its items borrow the text. It allocates nothing; time is linear in the text. One
// lexer belongs to one thread.
#ifndef SCAPE_DESCRIPTOR_NETDOC_LEXER_H_
#define SCAPE_DESCRIPTOR_NETDOC_LEXER_H_

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "absl/base/attributes.h"
#include "descriptor/netdoc/item.h"
#include "descriptor/netdoc/keyword_index.h"
#include "descriptor/netdoc/line_index.h"
#include "descriptor/netdoc/newline_scanner.h"

namespace scape::netdoc {

constexpr bool IsBlank(char c) { return c == ' ' || c == '\t'; }

// ExamineText returns the notes that depend on single bytes: kCarriageReturn, kNul, kControl and
// kNonAscii.
uint16_t ExamineText(std::string_view text);

// IsKeyword tells whether `keyword` is one by the grammar: [A-Za-z0-9][A-Za-z0-9-]*.
bool IsKeyword(std::string_view keyword);

// KeywordEnd returns the first SP or TAB in [begin, end), or `end`. Reads of up to `limit` are
// allowed.
const char* KeywordEnd(const char* begin, const char* end, const char* limit);

// ByteOrEnd returns the first `wanted` in `text`, or its end. Reads of up to `limit` are allowed.
inline const char* ByteOrEnd(std::string_view text, char wanted, const char* limit) {
  const char* p = text.data();
  const char* const end = p + text.size();
#if defined(__SSE2__)
  const __m128i byte = _mm_set1_epi8(wanted);
  for (; limit - p >= 16; p += 16) {
    const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const auto mask = static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(chunk, byte)));
    if (mask != 0) return std::min(p + std::countr_zero(mask), end);
    if (end - p <= 16) return end;
  }
#endif
  (void)limit;
  return std::find(p, end, wanted);
}

template <typename Kernel>
class BasicLexer {
 public:
  explicit BasicLexer(std::string_view text ABSL_ATTRIBUTE_LIFETIME_BOUND)
      : BasicLexer(text, text.data() + text.size()) {}
  // This one may look at what stands behind the text, up to `limit`. Unless the text reaches that
  // far it must end with a line feed.
  BasicLexer(std::string_view text ABSL_ATTRIBUTE_LIFETIME_BOUND, const char* limit)
      : cursor_(text.data()),
        end_(text.data() + text.size()),
        limit_(limit),
        may_load_(MayLoad(cursor_, limit)),
        scanner_(View(cursor_, limit)) {}
  // And this one knows where the lines end: `text` begins with line `line` of `lines`, which is
  // good and reaches as far as what is read.
  BasicLexer(std::string_view text ABSL_ATTRIBUTE_LIFETIME_BOUND, const char* limit,
             const LineIndex& lines ABSL_ATTRIBUTE_LIFETIME_BOUND, size_t line)
      : cursor_(text.data()),
        end_(text.data() + text.size()),
        limit_(limit),
        may_load_(MayLoad(lines.begin(), limit)),
        lines_(&lines),
        scanner_(lines, line, limit) {}
  template <std::same_as<std::string> S>
  explicit BasicLexer(S&&) = delete;  // the items would outlive their text

  // Next reads the next item. False: the text is at its end, *item is unchanged.
  ABSL_ATTRIBUTE_ALWAYS_INLINE bool Next(Item* item) {
    for (;;) {
      if (cursor_ == end_) return false;
      scanner_.ForgetOdd();
      const char* begin = cursor_;
      const char* line_end = scanner_.Next(&cursor_);
      if (!IsLetterOrAbove(*begin)) [[unlikely]] {
        if (!NextUnusual(begin, line_end, item)) continue;
        return true;
      }
      ReadKeywordLine(begin, line_end, item);
      Finish(begin, line_end, item);
      return true;
    }
  }

  // NextLikely reads the same item, faster, if its line begins as `likely` says and it is as most
  // items are: a plain line with arguments and nothing to note. False: nothing was taken, and
  // Next() tells what comes. `kShort` as for KeywordStart::Begins.
  template <bool kShort>
  ABSL_ATTRIBUTE_ALWAYS_INLINE bool NextLikely(Item* item, const KeywordStart& likely) {
    const char* const begin = cursor_;
    if (begin == end_ || begin >= may_load_ || !likely.Begins<kShort>(begin)) return false;
    const char* const arguments = begin + likely.size + 1;
    const char* next;
    const char* const line_end = scanner_.Peek(&next);
    if (line_end == nullptr || scanner_.odd_at_hand() ||
        (next != end_ && !IsLetterOrAbove(*next)) ||
        static_cast<unsigned char>(*arguments) <= ' ' ||
        static_cast<unsigned char>(line_end[-1]) <= ' ') {
      return false;
    }
    scanner_.Take();
    cursor_ = next;
    item->form = ItemForm::kPlain;
    item->notes = 0;
    item->limit = limit_;
    if (item->object.present()) [[unlikely]]
      item->object = {};
    item->keyword = std::string_view(begin, likely.size);
    item->arguments = View(arguments, line_end);
    item->text = View(begin, next);
    return true;
  }

  // GoOn makes `text` what is read next; it lies behind the first text and before the limit. It
  // costs least where it begins where the last text ended, and that was read to its end.
  void GoOn(std::string_view text) {
    if (text.data() != cursor_) scanner_.Seek(text.data());
    cursor_ = text.data();
    end_ = text.data() + text.size();
  }

  const char* end() const { return end_; }
  // lines is what was given of the text's lines, or null.
  const LineIndex* lines() const { return lines_; }

  // rest is the text that has not been read yet.
  std::string_view rest() const {
    return std::string_view(cursor_, static_cast<size_t>(end_ - cursor_));
  }

 private:
  static std::string_view View(const char* begin, const char* end) {
    return std::string_view(begin, static_cast<size_t>(end - begin));
  }
  static const char* MayLoad(const char* begin, const char* limit) {
    constexpr ptrdiff_t kSize = KeywordStart::kBytes;
    return limit - begin > kSize ? limit - kSize : begin;
  }
  static bool StartsWith(const char* begin, const char* end, std::string_view prefix) {
    return static_cast<size_t>(end - begin) >= prefix.size() &&
           std::memcmp(begin, prefix.data(), prefix.size()) == 0;
  }
  static bool IsBegin(const char* begin, const char* end) {
    // Two fixed comparisons: they compile to two instructions.
    return end - begin >= 10 && std::memcmp(begin, "-----BEG", 8) == 0 &&
           std::memcmp(begin + 8, "IN", 2) == 0;
  }

  // One comparison for what stands at almost every line's beginning.
  static bool IsLetterOrAbove(char c) { return static_cast<unsigned char>(c) >= 'A'; }

  // Lines that begin with a blank, a control character, '-', '#', '@', or another such byte. False:
  // it was a blank line.
  ABSL_ATTRIBUTE_NOINLINE bool NextUnusual(const char* begin, const char* line_end, Item* item) {
    const char* start = begin;
    while (start != line_end && (IsBlank(*start) || *start == '\r')) ++start;
    if (start == line_end) return false;
    const bool is_annotation = *start == '@';
    const uint16_t lead = start != begin ? kLeadingSpace : 0;
    if (*start == '#') {
      *item = Item();
      item->limit = limit_;
      item->text = View(begin, cursor_);
      item->form = ItemForm::kComment;
      if (cursor_ == line_end) item->notes |= kNoFinalNewline;
      if (scanner_.odd()) item->notes |= ExamineText(item->text);
    } else if (StartsWith(start, line_end, "-----")) {
      *item = Item();
      item->form = ItemForm::kStray;
      item->limit = limit_;
      if (IsBegin(start, line_end)) {
        ReadObject(start, line_end, item);
      }
      item->text = View(begin, cursor_);
      if (item->text.back() != '\n') item->notes |= kNoFinalNewline;
      if (scanner_.odd()) item->notes |= ExamineText(item->text);
    } else {
      ReadKeywordLine(start, line_end, item);
      if (is_annotation) {
        item->form = ItemForm::kAnnotation;
        item->keyword.remove_prefix(1);
      }
      Finish(begin, line_end, item);
    }
    item->notes |= lead;
    return true;
  }

  ABSL_ATTRIBUTE_ALWAYS_INLINE inline void ReadKeywordLine(const char* start, const char* line_end,
                                                           Item* item) {
    const char* keyword_end = KeywordEnd(start, line_end, limit_);
    item->form = ItemForm::kPlain;
    item->notes = 0;
    if (keyword_end - start == 3 && std::memcmp(start, "opt", 3) == 0) {
      const char* next = keyword_end;
      while (next != line_end && IsBlank(*next)) ++next;
      if (next != line_end && *next != '\r') {
        item->form = ItemForm::kOpt;
        start = next;
        keyword_end = KeywordEnd(start, line_end, limit_);
      }
    }
    item->limit = limit_;
    item->keyword = View(start, keyword_end);
    if (keyword_end != line_end) {
      ++keyword_end;
      while (keyword_end != line_end && IsBlank(*keyword_end)) ++keyword_end;
    }
    item->arguments = View(keyword_end, line_end);
  }

  // Takes the object, if there is one, and sets the item's text.
  ABSL_ATTRIBUTE_ALWAYS_INLINE inline void Finish(const char* begin, const char* line_end,
                                                  Item* item) {
    if (item->object.present()) [[unlikely]]
      item->object = {};
    if (cursor_ == end_) {
      if (cursor_ == line_end) item->notes |= kNoFinalNewline;
    } else if (!IsLetterOrAbove(*cursor_)) {
      if (*cursor_ == '-') {
        if (IsBegin(cursor_, end_)) {
          const char* begin_line = cursor_;
          const char* begin_end = scanner_.Next(&cursor_);
          ReadObject(begin_line, begin_end, item);
        }
      } else if (*cursor_ == '\n' || IsBlank(*cursor_) || *cursor_ == '\r') {
        SkipBlanksBeforeObject(item);
      }
    }
    item->text = View(begin, cursor_);
    if (scanner_.odd()) {
      item->notes |= ExamineText(item->text);
      if (item->notes & kCarriageReturn) TrimCarriageReturn(item);
    }
    // Something stands before the end of the arguments, be there none: the keyword.
    const char last = (item->arguments.data() + item->arguments.size())[-1];
    if (static_cast<unsigned char>(last) <= ' ' && IsBlank(last)) [[unlikely]] {
      item->notes |= kTrailingSpace;
    }
  }

  static void TrimCarriageReturn(Item* item) {
    if (!item->arguments.empty()) {
      if (item->arguments.back() == '\r') item->arguments.remove_suffix(1);
    } else if (item->keyword.data() + item->keyword.size() == item->arguments.data() &&
               !item->keyword.empty() && item->keyword.back() == '\r') {
      item->keyword.remove_suffix(1);  // it ends the line
    }
  }

  // Blank lines may stand between a keyword line and its object; only then they are the item's.
  ABSL_ATTRIBUTE_NOINLINE void SkipBlanksBeforeObject(Item* item) {
    const char* line = cursor_;
    bool carriage_return = false;
    for (; line != end_ && (IsBlank(*line) || *line == '\r' || *line == '\n'); ++line) {
      carriage_return |= *line == '\r';
    }
    if (!IsBegin(line, end_) || line[-1] != '\n') {
      // Next() walks this gap a second time, and no third: still linear.
      return;
    }
    if (carriage_return) item->notes |= kCarriageReturn;  // the scanner has not seen all of the gap
    scanner_.Seek(line);
    const char* begin_end = scanner_.Next(&cursor_);
    item->notes |= kBlankBeforeObject;
    ReadObject(line, begin_end, item);
  }

  // Reads the object whose BEGIN line is [begin, line_end); the cursor stands behind that line.
  ABSL_ATTRIBUTE_ALWAYS_INLINE inline void ReadObject(const char* begin, const char* line_end,
                                                      Item* item) {
    constexpr std::string_view kBegin = "-----BEGIN ";
    constexpr std::string_view kEnd = "-----END ";
    constexpr std::string_view kDashes = "-----";
    const char* stop = line_end;
    if (stop != begin && stop[-1] == '\r') --stop;
    if (static_cast<size_t>(stop - begin) < kBegin.size() + kDashes.size() ||
        begin[kBegin.size() - 1] != ' ' ||
        std::memcmp(stop - kDashes.size(), kDashes.data(), kDashes.size()) != 0) {
      item->notes |= kBadBeginLine;
      // Still an object: its label is what can be read.
      const char* label =
          begin + std::min<size_t>(kBegin.size(), static_cast<size_t>(stop - begin));
      item->object.label = View(label, stop);
    } else {
      item->object.label = View(begin + kBegin.size(), stop - kDashes.size());
    }
    const char* body = cursor_;
    // Base64 has no '-': the first one begins the END line, or this object has none.
    const char* line = std::min(scanner_.SeekToDash(body), end_);
    if (StartsWith(line, end_, kEnd) && line[-1] == '\n') {
      const char* end_of_line = scanner_.Next(&cursor_);
      const char* tail = end_of_line;
      if (tail[-1] == '\r') --tail;
      item->object.body = View(body, line);
      const std::string_view label = View(line + kEnd.size(), std::max(tail, line + kEnd.size()));
      const std::string_view begun = item->object.label;
      if (label.size() != begun.size() + kDashes.size() ||
          !SameBytes(label.data(), begun.data(), begun.size()) ||
          std::memcmp(label.data() + begun.size(), kDashes.data(), 4) != 0 || label.back() != '-') {
        item->notes |= kObjectLabelMismatch;
      }
      if (cursor_ == end_of_line) item->notes |= kNoFinalNewline;
    } else {
      Unterminated(body, line, item);
    }
  }

  // The object has no END line: it reaches up to the first line that cannot be base64. No such line
  // begins behind `limit`, the first '-' or the end of the text.
  ABSL_ATTRIBUTE_NOINLINE void Unterminated(const char* body, const char* limit, Item* item) {
    item->notes |= kUnterminatedObject;
    const char* line = body;
    while (line != limit) {
      const char* p = line;
      while (p != limit && (IsBase64(*p) || *p == '\r')) ++p;
      if (p != limit ? *p != '\n' : p != end_) break;
      line = p + (p != limit);
    }
    item->object.body = View(body, line);
    cursor_ = line;
    scanner_.Seek(line);
    if (line == end_ && line[-1] != '\n') item->notes |= kNoFinalNewline;
  }

  // SameBytes is memcmp without the call, for the sizes that labels have.
  static bool SameBytes(const char* a, const char* b, size_t size) {
    if (size < 8 || size > 16) return std::memcmp(a, b, size) == 0;
    return std::memcmp(a, b, 8) == 0 && std::memcmp(a + size - 8, b + size - 8, 8) == 0;
  }

  static bool IsBase64(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/' || c == '=';
  }

  const char* cursor_;
  const char* end_;
  const char* limit_;
  const char* may_load_;  // a KeywordStart and a byte can be read of a line that begins before it
  const LineIndex* lines_ = nullptr;
  NewlineScanner<Kernel> scanner_;
};

using Lexer = BasicLexer<NativeKernel>;
using ScalarLexer = BasicLexer<ScalarKernel>;

inline const char* KeywordEnd(const char* begin, const char* end, const char* limit) {
#if defined(__SSE2__)
  while (limit - begin >= 16) {
    // A line's end, too, is less than this; a byte above 0x7f counts as negative.
    const __m128i above_blanks = _mm_set1_epi8(' ' + 1);
    const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(begin));
    const uint32_t mask =
        static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmplt_epi8(chunk, above_blanks)));
    if (mask != 0) {
      const char* found = begin + std::countr_zero(mask);
      if (found >= end) return end;
      if (IsBlank(*found)) [[likely]]
        return found;
      begin = found + 1;  // another control character, or no ASCII
    } else {
      begin += 16;
      if (begin >= end) return end;
    }
  }
#endif
  (void)limit;
  while (begin != end && !IsBlank(*begin)) ++begin;
  return begin;
}

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_LEXER_H_
