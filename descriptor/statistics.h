// Values of the statistics in extra-info documents: counts by country, port or kind of answer,
// lists of numbers, shares, and the ends of intervals.
//
//   // dirreq-v3-ips us=16,de=8,??=8
//   for (const Count& count : ips.counts()) ...            // {"us", 16}, {"de", 8}, {"??", 8}
//   ips.Find("de");                                        // 8
//   // cell-queued-cells 2.71,0.06
//   for (const Decimal& mean : queued.numbers()) mean.ToDouble();
//
// All lists are lazy: they borrow the document's text, and may be empty. tor writes these lines and
// never looks at one, so anything may stand there. What is malformed in a list of counts is named
// by Check() and left out, and the others stand; a list of numbers, in which the position is the
// meaning, is good or bad as a whole. Nothing here allocates but Json() and Write(); of a list that
// is very long Check() does, too. Any thread.
#ifndef SCAPE_DESCRIPTOR_STATISTICS_H_
#define SCAPE_DESCRIPTOR_STATISTICS_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "descriptor/history.h"
#include "descriptor/netdoc/value.h"
#include "descriptor/netdoc/words.h"

namespace scape::descriptor {

// Decimal is a number such as "-0.30", at most 18 digits on either side of its point.
struct Decimal {
  std::string_view text;  // as it stands in the document

  static constexpr std::string_view kExpects = "a decimal number";
  static bool Read(netdoc::ItemReader& in, Decimal* out);
  void Write(netdoc::Encoder& out) const { out.Argument(text); }
  void Json(netdoc::JsonWriter& json) const;  // all its digits, but for zeros that lead
  // ToDouble is the number nearest to it.
  double ToDouble() const;
};

// ParseDecimal reads digits, perhaps with a '-' before and with a '.' and more digits behind.
bool ParseDecimal(std::string_view text, Decimal* decimal);

// StatisticsEnd is the value of the *-stats-end lines: the statistics that follow are of `interval`
// and ended at `end`.
struct StatisticsEnd : netdoc::Line {
  netdoc::UtcTime end;
  Interval interval;

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&StatisticsEnd::end>("end"),
                        netdoc::Argument<&StatisticsEnd::interval>("interval"));
};

// Count is one entry of a list of counts.
struct Count {
  std::string_view name;
  int64_t number = 0;
  std::string_view text;  // "us=8"
};

// ParseCount reads "NAME=NUMBER". A name is printable ASCII without '='; numbers may be negative,
// although no count should be.
bool ParseCount(std::string_view text, Count* count);

// CountRange is the range of the counts in a text; entries that are malformed are passed over.
class CountRange {
 public:
  class Iterator {
   public:
    Iterator(netdoc::Words::Iterator word, netdoc::Words::Iterator end) : word_(word), end_(end) {
      SkipMalformed();
    }
    const Count& operator*() const { return count_; }
    Iterator& operator++() {
      ++word_;
      SkipMalformed();
      return *this;
    }
    bool operator!=(const Iterator& other) const { return word_ != other.word_; }
    bool operator==(const Iterator& other) const { return word_ == other.word_; }

   private:
    void SkipMalformed() {
      while (word_ != end_ && !ParseCount(*word_, &count_)) ++word_;
    }

    netdoc::Words::Iterator word_;
    netdoc::Words::Iterator end_;
    Count count_;
  };

  explicit CountRange(std::string_view text) : words_(text, ',') {}
  Iterator begin() const { return Iterator(words_.begin(), words_.end()); }
  Iterator end() const { return Iterator(words_.end(), words_.end()); }

 private:
  netdoc::Words words_;
};

// CountList is "NAME=NUMBER,NAME=NUMBER,...".
struct CountList {
  std::string_view text;

  static constexpr std::string_view kExpects = "counts of different names, as in ok=8,busy=0";
  static constexpr bool kOpenMembers = true;
  // Counts are rounded up to multiples of this before they are written; 1: they are not.
  static constexpr int64_t kRoundedTo = 1;
  static bool Read(netdoc::ItemReader& in, CountList* out);
  void Write(netdoc::Encoder& out) const;
  // {"ok":8,"busy":0}: of a name that is listed twice the first counts.
  void Json(netdoc::JsonWriter& json) const;
  // Check names the first entry that is malformed, or whose name has been before.
  bool Check(netdoc::Fault* fault) const;

  CountRange counts() const { return CountRange(text); }
  // Find returns the first count of that name.
  std::optional<int64_t> Find(std::string_view name) const;
};

// AnswerCounts is the value of `dirreq-v3-resp`: how directory requests were answered.
struct AnswerCounts : CountList {
  static constexpr std::string_view kExpects = "answers and their number, as in ok=8,busy=0";
  static constexpr int64_t kRoundedTo = 4;
};

// CountryCounts has a two-letter country code, or "??", for a name.
struct CountryCounts : CountList {
  static constexpr std::string_view kExpects = "countries and their number, as in us=16,de=8";
  static constexpr int64_t kRoundedTo = 8;
};

// PortCounts has a port, or "other", for a name.
struct PortCounts : CountList {
  static constexpr std::string_view kExpects = "ports and their number, as in 80=12,other=3";
  bool Check(netdoc::Fault* fault) const;
};

// StreamCounts is the value of `exit-streams-opened`.
struct StreamCounts : PortCounts {
  static constexpr int64_t kRoundedTo = 4;
};

// IsCountryCode tells whether `name` may stand in CountryCounts: two letters, "??", or a letter and
// a digit, as in the "A1" of old GeoIP files.
bool IsCountryCode(std::string_view name);

// DecimalRange is the range of the numbers of a list "1,2.5"; one that is malformed is "0".
class DecimalRange {
 public:
  class Iterator {
   public:
    explicit Iterator(netdoc::Words::Iterator word) : word_(word) {}
    Decimal operator*() const {
      Decimal decimal;
      return ParseDecimal(*word_, &decimal) ? decimal : Decimal{"0"};
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

  explicit DecimalRange(std::string_view text) : words_(text, ',') {}
  Iterator begin() const { return Iterator(words_.begin()); }
  Iterator end() const { return Iterator(words_.end()); }

 private:
  netdoc::Words words_;
};

// DecimalList is the value of `cell-queued-cells` and its like: ten means, of the tenth of all
// circuits that had the most cells to the tenth that had the fewest.
struct DecimalList {
  std::string_view text;

  static constexpr std::string_view kExpects = "decimal numbers with commas between them";
  static bool Read(netdoc::ItemReader& in, DecimalList* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const;  // [2.71,0.06]
  bool Check(netdoc::Fault* fault) const;

  DecimalRange numbers() const { return DecimalRange(text); }
};

// Share is "2.30%".
struct Share {
  Decimal percent;

  static constexpr std::string_view kExpects = "a share such as 2.30%";
  static bool Read(netdoc::ItemReader& in, Share* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const { percent.Json(json); }
};

// ConnBiDirect is the value of `conn-bi-direct`: over intervals of ten seconds within `interval`,
// how many connections moved less than 20 KiB, how many read (wrote) at least ten times what they
// wrote (read), and how many are neither.
struct ConnBiDirect {
  netdoc::UtcTime end;
  Interval interval;
  uint64_t below = 0;
  uint64_t read = 0;
  uint64_t write = 0;
  uint64_t both = 0;

  static constexpr std::string_view kExpects =
      "a time, an interval and four numbers: YYYY-MM-DD HH:MM:SS (86400 s) BELOW,READ,WRITE,BOTH";
  static constexpr std::string_view kMembers[] = {"end",  "interval", "below",
                                                  "read", "write",    "both"};
  static bool Read(netdoc::ItemReader& in, ConnBiDirect* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const;
  bool Check(netdoc::Fault* fault) const { return interval.Check(fault); }
};

// NoisyCount is the value of the hidserv-*-seen and -cells lines: a number that was put into bins
// and had noise added, so that it may be negative, and what describes the noise.
struct NoisyCount : netdoc::KeyedLine {
  int64_t number = 0;
  std::optional<Decimal> delta_f;
  std::optional<Decimal> epsilon;
  std::optional<uint64_t> bin_size;

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&NoisyCount::number>("number"));
  static constexpr auto kKeys = netdoc::Keys(netdoc::Key<&NoisyCount::delta_f>("delta_f"),
                                             netdoc::Key<&NoisyCount::epsilon>("epsilon"),
                                             netdoc::Key<&NoisyCount::bin_size>("bin_size"));
};

// PaddingCounts is the value of `padding-counts`: cells in all, and those that were padding,
// rounded up to `bin_size`. Like other lists of counts it is read when asked for.
struct PaddingCounts : netdoc::KeyedLine {
  netdoc::UtcTime end;
  Interval interval;
  std::optional<uint64_t> bin_size;
  std::optional<uint64_t> write_drop;
  std::optional<uint64_t> write_pad;
  std::optional<uint64_t> write_total;
  std::optional<uint64_t> read_drop;
  std::optional<uint64_t> read_pad;
  std::optional<uint64_t> read_total;
  std::optional<uint64_t> enabled_read_pad;
  std::optional<uint64_t> enabled_read_total;
  std::optional<uint64_t> enabled_write_pad;
  std::optional<uint64_t> enabled_write_total;
  std::optional<uint64_t> max_chanpad_timers;

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&PaddingCounts::end>("end"),
                        netdoc::Argument<&PaddingCounts::interval>("interval"));
  static constexpr auto kKeys = netdoc::Keys(
      netdoc::Key<&PaddingCounts::bin_size>("bin-size", "bin_size"),
      netdoc::Key<&PaddingCounts::write_drop>("write-drop", "write_drop"),
      netdoc::Key<&PaddingCounts::write_pad>("write-pad", "write_pad"),
      netdoc::Key<&PaddingCounts::write_total>("write-total", "write_total"),
      netdoc::Key<&PaddingCounts::read_drop>("read-drop", "read_drop"),
      netdoc::Key<&PaddingCounts::read_pad>("read-pad", "read_pad"),
      netdoc::Key<&PaddingCounts::read_total>("read-total", "read_total"),
      netdoc::Key<&PaddingCounts::enabled_read_pad>("enabled-read-pad", "enabled_read_pad"),
      netdoc::Key<&PaddingCounts::enabled_read_total>("enabled-read-total", "enabled_read_total"),
      netdoc::Key<&PaddingCounts::enabled_write_pad>("enabled-write-pad", "enabled_write_pad"),
      netdoc::Key<&PaddingCounts::enabled_write_total>("enabled-write-total",
                                                       "enabled_write_total"),
      netdoc::Key<&PaddingCounts::max_chanpad_timers>("max-chanpad-timers", "max_chanpad_timers"));
};

}  // namespace scape::descriptor

#endif  // SCAPE_DESCRIPTOR_STATISTICS_H_
