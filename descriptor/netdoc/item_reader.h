// ItemReader reads the arguments and the object of one item from left to right.
//
//   // bandwidth 1 2 x
//   ItemReader in(item);
//   uint64_t value;
//   in.ReadUnsigned(&value);   // true: 1
//   in.ReadUnsigned(&value);   // true: 2
//   in.ReadUnsigned(&value);   // false: in.fault() is kBadArgument, in.where() is "x"
//
// It borrows the item; item.limit must be set, as a Lexer does. Value types read themselves through
// it; see value.h.
#ifndef SCAPE_DESCRIPTOR_NETDOC_ITEM_READER_H_
#define SCAPE_DESCRIPTOR_NETDOC_ITEM_READER_H_

#include <cstdint>
#include <string_view>

#include "descriptor/netdoc/item.h"
#include "descriptor/netdoc/lexer.h"
#include "descriptor/netdoc/problem.h"
#include "descriptor/netdoc/scalars.h"

namespace scape::netdoc {

// Fault is what a value found wrong with itself: the offending bytes and what should stand there.
struct Fault {
  const Problem* problem = nullptr;
  std::string_view where;
  std::string_view expects;
  std::string_view argument;  // the argument's name; empty when the value is the whole item's
};

class ItemReader {
 public:
  explicit ItemReader(const Item& item)
      : item_(item),
        cursor_(item.arguments.data()),
        end_(item.arguments.data() + item.arguments.size()) {}
  explicit ItemReader(Item&&) = delete;  // it must outlive its reader

  // This one reads `arguments`, a part of the item's.
  ItemReader(const Item& item, std::string_view arguments)
      : item_(item), cursor_(arguments.data()), end_(arguments.data() + arguments.size()) {}

  const Item& item() const { return item_; }

  // AtEnd skips blanks and tells whether no argument is left.
  bool AtEnd() {
    const char* p = cursor_;
    if (p != end_ && *p == ' ') ++p;  // mostly there is one
    while (p != end_ && static_cast<unsigned char>(*p) <= ' ' && IsBlank(*p)) ++p;
    cursor_ = p;
    return p == end_;
  }

  // Next takes the next argument. False: none is left; the fault is kMissingArgument.
  bool Next(std::string_view* argument) {
    if (AtEnd()) return FailMissing();
    const char* begin = cursor_;
    cursor_ = KeywordEnd(cursor_, end_, item_.limit);
    *argument = std::string_view(begin, static_cast<size_t>(cursor_ - begin));
    return true;
  }

  // NextBy takes what comes next if read(first byte), which finds its end itself, returns its size.
  // read is called only where kBytes bytes can be read, and takes no blank but those within the
  // value; what reaches beyond the item is refused. 0: it is for others to read.
  static constexpr size_t kAtOnce = 32;
  template <size_t kBytes = kAtOnce, typename ReadOne>
  bool NextBy(ReadOne read) {
    if (AtEnd() || static_cast<size_t>(item_.limit - cursor_) < kBytes) return false;
    const char* const behind = cursor_ + read(cursor_);
    if (behind == cursor_ || behind > end_ || (behind != end_ && !IsBlank(*behind))) return false;
    cursor_ = behind;
    return true;
  }

  // Peek returns what is left, without blanks before it, and takes nothing.
  std::string_view Peek() const {
    const char* begin = cursor_;
    while (begin != end_ && IsBlank(*begin)) ++begin;
    return std::string_view(begin, static_cast<size_t>(end_ - begin));
  }

  // Rest takes all that is left as one string, trailing blanks included.
  std::string_view Rest() {
    AtEnd();
    const std::string_view rest(cursor_, static_cast<size_t>(end_ - cursor_));
    cursor_ = end_;
    return rest;
  }

  // ReadUnsigned takes the next argument, a whole number of up to 64 bits, and not above `most`.
  ABSL_ATTRIBUTE_ALWAYS_INLINE bool ReadUnsigned(uint64_t* value, uint64_t most = UINT64_MAX) {
    uint64_t number = 0;
    const bool read = NextBy([&](const char* text) {
      const size_t size = ReadLongDigits(text, &number);
      return number <= most ? size : 0;
    });
    if (!read) [[unlikely]]
      return ReadAnyUnsigned(value, most);
    *value = number;
    return true;
  }

  // ReadAnyUnsigned is the same, at length: for numbers of more than fifteen digits, at the end of
  // a text, and for what is none.
  bool ReadAnyUnsigned(uint64_t* value, uint64_t most) {
    if (AtEnd()) return FailMissing();
    const char* const begin = cursor_;
    const char* const end = end_;
    const char* p = begin;
    uint64_t number = 0;
    do {
      const unsigned digit = static_cast<unsigned char>(*p) - unsigned{'0'};
      if (digit > 9) break;
      number = number * 10 + digit;
    } while (++p != end);
    if (p - begin <= 19 && p != begin && (p == end || IsBlank(*p)) && number <= most) [[likely]] {
      cursor_ = p;
      *value = number;
      return true;
    }
    // Long, too large, or not a number at all.
    std::string_view argument;
    Next(&argument);
    return (ParseUnsigned(argument, value) && *value <= most) || Fail(argument);
  }

  // ReadTime takes two arguments, date and time of day, exactly one SP apart.
  bool ReadTime(UtcTime* time) {
    if (AtEnd()) return FailMissing();
    if (end_ - cursor_ >= 19 && (end_ - cursor_ == 19 || IsBlank(cursor_[19])) &&
        ParseTime(std::string_view(cursor_, 19), time)) {
      cursor_ += 19;
      return true;
    }
    const char* begin = cursor_;
    std::string_view word;
    Next(&word);
    if (!AtEnd()) Next(&word);
    return Fail(std::string_view(begin, static_cast<size_t>(cursor_ - begin)));
  }

  // Fail notes that `where` is malformed and returns false. `expects` overrides the value type's.
  bool Fail(std::string_view where, std::string_view expects = {}) {
    return Fail(problems::kBadArgument, where, expects);
  }
  bool Fail(const Problem& problem, std::string_view where, std::string_view expects) {
    fault_ = {&problem, where, expects, {}};
    failed_ = true;
    return false;
  }
  bool FailMissing() { return Fail(problems::kMissingArgument, std::string_view(end_, 0), {}); }

  // fault is what the last failed read found.
  Fault& fault() {
    if (!failed_) fault_ = {};
    failed_ = true;
    return fault_;
  }

 private:
  const Item& item_;
  const char* cursor_;
  const char* end_;
  bool failed_ = false;
  // Not made before it is needed: almost all items are sound.
  union {
    Fault fault_;
  };
};

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_ITEM_READER_H_
