#include "descriptor/netdoc/scalars.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <type_traits>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace scape::netdoc {
namespace {

constexpr uint8_t kNotHex = 0xff;
constexpr uint8_t kSkip = 0xfe;  // white space
constexpr uint8_t kPad = 0xfd;   // '='
constexpr uint8_t kBad = 0xff;

constexpr std::array<uint8_t, 256> HexTable() {
  std::array<uint8_t, 256> table{};
  for (auto& entry : table) entry = kNotHex;
  for (int i = 0; i < 10; ++i) table['0' + i] = static_cast<uint8_t>(i);
  for (int i = 0; i < 6; ++i) {
    table['a' + i] = static_cast<uint8_t>(10 + i);
    table['A' + i] = static_cast<uint8_t>(10 + i);
  }
  return table;
}
constexpr std::array<uint8_t, 256> kHex = HexTable();

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<uint8_t, 256> Base64Table() {
  std::array<uint8_t, 256> table{};
  for (auto& entry : table) entry = kBad;
  for (size_t i = 0; i < kAlphabet.size(); ++i) {
    table[static_cast<unsigned char>(kAlphabet[i])] = static_cast<uint8_t>(i);
  }
  for (const char c : std::string_view("\t\n\v\r ")) table[static_cast<unsigned char>(c)] = kSkip;
  table['='] = kPad;
  return table;
}
constexpr std::array<uint8_t, 256> kBase64 = Base64Table();

// Base64Groups has for each of the four characters of a group what it adds to the group's three
// bytes, the first byte lowest; the highest byte is set for what is no base64.
struct Base64Groups {
  std::array<std::array<uint32_t, 256>, 4> at{};
};
constexpr Base64Groups MakeGroups() {
  Base64Groups groups;
  for (auto& table : groups.at)
    for (auto& entry : table) entry = 0x01000000u;
  for (uint32_t i = 0; i < 64; ++i) {
    const auto c = static_cast<unsigned char>(kAlphabet[i]);
    const auto swap = [](uint32_t v) { return (v >> 16 & 0xff) | (v & 0xff00) | (v & 0xff) << 16; };
    groups.at[0][c] = swap(i << 18);
    groups.at[1][c] = swap(i << 12);
    groups.at[2][c] = swap(i << 6);
    groups.at[3][c] = swap(i);
  }
  return groups;
}
constexpr Base64Groups kGroups = MakeGroups();

// Store is false for CheckBase64: same walk, no bytes.
template <bool kStore>
Base64Result Decode(std::string_view text, std::span<uint8_t> out) {
  Base64Result result;
  const unsigned char* begin = reinterpret_cast<const unsigned char*>(text.data());
  const unsigned char* p = begin;
  const unsigned char* const end = begin + text.size();
  size_t size = 0;
  uint32_t bits = 0;
  int count = 0;  // characters in `bits`
  const auto fail = [&](Base64Fault fault) {
    result.fault = fault;
    result.position = static_cast<size_t>(p - begin);
    result.size = size;
    return result;
  };
  while (p != end) {
    if (count == 0) {
      // Whole groups, as long as they are clean.
      if constexpr (kStore && std::endian::native == std::endian::little) {
        uint8_t* o = out.data() + size;
        const uint8_t* const o_end = out.data() + out.size();
        while (end - p >= 4 && o_end - o >= 4) {
          const uint32_t group =
              kGroups.at[0][p[0]] | kGroups.at[1][p[1]] | kGroups.at[2][p[2]] | kGroups.at[3][p[3]];
          if (group >> 24) break;
          std::memcpy(o, &group, 4);
          o += 3;
          p += 4;
        }
        size = static_cast<size_t>(o - out.data());
      }
      while (end - p >= 4) {
        const uint32_t a = kBase64[p[0]], b = kBase64[p[1]], c = kBase64[p[2]], d = kBase64[p[3]];
        if ((a | b | c | d) & 0xc0) break;
        if (kStore) {
          if (out.size() - size < 3) break;
          const uint32_t group = a << 18 | b << 12 | c << 6 | d;
          out[size] = static_cast<uint8_t>(group >> 16);
          out[size + 1] = static_cast<uint8_t>(group >> 8);
          out[size + 2] = static_cast<uint8_t>(group);
        }
        size += 3;
        p += 4;
      }
      if (p == end) break;
    }
    const uint8_t value = kBase64[*p];
    if (value < 64) {
      bits = bits << 6 | value;
      if (++count == 4) {
        for (int shift = 16; shift >= 0; shift -= 8) {
          if (kStore) {
            if (size == out.size()) return fail(Base64Fault::kTooLong);
            out[size] = static_cast<uint8_t>(bits >> shift);
          }
          ++size;
        }
        bits = 0;
        count = 0;
      }
    } else if (value == kPad) {
      break;
    } else if (value == kBad) {
      return fail(Base64Fault::kBadCharacter);
    }
    ++p;
  }
  int padding = 0;
  const unsigned char* const data_end = p;
  for (; p != end; ++p) {
    if (*p == '=') {
      ++padding;
    } else if (kBase64[*p] != kSkip) {
      return fail(Base64Fault::kTextAfterEnd);
    }
  }
  if (count == 1) {
    p = data_end;
    return fail(Base64Fault::kDanglingBits);
  }
  for (int i = 0; i + 1 < count; ++i) {
    if (kStore) {
      if (size == out.size()) return fail(Base64Fault::kTooLong);
      out[size] = static_cast<uint8_t>(bits >> (6 * count - 8 * (i + 1)));
    }
    ++size;
  }
  const uint32_t unused = count == 2 ? bits & 0xf : count == 3 ? bits & 0x3 : 0;
  const int wanted = count == 0 ? 0 : 4 - count;
  result.canonical = unused == 0 && (padding == 0 || padding == wanted);
  result.size = size;
  return result;
}

// Of the months before, in a year that begins with March.
constexpr uint16_t kDaysSinceMarch[] = {306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275};

// The days of the proleptic Gregorian calendar since 1970-01-01.
constexpr int DaysFromCivil(unsigned year, unsigned month, unsigned day) {
  // Of the years up to it, the last one ending with February.
  const unsigned years = year - (month <= 2);
  const unsigned centuries = years / 100;
  return static_cast<int>(years * 365 + years / 4 - centuries + centuries / 4 +
                          kDaysSinceMarch[month - 1] + day) -
         719469;
}
static_assert(DaysFromCivil(1970, 1, 1) == 0 && DaysFromCivil(2000, 3, 1) == 11017);

constexpr unsigned kDaysInMonth[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

// Length of the ill-formed or well-formed sequence at `p`; *ok tells which.
size_t Utf8Sequence(const unsigned char* p, const unsigned char* end, bool* ok) {
  const size_t left = static_cast<size_t>(end - p);
  const unsigned char lead = p[0];
  *ok = false;
  if (lead < 0x80) {
    *ok = true;
    return 1;
  }
  unsigned char low = 0x80, high = 0xbf;
  size_t length;
  if (lead >= 0xc2 && lead <= 0xdf) {
    length = 2;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    length = 3;
    if (lead == 0xe0) low = 0xa0;
    if (lead == 0xed) high = 0x9f;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    length = 4;
    if (lead == 0xf0) low = 0x90;
    if (lead == 0xf4) high = 0x8f;
  } else {
    return 1;
  }
  for (size_t i = 1; i < length; ++i) {
    if (i >= left || p[i] < low || p[i] > high) return i;
    low = 0x80;
    high = 0xbf;
  }
  *ok = true;
  return length;
}

}  // namespace

size_t internal::ReadMoreDigits(const char* text, uint64_t high, uint64_t* value) {
  const EightDigits low(text + 8);
  if (low.bits == 64) return 0;
  constexpr uint64_t kPowers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000};
  *value = high * kPowers[low.bits / 8] + (low.bits != 0 ? low.Number() : 0);
  return static_cast<size_t>(8 + low.bits / 8);
}

bool ParseUnsigned(std::string_view text, uint64_t* value) {
  if (text.empty()) return false;
  if (text.size() > 19) {
    const char* end = text.data() + text.size();
    if (text[0] < '0' || text[0] > '9') return false;
    const auto [stop, error] = std::from_chars(text.data(), end, *value);
    return error == std::errc() && stop == end;
  }
  uint64_t number = 0;
  for (const char c : text) {
    const unsigned digit = static_cast<unsigned char>(c) - unsigned{'0'};
    if (digit > 9) return false;
    number = number * 10 + digit;
  }
  *value = number;
  return true;
}

bool ParseSigned(std::string_view text, int64_t* value) {
  const bool negative = !text.empty() && text[0] == '-';
  uint64_t magnitude;
  if (!ParseUnsigned(text.substr(negative), &magnitude)) return false;
  const uint64_t limit = static_cast<uint64_t>(INT64_MAX) + (negative ? 1 : 0);
  if (magnitude > limit) return false;
  *value = negative ? static_cast<int64_t>(0 - magnitude) : static_cast<int64_t>(magnitude);
  return true;
}

namespace {

// DigitForm is what eight bytes must look like: '0' stands for a digit, other bytes for themselves.
struct DigitForm {
  uint64_t bytes;
  uint64_t add = 0;  // takes a byte's difference from the form to the top bit if it is too large

  consteval explicit DigitForm(const char* form) : bytes(0) {
    for (int i = 0; i < 8; ++i) bytes |= uint64_t{static_cast<unsigned char>(form[i])} << 8 * i;
    for (int i = 0; i < 8; ++i) add |= uint64_t{form[i] == '0' ? 0x76u : 0x7fu} << 8 * i;
  }

  // Read looks at eight bytes at once. Byte i of *pairs, from the lowest, becomes the number that
  // the bytes i and i + 1 make, where both are digits. False: they look otherwise.
  bool Read(const char* text, uint64_t* pairs) const {
    const uint64_t value = LoadBytes<uint64_t>(text) ^ bytes;
    *pairs = value * 10 + (value >> 8);
    return ((value | (value + add)) & 0x8080808080808080u) == 0;
  }
};

// PairAt returns the number at byte i of `pairs`.
unsigned PairAt(uint64_t pairs, int i) { return static_cast<unsigned>(pairs >> 8 * i & 0xff); }

// ReadDate reads "YYYY-MM-DD " and returns the seconds at its beginning, -1 where it is none.
ABSL_ATTRIBUTE_NOINLINE int64_t ReadDate(const char* text) {
  uint64_t date, days;
  const bool good = static_cast<int>(DigitForm("0000-00-").Read(text, &date)) &
                    static_cast<int>(DigitForm("0-00-00 ").Read(text + 3, &days));
  const unsigned year = PairAt(date, 0) * 100 + PairAt(date, 2);
  const unsigned month = PairAt(date, 5);
  const unsigned day = PairAt(days, 5);
  if (!good || year < 1970 || month - 1 > 11 || day - 1 > 30) return -1;
  if (day > kDaysInMonth[month - 1]) return -1;
  if (month == 2 && day == 29 && (year % 4 != 0 || (year % 100 == 0 && year % 400 != 0))) {
    return -1;
  }
  return int64_t{DaysFromCivil(year, month, day)} * 86400;
}

// KnownTime is the time that was read last: those of a document, and of its neighbours, are of few
// days, and many are the same.
struct KnownTime {
  uint64_t first = 0, last = 1;  // the date's first eight bytes, and its last with the SP; at first
                                 // none's
  uint64_t clock = 0;            // "HH:MM:SS"
  int64_t date_seconds = 0;      // when the date begins
  int64_t seconds = 0;
};
thread_local constinit KnownTime known_time;

}  // namespace

bool ParseTime(std::string_view text, UtcTime* time) {
  if (text.size() != 19) return false;
  const char* const p = text.data();
  const auto first = LoadBytes<uint64_t>(p), last = LoadBytes<uint64_t>(p + 3);
  const auto clock = LoadBytes<uint64_t>(p + 11);
  KnownTime& known = known_time;
  const bool same_date = ((known.first ^ first) | (known.last ^ last)) == 0;
  if (!same_date || known.clock != clock) {
    int64_t date_seconds = known.date_seconds;
    if (!same_date) {
      date_seconds = ReadDate(p);
      if (date_seconds < 0) return false;
    }
    uint64_t pairs;
    const bool good = DigitForm("00:00:00").Read(p + 11, &pairs);
    const unsigned hour = PairAt(pairs, 0), minute = PairAt(pairs, 3), second = PairAt(pairs, 6);
    if (!good || hour > 23 || minute > 59 || second > 60) return false;
    known = {first, last, clock, date_seconds, date_seconds + (hour * 3600 + minute * 60 + second)};
  }
  time->unix_seconds = known.seconds;
  return true;
}

size_t FormatTime(UtcTime time, char separator, char out[32]) {
  int64_t days = time.unix_seconds / 86400;
  int64_t left = time.unix_seconds % 86400;
  if (left < 0) {
    left += 86400;
    --days;
  }
  days += 719468;
  const int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const unsigned of_era = static_cast<unsigned>(days - era * 146097);
  const unsigned years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const unsigned of_year = of_era - (365 * years + years / 4 - years / 100);
  const unsigned shifted = (5 * of_year + 2) / 153;
  const unsigned day = of_year - (153 * shifted + 2) / 5 + 1;
  const unsigned month = shifted < 10 ? shifted + 3 : shifted - 9;
  const int64_t year = static_cast<int64_t>(years) + era * 400 + (month <= 2);
  char* p = out;
  if (year >= 0 && year <= 9999) {
    const unsigned y = static_cast<unsigned>(year);
    *p++ = static_cast<char>('0' + y / 1000);
    *p++ = static_cast<char>('0' + y / 100 % 10);
    *p++ = static_cast<char>('0' + y / 10 % 10);
    *p++ = static_cast<char>('0' + y % 10);
  } else {
    p = std::to_chars(p, p + 16, year).ptr;
  }
  const auto two = [&p](char before, unsigned value) {
    *p++ = before;
    *p++ = static_cast<char>('0' + value / 10);
    *p++ = static_cast<char>('0' + value % 10);
  };
  const unsigned seconds = static_cast<unsigned>(left);
  two('-', month);
  two('-', day);
  two(separator, seconds / 3600);
  two(':', seconds / 60 % 60);
  two(':', seconds % 60);
  return static_cast<size_t>(p - out);
}

bool DecodeHex(std::string_view text, std::span<uint8_t> out) {
  if (text.size() != 2 * out.size()) return false;
  const unsigned char* p = reinterpret_cast<const unsigned char*>(text.data());
  size_t i = 0;
  uint64_t bad = 0;
#if defined(__SSE2__)
  // 16 digits at a time: a digit's value is its low four bits, and nine more for a letter.
  const __m128i zero = _mm_set1_epi8('0' - 1), nine = _mm_set1_epi8('9' + 1);
  const __m128i a = _mm_set1_epi8('a' - 1), f = _mm_set1_epi8('f' + 1);
  while (out.size() >= 8 && i != out.size()) {
    i = std::min(i, out.size() - 8);  // the last ones may be decoded twice
    const __m128i digits = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + 2 * i));
    const __m128i lower = _mm_or_si128(digits, _mm_set1_epi8(0x20));
    const __m128i is_digit =
        _mm_and_si128(_mm_cmpgt_epi8(digits, zero), _mm_cmplt_epi8(digits, nine));
    const __m128i is_letter = _mm_and_si128(_mm_cmpgt_epi8(lower, a), _mm_cmplt_epi8(lower, f));
    bad |= static_cast<uint64_t>(_mm_movemask_epi8(_mm_or_si128(is_digit, is_letter)) ^ 0xffff);
    const __m128i value = _mm_add_epi8(_mm_and_si128(digits, _mm_set1_epi8(0x0f)),
                                       _mm_and_si128(is_letter, _mm_set1_epi8(9)));
    const __m128i high = _mm_slli_epi16(_mm_and_si128(value, _mm_set1_epi16(0xff)), 4);
    const __m128i bytes = _mm_or_si128(high, _mm_srli_epi16(value, 8));
    const __m128i packed = _mm_packus_epi16(bytes, bytes);
    _mm_storel_epi64(reinterpret_cast<__m128i*>(out.data() + i), packed);
    i += 8;
  }
#endif
  for (; i < out.size(); ++i) {
    const uint8_t high = kHex[p[2 * i]];
    const uint8_t low = kHex[p[2 * i + 1]];
    bad |= static_cast<uint64_t>((high | low) & 0xf0);
    out[i] = static_cast<uint8_t>(high << 4 | (low & 0xf));
  }
  return bad == 0;
}

void EncodeHex(std::span<const uint8_t> bytes, char* out) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  for (const uint8_t byte : bytes) {
    *out++ = kDigits[byte >> 4];
    *out++ = kDigits[byte & 0xf];
  }
}

Base64Result DecodeBase64(std::string_view text, std::span<uint8_t> out) {
  return Decode<true>(text, out);
}

Base64Result CheckBase64(std::string_view text) { return Decode<false>(text, {}); }

bool DecodeBase64Sha1(std::string_view text, std::array<uint8_t, 20>* bytes, uint8_t* unused) {
  if (text.size() != 27) return false;
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  uint8_t* out = bytes->data();
  uint32_t bad = 0;
  for (int i = 0; i < 6; ++i, p += 4, out += 3) {
    const uint32_t group =
        kGroups.at[0][p[0]] | kGroups.at[1][p[1]] | kGroups.at[2][p[2]] | kGroups.at[3][p[3]];
    bad |= group;
    if constexpr (std::endian::native == std::endian::little) {
      std::memcpy(out, &group, 4);  // the fourth byte is the next group's first
    } else {
      out[0] = static_cast<uint8_t>(group);
      out[1] = static_cast<uint8_t>(group >> 8);
      out[2] = static_cast<uint8_t>(group >> 16);
    }
  }
  const uint32_t group = kGroups.at[0][p[0]] | kGroups.at[1][p[1]] | kGroups.at[2][p[2]];
  bad |= group;
  out[0] = static_cast<uint8_t>(group);
  out[1] = static_cast<uint8_t>(group >> 8);
  *unused = static_cast<uint8_t>(group >> 22 & 3);
  return (bad & 0x01000000u) == 0;
}

std::string EncodeBase64(std::span<const uint8_t> bytes, bool pad) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3) {
    const uint32_t group = static_cast<uint32_t>(bytes[i]) << 16 |
                           static_cast<uint32_t>(bytes[i + 1]) << 8 | bytes[i + 2];
    for (int shift = 18; shift >= 0; shift -= 6) text += kAlphabet[group >> shift & 63];
  }
  const size_t left = bytes.size() - i;
  if (left != 0) {
    const uint32_t group = static_cast<uint32_t>(bytes[i]) << 16 |
                           (left == 2 ? static_cast<uint32_t>(bytes[i + 1]) << 8 : 0);
    text += kAlphabet[group >> 18 & 63];
    text += kAlphabet[group >> 12 & 63];
    if (left == 2) text += kAlphabet[group >> 6 & 63];
    if (pad) text.append(3 - left, '=');
  }
  return text;
}

bool HasSpace(std::string_view text) {
  const char* p = text.data();
  size_t left = text.size();
#if defined(__SSE2__)
  const __m128i space = _mm_set1_epi8(' ');
  for (; left >= 16; p += 16, left -= 16) {
    const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    // Bytes up to the space: those that the unsigned maximum with it leaves equal to it.
    if (_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(chunk, space), space)) != 0) return true;
  }
#endif
  bool found = false;
  for (; left > 0; ++p, --left) found |= static_cast<unsigned char>(*p) <= ' ';
  return found;
}

bool IsUtf8(std::string_view text) {
  const unsigned char* p = reinterpret_cast<const unsigned char*>(text.data());
  const unsigned char* const end = p + text.size();
  while (end - p >= 8) {
    uint64_t word;
    std::memcpy(&word, p, 8);
    if (word & 0x8080808080808080u) break;
    p += 8;
  }
  while (p != end) {
    bool ok;
    p += Utf8Sequence(p, end, &ok);
    if (!ok) return false;
  }
  return true;
}

std::string ReplaceInvalidUtf8(std::string_view text) {
  std::string replaced;
  const unsigned char* p = reinterpret_cast<const unsigned char*>(text.data());
  const unsigned char* const end = p + text.size();
  while (p != end) {
    bool ok;
    const size_t length = Utf8Sequence(p, end, &ok);
    if (ok) {
      replaced.append(reinterpret_cast<const char*>(p), length);
    } else {
      replaced += "\xef\xbf\xbd";
    }
    p += length;
  }
  return replaced;
}

}  // namespace scape::netdoc
