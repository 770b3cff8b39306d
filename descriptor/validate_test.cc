#include "descriptor/validate.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace scape::descriptor {
namespace {

const std::string kA40(40, 'A');
constexpr std::string_view kV2 = "3g2upl4pq6kufc4m";
constexpr std::string_view kV3 = "25njqamcweflpvkl73j4szahhihoc4xt3ktcgjnpaingr5yhkenl5sid";

// Unless a test says so, the answers are those of stem 1.8.1.

TEST(ValidateTest, Nicknames) {
  for (const std::string_view good :
       {"caerSidi", "a", "1", "0123456789", "Unnamed", "AAAAAAAAAAAAAAAAAAA"}) {
    EXPECT_TRUE(IsNickname(good)) << good;
  }
  for (const std::string_view bad : {"", "AAAAAAAAAAAAAAAAAAAA", "caer-sidi", "caer_sidi", " x",
                                     "x ", "bl\xc3\xa9", "bl\xe9", "$A"}) {
    EXPECT_FALSE(IsNickname(bad)) << bad;
  }
  EXPECT_FALSE(IsNickname("$" + kA40));
  EXPECT_FALSE(IsNickname(std::string_view("x\0", 2)));
}

TEST(ValidateTest, AlphanumericsOf16) {
  for (size_t size = 0; size <= 16; ++size) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string text = "aZ09zAbcXYZ01234";
      if (size < 16) text[size] = static_cast<char>(byte);
      const bool good =
          std::string_view("0123456789").find(static_cast<char>(byte)) != std::string_view::npos ||
          (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
      EXPECT_EQ(AlphanumericsOf16(text.data()), good ? 16 : size) << size << " " << byte;
    }
  }
}

TEST(ValidateTest, ALineFeedBelongsToNoString) {
  // stem's regular expressions let one stand at the end.
  EXPECT_FALSE(IsNickname("x\n"));
  EXPECT_FALSE(IsFingerprint(kA40.substr(1) + "\n"));
  EXPECT_FALSE(IsFingerprint(kA40 + "\n"));
  EXPECT_FALSE(IsCircuitId("1\n"));
  EXPECT_FALSE(IsHexDigits("1234\n", 5));
  EXPECT_FALSE(IsPort("1\n"));
  EXPECT_FALSE(IsIpv4Address("1.2.3.4\n"));
}

TEST(ValidateTest, Fingerprints) {
  EXPECT_TRUE(IsFingerprint(kA40));
  EXPECT_TRUE(IsFingerprint(std::string(40, 'a')));
  EXPECT_TRUE(IsFingerprint("a8ed12a8ed12a8ed12a8ed12a8ed12a8ed12ABCD"));
  for (const std::string& bad : {std::string(), std::string("$"), "$" + kA40, " " + kA40,
                                 kA40.substr(1), kA40 + "0", "G" + kA40.substr(1)}) {
    EXPECT_FALSE(IsFingerprint(bad)) << bad;
  }
}

TEST(ValidateTest, FingerprintsWithADollar) {
  EXPECT_TRUE(IsFingerprint("$" + kA40, Prefix::kDollar));
  for (const std::string& bad :
       {std::string(), kA40, "$$" + kA40.substr(1), "$" + kA40.substr(1), "$$" + kA40}) {
    EXPECT_FALSE(IsFingerprint(bad, Prefix::kDollar)) << bad;
  }
  EXPECT_TRUE(IsFingerprint(kA40, Prefix::kOptionalDollar));
  EXPECT_TRUE(IsFingerprint("$" + kA40, Prefix::kOptionalDollar));
  EXPECT_FALSE(IsFingerprint("$$" + kA40, Prefix::kOptionalDollar));
}

TEST(ValidateTest, HexDigits) {
  for (const std::string_view good : {"12345", "1234f", "ABCDE"}) {
    EXPECT_TRUE(IsHexDigits(good, 5)) << good;
  }
  for (const std::string_view bad : {"1234g", "1234", "123456", ""}) {
    EXPECT_FALSE(IsHexDigits(bad, 5)) << bad;
  }
  EXPECT_TRUE(IsHexDigits("", 0));
  // stem asks whether int(text, 16) works, and it does for these.
  for (const std::string_view bad : {"-1234", "+1234", "0x123", " 1234"}) {
    EXPECT_FALSE(IsHexDigits(bad, 5)) << bad;
  }
}

TEST(ValidateTest, RelayReferences) {
  for (const std::string& good :
       {std::string("caerSidi"), "$" + kA40, "$" + kA40 + "=caerSidi", "$" + kA40 + "~caerSidi"}) {
    EXPECT_TRUE(IsRelayReference(good)) << good;
  }
  for (const std::string& bad :
       {std::string(), std::string("$"), kA40, "$" + kA40 + "=", "$" + kA40 + "~",
        "$" + kA40 + "=a b", "$" + kA40 + "-x", "$" + kA40 + "==x", "$" + kA40.substr(1),
        "$" + kA40.substr(1) + "=x", "$" + kA40 + "A", "$" + kA40 + "=" + std::string(20, 'x')}) {
    EXPECT_FALSE(IsRelayReference(bad)) << bad;
  }
}

TEST(ValidateTest, Ipv4Addresses) {
  for (const std::string_view good : {"0.0.0.0", "255.255.255.255", "1.2.3.4", "1.2.3.0"}) {
    EXPECT_TRUE(IsIpv4Address(good)) << good;
  }
  for (const std::string_view bad :
       {"1.2.3",     "1.2.3.4.5",  "256.1.1.1", "1.2.3.",   ".1.2.3",   "",         "01.2.3.4",
        "1.2.3.00",  "1.2.3.4 ",   " 1.2.3.4",  "1.2.3.a",  "1.2.3.-1", "1.2.3.+1", "1..2.3",
        "0x1.2.3.4", "1.2.3.0000", "999.1.1.1", "1.2.3.04", "00.0.0.0", "::1",      "1,2,3,4"}) {
    EXPECT_FALSE(IsIpv4Address(bad)) << bad;
  }
}

TEST(ValidateTest, Ipv6Addresses) {
  for (const std::string_view good :
       {"::", "::1", "1::", "1:2:3:4:5:6:7:8", "fe80:0000:0000:0000:0202:b3ff:fe1e:8329",
        "fe80::202:b3ff:fe1e:8329", "FE80::1", "::ffff:1.2.3.4", "::1.2.3.4", "64:ff9b::1.2.3.4",
        "1:2:3:4:5:6:1.2.3.4"}) {
    EXPECT_TRUE(IsIpv6Address(good)) << good;
    EXPECT_TRUE(IsIpv6Address(good, /*allow_brackets=*/true)) << good;
  }
  for (const std::string_view bad : {"1:2:3:4:5:6:7",
                                     "1:2:3:4:5:6:7:8:9",
                                     "1::2::3",
                                     ":::",
                                     "::12345",
                                     "::g",
                                     "1.2.3.4",
                                     "::ffff:1.2.3.256",
                                     "::ffff:1.2.3",
                                     "fe80::1%eth0",
                                     "",
                                     "[]",
                                     " ::1",
                                     "1:2:3:4::5:6:7:8",
                                     "1:2:3:4:5:6:7:1.2.3.4",
                                     "::00001",
                                     "::01.2.3.4",
                                     "1:2:3:4:5:6:7::8",
                                     ":1",
                                     "1:"}) {
    EXPECT_FALSE(IsIpv6Address(bad)) << bad;
    EXPECT_FALSE(IsIpv6Address(bad, /*allow_brackets=*/true)) << bad;
  }
}

TEST(ValidateTest, Ipv6AddressesByTheirGrammar) {
  // stem's answers to these are slips: "::" may stand for one group, a colon ends no address, and
  // brackets come in pairs and where they are allowed.
  EXPECT_TRUE(IsIpv6Address("1:2:3:4:5:6:7::"));
  EXPECT_TRUE(IsIpv6Address("::1:2:3:4:5:6:7"));
  for (const std::string_view bad : {"1:2:3:4:5:6:7:", "::1.2.3.4:5", "[::1", "::1]"}) {
    EXPECT_FALSE(IsIpv6Address(bad)) << bad;
    EXPECT_FALSE(IsIpv6Address(bad, /*allow_brackets=*/true)) << bad;
  }
  EXPECT_FALSE(IsIpv6Address("[::1]"));
  EXPECT_TRUE(IsIpv6Address("[::1]", /*allow_brackets=*/true));
  EXPECT_FALSE(IsIpv6Address("[[::1]]", /*allow_brackets=*/true));
  EXPECT_FALSE(IsIpv6Address(std::string_view("::1\0", 4)));
  EXPECT_FALSE(IsIpv6Address(std::string(1000, ':')));
}

TEST(ValidateTest, Ports) {
  EXPECT_TRUE(IsPort("1"));
  EXPECT_TRUE(IsPort("65535"));
  EXPECT_FALSE(IsPort("0"));
  EXPECT_TRUE(IsPort("0", /*allow_zero=*/true));
  for (const std::string_view bad : {"65536", "00", "01", "080", "", "-1", "+1", "1 ", " 1", "a",
                                     "99999", "123456", "1.0", "100000000000000000000"}) {
    EXPECT_FALSE(IsPort(bad)) << bad;
    EXPECT_FALSE(IsPort(bad, /*allow_zero=*/true)) << bad;
  }
}

TEST(ValidateTest, CircuitStreamAndConnectionIds) {
  for (bool (*is_id)(std::string_view) : {&IsCircuitId, &IsStreamId, &IsConnectionId}) {
    for (const std::string_view good : {"0", "a", "9f", "AAAAAAAAAAAAAAAA"}) {
      EXPECT_TRUE(is_id(good)) << good;
    }
    for (const std::string_view bad : {"", "AAAAAAAAAAAAAAAAA", "a-b", " 1", "\xd9\xa3"}) {
      EXPECT_FALSE(is_id(bad)) << bad;
    }
  }
}

TEST(ValidateTest, OnionAddresses) {
  EXPECT_TRUE(IsOnionAddress(kV2));
  EXPECT_TRUE(IsOnionAddress(kV2, OnionVersion::kV2));
  EXPECT_FALSE(IsOnionAddress(kV2, OnionVersion::kV3));
  EXPECT_TRUE(IsOnionAddress(kV3));
  EXPECT_FALSE(IsOnionAddress(kV3, OnionVersion::kV2));
  EXPECT_TRUE(IsOnionAddress(kV3, OnionVersion::kV3));
  std::string wrong_checksum(kV3);
  wrong_checksum.back() = 'e';
  EXPECT_TRUE(IsOnionAddress(wrong_checksum));
  for (const std::string& bad :
       {std::string(), std::string(kV2.substr(1)), std::string(kV2) + "a",
        std::string(kV2.substr(1)) + "1", std::string(kV2.substr(1)) + "8",
        std::string(kV3.substr(1)), std::string(kV3) + "a", std::string(kV3.substr(1)) + "0",
        std::string(kV2) + ".onion", std::string(kV3) + ".onion"}) {
    EXPECT_FALSE(IsOnionAddress(bad)) << bad;
  }
}

TEST(ValidateTest, OnionAddressesMayBeInUpperCase) {
  // As in tor; stem wants lower case.
  EXPECT_TRUE(IsOnionAddress("3G2UPL4PQ6KUFC4M"));
  EXPECT_TRUE(IsOnionAddress("25NJQAMCWEFLPVKL73J4SZAHHIHOC4XT3KTCGJNPAINGR5YHKENL5SID"));
}

TEST(ValidateTest, OnionAddressesAreDecoded) {
  OnionAddressV3 address;
  ASSERT_TRUE(DecodeOnionAddressV3(kV3, &address));
  EXPECT_EQ(address.version, 3);
  // The public key of RFC 8032, 7.1, test 1.
  EXPECT_EQ(address.public_key[0], 0xd7);
  EXPECT_EQ(address.public_key[1], 0x5a);
  EXPECT_EQ(address.public_key[30], 0x51);
  EXPECT_EQ(address.public_key[31], 0x1a);
  EXPECT_EQ(address.checksum, (std::array<uint8_t, 2>{0xbe, 0xc9}));
  OnionAddressV3 upper;
  ASSERT_TRUE(
      DecodeOnionAddressV3("25NJQAMCWEFLPVKL73J4SZAHHIHOC4XT3KTCGJNPAINGR5YHKENL5SID", &upper));
  EXPECT_EQ(upper.public_key, address.public_key);
  EXPECT_EQ(upper.checksum, address.checksum);
  EXPECT_FALSE(DecodeOnionAddressV3(kV2, &address));
  EXPECT_FALSE(DecodeOnionAddressV3("", &address));
}

}  // namespace
}  // namespace scape::descriptor
