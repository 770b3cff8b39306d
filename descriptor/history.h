// Histories of bytes per interval, and the lines that say when a relay was overloaded.
//
//   // write-history 2026-01-29 07:44:43 (86400 s) 1024,0,2048
//   history.interval.seconds;                             // 86400
//   for (uint64_t bytes : history.numbers()) ...          // 1024, 0, 2048; oldest first
//
// A history is lazy: it borrows the document's text for its numbers. Nothing here allocates but
// Json() and Write(). Any thread.
#ifndef SCAPE_DESCRIPTOR_HISTORY_H_
#define SCAPE_DESCRIPTOR_HISTORY_H_

#include <cstdint>
#include <string_view>

#include "descriptor/netdoc/value.h"
#include "descriptor/netdoc/words.h"

namespace scape::descriptor {

// HistoryNumbers is the range of the numbers of a list "1,2,3". One that is malformed is 0.
class HistoryNumbers {
 public:
  class Iterator {
   public:
    explicit Iterator(netdoc::Words::Iterator word) : word_(word) {}
    uint64_t operator*() const {
      uint64_t number;
      return netdoc::ParseUnsigned(*word_, &number) ? number : 0;
    }
    Iterator& operator++() {
      ++word_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return word_ != other.word_; }
    bool operator==(const Iterator& other) const { return word_ == other.word_; }

   private:
    netdoc::Words::Iterator word_;
  };

  explicit HistoryNumbers(std::string_view text) : words_(text, ',') {}
  Iterator begin() const { return Iterator(words_.begin()); }
  Iterator end() const { return Iterator(words_.end()); }

 private:
  netdoc::Words words_;
};

// Interval is "(86400 s)", how long something was counted.
struct Interval {
  uint64_t seconds = 0;
  std::string_view text;  // as it stands in the document

  static constexpr std::string_view kExpects = "an interval such as (900 s)";
  static bool Read(netdoc::ItemReader& in, Interval* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const { json.Unsigned(seconds); }
  bool Check(netdoc::Fault* fault) const;  // it is not 0
};

// History is the value of the *-history lines (dir-spec 2.1.2): bytes in each interval; the last
// one ended at `end`.
struct History {
  netdoc::UtcTime end;
  Interval interval;
  std::string_view values;

  static constexpr std::string_view kExpects =
      "a time, an interval and numbers: YYYY-MM-DD HH:MM:SS (900 s) 1,2,3";
  static constexpr std::string_view kMembers[] = {"end", "interval", "values"};
  static bool Read(netdoc::ItemReader& in, History* out);
  void Write(netdoc::Encoder& out) const;
  // {"end":"2026-01-29T07:44:43Z","interval":900,"values":[1,2,3]}. A number that is malformed is
  // shown as a string.
  void Json(netdoc::JsonWriter& json) const;
  // Check: the interval is not 0, and the numbers are numbers.
  bool Check(netdoc::Fault* fault) const;

  HistoryNumbers numbers() const { return HistoryNumbers(values); }
};

// OverloadGeneral is the value of `overload-general` and `overload-fd-exhausted`: the relay was
// overloaded (had no more file descriptors) within the last 72 hours, first seen in the hour
// `time`.
struct OverloadGeneral : netdoc::Line {
  uint64_t version = 0;
  netdoc::UtcTime time;
  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&OverloadGeneral::version>("version"),
                        netdoc::Argument<&OverloadGeneral::time>("time"));
};

// OverloadRatelimits is the value of `overload-ratelimits`: how often the limits, in bytes per
// second, were reached.
struct OverloadRatelimits : netdoc::Line {
  uint64_t version = 0;
  netdoc::UtcTime time;
  uint64_t rate_limit = 0;
  uint64_t burst_limit = 0;
  uint64_t read_overload_count = 0;
  uint64_t write_overload_count = 0;
  static constexpr auto kArguments = netdoc::Arguments(
      netdoc::Argument<&OverloadRatelimits::version>("version"),
      netdoc::Argument<&OverloadRatelimits::time>("time"),
      netdoc::Argument<&OverloadRatelimits::rate_limit>("rate_limit"),
      netdoc::Argument<&OverloadRatelimits::burst_limit>("burst_limit"),
      netdoc::Argument<&OverloadRatelimits::read_overload_count>("read_overload_count"),
      netdoc::Argument<&OverloadRatelimits::write_overload_count>("write_overload_count"));
};

}  // namespace scape::descriptor

#endif  // SCAPE_DESCRIPTOR_HISTORY_H_
