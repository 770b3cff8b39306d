#include "descriptor/netdoc/scalars.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace scape::netdoc {
namespace {

using Bytes = std::vector<uint8_t>;

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

uint64_t Unsigned(std::string_view text) {
  uint64_t value = 0;
  EXPECT_TRUE(ParseUnsigned(text, &value)) << text;
  return value;
}
bool IsUnsigned(std::string_view text) {
  uint64_t value;
  return ParseUnsigned(text, &value);
}
int64_t Signed(std::string_view text) {
  int64_t value = 0;
  EXPECT_TRUE(ParseSigned(text, &value)) << text;
  return value;
}
bool IsSigned(std::string_view text) {
  int64_t value;
  return ParseSigned(text, &value);
}
int64_t Seconds(std::string_view text) {
  UtcTime time;
  EXPECT_TRUE(ParseTime(text, &time)) << text;
  return time.unix_seconds;
}
bool IsTime(std::string_view text) {
  UtcTime time;
  return ParseTime(text, &time);
}
std::string Formatted(int64_t unix_seconds, char separator) {
  char out[32];
  std::memset(out, '?', sizeof out);
  const size_t size = FormatTime({unix_seconds}, separator, out);
  EXPECT_LE(size, sizeof out);
  return std::string(out, size);
}

TEST(ParseUnsignedTest, WholeNumbers) {
  EXPECT_EQ(Unsigned("0"), 0u);
  EXPECT_EQ(Unsigned("7"), 7u);
  EXPECT_EQ(Unsigned("007"), 7u);
  EXPECT_EQ(Unsigned("2147483647"), 2147483647u);
  EXPECT_EQ(Unsigned("2147483648"), 2147483648u);
  EXPECT_EQ(Unsigned("4294967295"), 4294967295u);
  EXPECT_EQ(Unsigned("4294967296"), 4294967296u);
  EXPECT_EQ(Unsigned("9223372036854775807"), 9223372036854775807u);
  EXPECT_EQ(Unsigned("9223372036854775808"), 9223372036854775808u);
  EXPECT_EQ(Unsigned("9999999999999999999"), 9999999999999999999u);
  EXPECT_EQ(Unsigned("10000000000000000000"), 10000000000000000000u);
  EXPECT_EQ(Unsigned("18446744073709551615"), 18446744073709551615u);
  EXPECT_EQ(Unsigned("0000000000000000000000000000000000000001"), 1u);
  EXPECT_EQ(Unsigned("00000018446744073709551615"), 18446744073709551615u);
}

TEST(ParseUnsignedTest, NothingElse) {
  for (const std::string_view text :
       {"", " ", "+1", "-1", "-0", "1 ", " 1", "1x", "0x1", "1.0", "1e3", "18446744073709551616",
        "184467440737095516150", "99999999999999999999999999", "0000000000000000000000x",
        "+0000000000000000000001", "-0000000000000000000001", "/", ":"}) {
    EXPECT_FALSE(IsUnsigned(text)) << text;
  }
  EXPECT_FALSE(IsUnsigned(std::string_view("1\0", 2)));
  EXPECT_FALSE(IsUnsigned("\xb2"));
}

TEST(ReadDigitsTest, AgreesWithParseUnsigned) {
  std::mt19937 random(3);
  for (int round = 0; round < 300000; ++round) {
    const unsigned rare = 2 + random() % 30;  // how rarely a byte is no digit
    std::string text;
    while (text.size() < 16) {
      text += random() % rare != 0 ? static_cast<char>('0' + random() % 10)
                                   : static_cast<char>(random() % 256);
    }
    const size_t size = std::min(text.find_first_not_of("0123456789"), text.size());
    uint64_t value = 0, long_value = 0, expected;
    ASSERT_EQ(ReadDigits(text.data(), &value), size >= 8 ? 0 : size) << text;
    ASSERT_EQ(ReadLongDigits(text.data(), &long_value), size == 16 ? 0 : size) << text;
    if (size == 0 || size == 16) continue;
    ASSERT_TRUE(ParseUnsigned(text.substr(0, size), &expected));
    ASSERT_EQ(long_value, expected) << text;
    if (size < 8) {
      ASSERT_EQ(value, expected) << text;
    }
  }
}

TEST(ParseSignedTest, WholeNumbers) {
  EXPECT_EQ(Signed("0"), 0);
  EXPECT_EQ(Signed("-0"), 0);
  EXPECT_EQ(Signed("-7"), -7);
  EXPECT_EQ(Signed("2147483648"), 2147483648);
  EXPECT_EQ(Signed("-2147483649"), -2147483649);
  EXPECT_EQ(Signed("9223372036854775807"), std::numeric_limits<int64_t>::max());
  EXPECT_EQ(Signed("-9223372036854775807"), -9223372036854775807);
  EXPECT_EQ(Signed("-9223372036854775808"), std::numeric_limits<int64_t>::min());
}

TEST(ParseSignedTest, NothingElse) {
  for (const std::string_view text : {"", "-", "--1", "+1", "-+1", "- 1", "9223372036854775808",
                                      "-9223372036854775809", "18446744073709551615"}) {
    EXPECT_FALSE(IsSigned(text)) << text;
  }
}

TEST(ParseTimeTest, KnownTimes) {
  EXPECT_EQ(Seconds("1970-01-01 00:00:00"), 0);
  EXPECT_EQ(Seconds("1970-01-01 00:00:01"), 1);
  EXPECT_EQ(Seconds("2001-09-09 01:46:40"), 1000000000);
  EXPECT_EQ(Seconds("2026-01-29 07:44:43"), 1769672683);
  EXPECT_EQ(Seconds("2038-01-19 03:14:07"), 2147483647);
  EXPECT_EQ(Seconds("2038-01-19 03:14:08"), 2147483648);
  EXPECT_EQ(Seconds("2106-02-07 06:28:16"), 4294967296);
  EXPECT_EQ(Seconds("9999-12-31 23:59:59"), 253402300799);
}

TEST(ParseTimeTest, LeapYears) {
  EXPECT_EQ(Seconds("2024-02-29 00:00:00") + 86400, Seconds("2024-03-01 00:00:00"));
  EXPECT_EQ(Seconds("2000-02-29 00:00:00") + 86400, Seconds("2000-03-01 00:00:00"));
  EXPECT_EQ(Seconds("2023-02-28 00:00:00") + 86400, Seconds("2023-03-01 00:00:00"));
  EXPECT_EQ(Seconds("2400-02-29 12:00:00") + 86400, Seconds("2400-03-01 12:00:00"));
  EXPECT_FALSE(IsTime("2023-02-29 00:00:00"));
  EXPECT_FALSE(IsTime("2100-02-29 00:00:00"));
  EXPECT_FALSE(IsTime("2026-02-30 00:00:00"));
  EXPECT_FALSE(IsTime("2024-02-30 00:00:00"));
}

TEST(ParseTimeTest, EveryDayOfAMonth) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (int month = 0; month <= 13; ++month) {
    for (int day = 0; day <= 32; ++day) {
      char text[48];
      std::snprintf(text, sizeof text, "2026-%02d-%02d 12:30:00", month, day);
      const bool real = month >= 1 && month <= 12 && day >= 1 && day <= kDays[month - 1];
      EXPECT_EQ(IsTime(text), real) << text;
    }
  }
}

TEST(ParseTimeTest, SecondSixtyIsTheNextMinute) {
  EXPECT_EQ(Seconds("2016-12-31 23:59:60"), Seconds("2017-01-01 00:00:00"));
  EXPECT_EQ(Seconds("2026-05-05 10:20:60"), Seconds("2026-05-05 10:21:00"));
  EXPECT_FALSE(IsTime("2026-05-05 10:20:61"));
}

TEST(ParseTimeTest, EveryPartHasItsRange) {
  for (const std::string_view text :
       {"1969-12-31 23:59:59", "0000-01-01 00:00:00", "2026-01-01 24:00:00", "2026-01-01 00:60:00",
        "2026-01-01 99:00:00", "2026-00-01 00:00:00", "2026-01-00 00:00:00"}) {
    EXPECT_FALSE(IsTime(text)) << text;
  }
}

TEST(ParseTimeTest, EveryByteIsChecked) {
  const std::string good = "2026-11-21 19:50:58";
  ASSERT_TRUE(IsTime(good));
  for (size_t i = 0; i < good.size(); ++i) {
    for (const char c : {'x', '/', ':', '-', ' ', '\0', '\t', '+', '\xb0'}) {
      if (c == good[i]) continue;
      std::string text = good;
      text[i] = c;
      EXPECT_FALSE(IsTime(text)) << text;
    }
  }
  for (const std::string_view text :
       {"", "2026-11-21", "2026-11-21 19:50", "2026-11-21 19:50:5", "2026-11-21 19:50:580",
        "2026-11-21  9:50:58", "2026-11-21T19:50:58", "2026-1-21 19:50:58 ", "12026-11-21 9:50:58",
        "2026-11-21 19:50:58\r"}) {
    EXPECT_FALSE(IsTime(text)) << text;
  }
}

// The last time is remembered, by thread: whichever came before, a time is what it is.
TEST(ParseTimeTest, WhatCameBeforeMakesNoDifference) {
  const struct {
    std::string_view text;
    int64_t seconds;  // -1: it is none
  } kDates[] = {{"2001-09-09 ", 999993600},
                {"2001-09-10 ", 1000080000},
                {"2101-09-09 ", 4155667200},
                {"2001-09-31 ", -1},
                {"2001-09-09\t", -1}},
    kClocks[] = {{"00:00:00", 0},     {"01:46:40", 6400}, {"01:46:60", 6420},
                 {"01:46:4\xb0", -1}, {"24:00:00", -1},   {"01:46-40", -1}};
  std::mt19937 random(4);
  int good = 0;
  for (int round = 0; round < 20000; ++round) {
    const auto& date = kDates[random() % std::size(kDates)];
    const auto& clock = kClocks[random() % std::size(kClocks)];
    const std::string text = std::string(date.text) + std::string(clock.text);
    const bool is_time = date.seconds >= 0 && clock.seconds >= 0;
    ASSERT_EQ(IsTime(text), is_time) << text;
    if (!is_time) continue;
    ++good;
    ASSERT_EQ(Seconds(text), date.seconds + clock.seconds) << text;
  }
  EXPECT_GT(good, 4000);
}

TEST(ParseTimeTest, TheFirstDateIsCheckedToo) {
  bool nuls = true;
  std::thread([&] { nuls = IsTime(std::string(11, '\0') + "12:30:00"); }).join();
  EXPECT_FALSE(nuls);
  EXPECT_TRUE(IsTime("2026-01-01 12:30:00"));
  EXPECT_FALSE(IsTime("2026-01-01 12:3x:00"));
  EXPECT_FALSE(IsTime("2026-01-32 12:30:00"));
  EXPECT_FALSE(IsTime("2026-01-32 12:30:00")) << "a date that is none is not remembered";
  EXPECT_EQ(Seconds("2026-01-02 12:30:00"), Seconds("2026-01-01 12:30:00") + 86400);
}

TEST(FormatTimeTest, KnownTimes) {
  EXPECT_EQ(Formatted(0, ' '), "1970-01-01 00:00:00");
  EXPECT_EQ(Formatted(1769672683, 'T'), "2026-01-29T07:44:43");
  EXPECT_EQ(Formatted(951782400, ' '), "2000-02-29 00:00:00");
  EXPECT_EQ(Formatted(253402300799, ' '), "9999-12-31 23:59:59");
  EXPECT_EQ(Formatted(-1, ' '), "1969-12-31 23:59:59");
  EXPECT_EQ(Formatted(-62167219200, ' '), "0000-01-01 00:00:00");
  EXPECT_EQ(Formatted(253402300800, ' '), "10000-01-01 00:00:00");
  EXPECT_EQ(Formatted(-62167219201, ' '), "-1-12-31 23:59:59");
}

TEST(FormatTimeTest, AnyTimeFits) {
  for (const int64_t seconds :
       {std::numeric_limits<int64_t>::max(), std::numeric_limits<int64_t>::min()}) {
    EXPECT_EQ(Formatted(seconds, ' ').substr(Formatted(seconds, ' ').size() - 9, 1), " ");
  }
}

TEST(FormatTimeTest, AgreesWithTheSystemAndRoundTrips) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 200000; ++round) {
    const int64_t seconds = static_cast<int64_t>(random() % 253402300800u);
    const time_t time = seconds;
    tm parts;
    ASSERT_NE(gmtime_r(&time, &parts), nullptr);
    char expected[32];
    std::strftime(expected, sizeof expected, "%Y-%m-%d %H:%M:%S", &parts);
    const std::string formatted = Formatted(seconds, ' ');
    ASSERT_EQ(formatted, expected);
    ASSERT_EQ(Seconds(formatted), seconds);
  }
}

TEST(UtcTimeTest, ComparesAndConverts) {
  EXPECT_LT(UtcTime{1}, UtcTime{2});
  EXPECT_EQ(UtcTime{5}, UtcTime{5});
  EXPECT_EQ(absl::ToUnixSeconds(UtcTime{1769672683}.ToAbsl()), 1769672683);
}

TEST(HexTest, RoundTrips) {
  Bytes bytes(256);
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<uint8_t>(i);
  std::string text(512, '?');
  EncodeHex(bytes, text.data());
  EXPECT_EQ(text.substr(0, 8), "00010203");
  EXPECT_EQ(text.substr(504), "FCFDFEFF");
  Bytes decoded(256);
  EXPECT_TRUE(DecodeHex(text, decoded));
  EXPECT_EQ(decoded, bytes);
  for (char& c : text) {
    if (c >= 'A') c = static_cast<char>(c + 32);
  }
  std::fill(decoded.begin(), decoded.end(), uint8_t{0});
  EXPECT_TRUE(DecodeHex(text, decoded));
  EXPECT_EQ(decoded, bytes);
}

TEST(HexTest, EveryOtherByteIsRefused) {
  // At every place of short and long texts.
  for (const size_t size : {1, 7, 8, 9, 16, 20, 32}) {
    Bytes bytes(size), expected(size, 0xab);
    for (size_t at = 0; at < 2 * size; ++at) {
      for (int i = 0; i < 256; ++i) {
        std::string text;
        for (size_t j = 0; j < size; ++j) text += j % 2 == 0 ? "aB" : "Ab";
        text[at] = static_cast<char>(i);
        const size_t value = std::string_view("0123456789abcdef").find(static_cast<char>(i));
        const size_t upper = std::string_view("0123456789ABCDEF").find(static_cast<char>(i));
        const bool digit = std::min(value, upper) < 16;
        ASSERT_EQ(DecodeHex(text, bytes), digit) << size << ' ' << at << ' ' << i;
        if (!digit) continue;
        expected.assign(size, 0xab);
        const size_t shift = at % 2 == 0 ? 4 : 0;
        expected[at / 2] =
            static_cast<uint8_t>((0xab & ~(0xf << shift)) | std::min(value, upper) << shift);
        ASSERT_EQ(bytes, expected) << text;
      }
    }
  }
}

TEST(HexTest, LengthsMustBeExact) {
  uint8_t bytes[2];
  EXPECT_TRUE(DecodeHex("0a0B", bytes));
  EXPECT_FALSE(DecodeHex("0a0", bytes));
  EXPECT_FALSE(DecodeHex("0a0B0", bytes));
  EXPECT_FALSE(DecodeHex("", bytes));
  EXPECT_TRUE(DecodeHex("", std::span<uint8_t>()));
}

// Naive is a second decoder: it gathers all bits one by one.
struct Naive {
  Base64Fault fault = Base64Fault::kNone;
  size_t position = 0;
  Bytes bytes;
  bool canonical = true;

  Naive(std::string_view text, size_t room) { Decode(text, room); }

  void Decode(std::string_view text, size_t room) {
    std::vector<int> bits;
    size_t characters = 0, padding = 0, data_end = text.size();
    for (size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (c == '\t' || c == '\n' || c == '\v' || c == '\r' || c == ' ') continue;
      const size_t value = kAlphabet.find(c);
      if (c == '=') {
        if (padding++ == 0) data_end = i;
      } else if (padding != 0) {
        return Fail(Base64Fault::kTextAfterEnd, i);
      } else if (value == std::string_view::npos) {
        return Fail(Base64Fault::kBadCharacter, i);
      } else {
        for (int bit = 5; bit >= 0; --bit) bits.push_back(value >> bit & 1);
        if (++characters % 4 == 0 && characters / 4 * 3 > room) {
          return Fail(Base64Fault::kTooLong, i);
        }
      }
    }
    if (characters % 4 == 1) return Fail(Base64Fault::kDanglingBits, data_end);
    for (size_t i = 0; i + 8 <= bits.size(); i += 8) {
      int byte = 0;
      for (size_t j = 0; j < 8; ++j) byte = byte * 2 + bits[i + j];
      bytes.push_back(static_cast<uint8_t>(byte));
    }
    if (bytes.size() > room) return Fail(Base64Fault::kTooLong, text.size());
    for (size_t i = bits.size() / 8 * 8; i < bits.size(); ++i) canonical &= bits[i] == 0;
    if (padding != 0 && padding != (4 - characters % 4) % 4) canonical = false;
  }

  void Fail(Base64Fault what, size_t where) {
    fault = what;
    position = where;
  }
};

void ExpectDecodes(std::string_view text, size_t room) {
  const Naive naive(text, room);
  Bytes out(room + 4, 0xee);
  const Base64Result result = DecodeBase64(text, std::span(out).first(room));
  ASSERT_EQ(result.fault, naive.fault) << "[" << text << "]";
  ASSERT_LE(result.size, room);
  for (size_t i = room; i < out.size(); ++i) ASSERT_EQ(out[i], 0xee) << "written past the end";
  if (result.ok()) {
    ASSERT_EQ(result.size, naive.bytes.size()) << "[" << text << "]";
    ASSERT_TRUE(std::equal(naive.bytes.begin(), naive.bytes.end(), out.begin()));
    ASSERT_EQ(result.canonical, naive.canonical) << "[" << text << "]";
  } else {
    ASSERT_EQ(result.position, naive.position) << "[" << text << "]";
  }
  const Base64Result checked = CheckBase64(text);
  if (naive.fault == Base64Fault::kTooLong) return;  // CheckBase64 has room for all of it
  ASSERT_EQ(checked.fault, result.fault) << "[" << text << "]";
  ASSERT_EQ(checked.position, result.position);
  if (checked.ok()) {
    ASSERT_EQ(checked.size, result.size);
    ASSERT_EQ(checked.canonical, result.canonical);
  }
}

TEST(Base64Test, KnownTexts) {
  // RFC 4648, 10.
  constexpr std::string_view kTexts[][2] = {{"", ""},
                                            {"f", "Zg=="},
                                            {"fo", "Zm8="},
                                            {"foo", "Zm9v"},
                                            {"foob", "Zm9vYg=="},
                                            {"fooba", "Zm9vYmE="},
                                            {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : kTexts) {
    const Bytes bytes(plain.begin(), plain.end());
    EXPECT_EQ(EncodeBase64(bytes, /*pad=*/true), encoded);
    EXPECT_EQ(EncodeBase64(bytes, /*pad=*/false), encoded.substr(0, encoded.find('=')));
    Bytes out(bytes.size());
    const Base64Result result = DecodeBase64(encoded, out);
    EXPECT_TRUE(result.ok());
    EXPECT_TRUE(result.canonical);
    EXPECT_EQ(result.size, bytes.size());
    EXPECT_EQ(out, bytes);
  }
}

TEST(Base64Test, FaultsAndTheirPlaces) {
  uint8_t out[64];
  const auto decode = [&](std::string_view text) { return DecodeBase64(text, out); };
  EXPECT_EQ(decode("AAAA*AAA").fault, Base64Fault::kBadCharacter);
  EXPECT_EQ(decode("AAAA*AAA").position, 4u);
  EXPECT_EQ(decode("AA-A").position, 2u);
  EXPECT_EQ(decode("AAAA\f").fault, Base64Fault::kBadCharacter);
  EXPECT_EQ(decode(std::string_view("AAA\0", 4)).position, 3u);
  EXPECT_EQ(decode("AAA\xff").position, 3u);
  EXPECT_EQ(decode("AAAAA").fault, Base64Fault::kDanglingBits);
  EXPECT_EQ(decode("AAAAA").position, 5u);
  EXPECT_EQ(decode("AAAAA=\n").position, 5u);
  EXPECT_EQ(decode("AA=A").fault, Base64Fault::kTextAfterEnd);
  EXPECT_EQ(decode("AA=A").position, 3u);
  EXPECT_EQ(decode("AA=\n=*").position, 5u);
  EXPECT_EQ(DecodeBase64("AAAA", std::span(out).first(2)).fault, Base64Fault::kTooLong);
  EXPECT_EQ(DecodeBase64("AAAA", std::span(out).first(2)).position, 3u);
  EXPECT_EQ(DecodeBase64("AAA=", std::span(out).first(1)).fault, Base64Fault::kTooLong);
  EXPECT_TRUE(DecodeBase64("AAA=", std::span(out).first(2)).ok());
  EXPECT_TRUE(DecodeBase64("=", std::span<uint8_t>()).ok());
}

TEST(Base64Test, WhatIsCanonical) {
  for (const std::string_view text :
       {"", "AA", "AA==", "AAA", "AAA=", "AAAA", "AA\n==", "A A A A"}) {
    EXPECT_TRUE(CheckBase64(text).canonical) << text;
  }
  for (const std::string_view text :
       {"=", "AA=", "AA===", "AAA==", "AAAA=", "AB", "AB==", "AAB="}) {
    EXPECT_TRUE(CheckBase64(text).ok()) << text;
    EXPECT_FALSE(CheckBase64(text).canonical) << text;
  }
}

TEST(Base64Test, WhiteSpaceMayStandAnywhere) {
  const Bytes bytes = {'f', 'o', 'o', 'b', 'a'};
  for (const std::string_view text :
       {"Zm9vYmE=", " Zm9vYmE=", "Z\nm\n9\nv\nY\nm\nE\n=\n", "Zm9v\r\nYmE=\r\n", "Zm9vYmE=\v\t"}) {
    Bytes out(5);
    EXPECT_EQ(DecodeBase64(text, out).size, 5u) << text;
    EXPECT_EQ(out, bytes) << text;
  }
}

TEST(Base64Test, EverySizeRoundTrips) {
  std::mt19937 random(3);
  for (size_t size = 0; size < 200; ++size) {
    Bytes bytes(size);
    for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random());
    for (const bool pad : {false, true}) {
      const std::string text = EncodeBase64(bytes, pad);
      EXPECT_EQ(text.size(), pad ? (size + 2) / 3 * 4 : (size * 4 + 2) / 3);
      Bytes out(size);
      const Base64Result result = DecodeBase64(text, out);
      ASSERT_TRUE(result.ok());
      ASSERT_TRUE(result.canonical);
      ASSERT_EQ(result.size, size);
      ASSERT_EQ(out, bytes);
      ExpectDecodes(text, size);
      if (size > 0) ExpectDecodes(text, size - 1);
      ExpectDecodes(text, size / 2);
    }
  }
}

TEST(Base64Test, EveryCharacter) {
  for (int i = 0; i < 256; ++i) {
    for (size_t at = 0; at < 9; ++at) {
      std::string text = "AAAAAAAA=";
      text[at] = static_cast<char>(i);
      ExpectDecodes(text, 8);
    }
  }
}

TEST(Base64Test, AgreesWithTheNaiveDecoder) {
  std::mt19937 random(4);
  constexpr char kCharacters[] = "ABCabc019+/ABCabc019+/ABCabc019+/=\n\r \t\v*-";
  for (int round = 0; round < 200000; ++round) {
    // Mostly clean, so that whole groups are met as well.
    const size_t clean = random() % 3 == 0 ? sizeof kCharacters : 33;
    std::string text;
    for (size_t left = random() % 60; left > 0; --left) text += kCharacters[random() % clean];
    for (size_t left = random() % 4; left > 0; --left) text += '=';
    if (random() % 4 == 0) text += '\n';
    ExpectDecodes(text, random() % 50);
    if (HasFatalFailure()) return;
  }
}

struct Utf8Case {
  std::string_view bytes;
  size_t replacements;  // 0: well-formed
};

TEST(Utf8Test, Vectors) {
  const Utf8Case cases[] = {
      {"", 0},
      {"plain ASCII, longer than a word", 0},
      {"\x7f", 0},
      {"\xc2\x80", 0},
      {"\xdf\xbf", 0},
      {"\xe0\xa0\x80", 0},
      {"\xed\x9f\xbf", 0},
      {"\xee\x80\x80", 0},
      {"\xef\xbf\xbf", 0},
      {"\xef\xbb\xbf", 0},
      {"\xf0\x90\x80\x80", 0},
      {"\xf4\x8f\xbf\xbf", 0},
      {"\x80", 1},
      {"\xbf\xbf", 2},
      {"\xc0\x80", 2},          // overlong NUL
      {"\xc1\xbf", 2},          // overlong
      {"\xe0\x80\x80", 3},      // overlong
      {"\xe0\x9f\xbf", 3},      // overlong
      {"\xf0\x80\x80\x80", 4},  // overlong
      {"\xf0\x8f\xbf\xbf", 4},  // overlong
      {"\xed\xa0\x80", 3},      // a surrogate
      {"\xed\xbf\xbf", 3},      // a surrogate
      {"\xf4\x90\x80\x80", 4},  // above U+10FFFF
      {"\xf5\x80\x80\x80", 4},
      {"\xff", 1},
      {"\xfe\xff", 2},
      {"\xc3", 1},          // cut
      {"\xe2\x82", 1},      // cut
      {"\xf0\x9f\x98", 1},  // cut
      {"\xf0\x9f", 1},
      {"\xe2\x28\xa1", 2},
      {"\xf0\x9f\x98\x41", 1},
      // The Unicode standard's example of maximal subparts.
      {"\x61\xf1\x80\x80\xe1\x80\xc2\x62\x80\x63\x80\xbf\x64", 6},
  };
  for (const auto& [bytes, replacements] : cases) {
    // At every distance from a word's edge.
    for (size_t before = 0; before < 10; ++before) {
      const std::string text = std::string(before, 'x') + std::string(bytes) + "yz";
      EXPECT_EQ(IsUtf8(text), replacements == 0) << testing::PrintToString(bytes);
      const std::string replaced = ReplaceInvalidUtf8(text);
      EXPECT_TRUE(IsUtf8(replaced));
      size_t count = 0;
      for (size_t at = 0; (at = replaced.find("\xef\xbf\xbd", at)) != std::string::npos; at += 3) {
        ++count;
      }
      EXPECT_EQ(count, replacements) << testing::PrintToString(bytes);
      if (replacements == 0) {
        EXPECT_EQ(replaced, text);
      }
    }
  }
  EXPECT_EQ(ReplaceInvalidUtf8("J\xfcrg"), "J\xef\xbf\xbdrg");
  EXPECT_TRUE(IsUtf8(std::string_view("a\0b", 3)));
}

// It reads what DecodeBase64 reads, and tells of the bits that are of no byte.
TEST(Base64Test, Sha1) {
  std::mt19937_64 random(3);
  const std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (int round = 0; round < 10000; ++round) {
    std::string text(27, 'A');
    for (char& c : text) c = alphabet[random() % 64];
    if (round % 4 == 0) text[random() % 27] = static_cast<char>(random());
    std::array<uint8_t, 20> bytes{}, expected{};
    uint8_t unused = 0;
    const bool good = text.find_first_not_of(alphabet) == std::string::npos;
    ASSERT_EQ(DecodeBase64Sha1(text, &bytes, &unused), good) << text;
    if (!good) continue;
    ASSERT_TRUE(DecodeBase64(text, expected).ok());
    EXPECT_EQ(bytes, expected);
    EXPECT_EQ(unused, alphabet.find(text.back()) % 4);
  }
  std::array<uint8_t, 20> bytes;
  uint8_t unused;
  EXPECT_FALSE(DecodeBase64Sha1(std::string(26, 'A'), &bytes, &unused));
  EXPECT_FALSE(DecodeBase64Sha1(std::string(28, 'A'), &bytes, &unused));
}

TEST(Utf8Test, EveryCodePoint) {
  for (uint32_t code = 0; code < 0x110000; ++code) {
    std::string text;
    if (code < 0x80) {
      text = {static_cast<char>(code)};
    } else if (code < 0x800) {
      text = {static_cast<char>(0xc0 | code >> 6), static_cast<char>(0x80 | (code & 63))};
    } else if (code < 0x10000) {
      text = {static_cast<char>(0xe0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 63)),
              static_cast<char>(0x80 | (code & 63))};
    } else {
      text = {static_cast<char>(0xf0 | code >> 18), static_cast<char>(0x80 | (code >> 12 & 63)),
              static_cast<char>(0x80 | (code >> 6 & 63)), static_cast<char>(0x80 | (code & 63))};
    }
    const bool surrogate = code >= 0xd800 && code < 0xe000;
    ASSERT_EQ(IsUtf8(text), !surrogate) << code;
    text.pop_back();
    if (!text.empty()) {
      ASSERT_FALSE(IsUtf8(text)) << code;
    }
  }
}

}  // namespace
}  // namespace scape::netdoc
