#include "descriptor/address.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "descriptor/netdoc/lexer.h"
#include "descriptor/testing/values.h"
#include "descriptor/validate.h"

namespace scape::descriptor {
namespace {

using netdoc::Fault;
using testing::Address;
using testing::ReadItem;
using testing::ToItem;
using testing::ToJson;

// Reads one argument as a T.
template <typename T>
bool Reads(std::string_view argument, T* value, Fault* fault = nullptr) {
  const std::string text = "k " + std::string(argument) + "\n";
  const bool ok = ReadItem(text, value, fault);
  if (fault != nullptr) fault->where = fault->where == argument ? argument : "elsewhere";
  return ok;
}

TEST(Ipv4Test, ParsesAndFormats) {
  Ipv4Address address;
  ASSERT_TRUE(ParseIpv4("1.2.3.4", &address));
  EXPECT_EQ(address.bits, 0x01020304u);
  ASSERT_TRUE(ParseIpv4("255.255.255.255", &address));
  EXPECT_EQ(address.bits, 0xffffffffu);
  ASSERT_TRUE(ParseIpv4("0.0.0.0", &address));
  EXPECT_EQ(address.bits, 0u);
  for (const std::string_view text : {"0.0.0.0", "255.255.255.255", "10.0.200.9", "127.0.0.1"}) {
    ASSERT_TRUE(Reads(text, &address));
    EXPECT_EQ(ToItem("k", address), "k " + std::string(text) + "\n");
    EXPECT_EQ(ToJson(address), "\"" + std::string(text) + "\"");
  }
}

TEST(Ipv4Test, ParsesWhatIsValid) {
  for (const std::string_view text :
       {"1.2.3",    "1.2.3.4.5", "256.1.1.1", "1.2.3.",    ".1.2.3",        "",
        "01.2.3.4", "1.2.3.00",  "1.2.3.4 ",  " 1.2.3.4",  "1.2.3.a",       "1.2.3.-1",
        "1.2.3.+1", "1..2.3",    "0x1.2.3.4", "1.2.3.4\n", "1.2.3.0000",    "999.1.1.1",
        "1.2.3.04", "00.0.0.0",  "1.2.3.4",   "1.2.3.0",   "199.249.223.81"}) {
    Ipv4Address address;
    EXPECT_EQ(ParseIpv4(text, &address), IsIpv4Address(text)) << text;
  }
}

TEST(Ipv4Test, EveryAddressRoundTrips) {
  std::mt19937 random(9);
  for (int round = 0; round < 100000; ++round) {
    const Ipv4Address address{static_cast<uint32_t>(random() >> random() % 32)};
    char text[16];
    const std::string_view formatted(text, FormatIpv4(address, text));
    Ipv4Address parsed;
    ASSERT_TRUE(ParseIpv4(formatted, &parsed)) << formatted;
    ASSERT_EQ(parsed, address);
  }
}

// As an argument, with more behind it, it reads the same.
TEST(Ipv4Test, BytesBehindTheText) {
  std::mt19937 random(5);
  for (int round = 0; round < 200000; ++round) {
    std::string text;
    for (size_t i = 0; i < 4; ++i) {
      text += std::to_string(random() % (round % 2 == 0 ? 256 : 400));
      if (i != 3) text += '.';
    }
    if (round % 3 == 0) text[random() % text.size()] = "0.x 9"[random() % 5];
    if (round % 7 == 0) text.resize(random() % text.size());
    Ipv4Address plain, faster;
    const bool good = ParseIpv4(text.substr(0, text.find(' ')), &plain);
    if (text.empty() || text[0] == ' ') continue;
    ASSERT_EQ(ReadItem("k " + text + " 8080 0 00000000000000000000000000\n", &faster), good)
        << text;
    ASSERT_EQ(ReadItem("k " + text + "\n", &plain), good || ParseIpv4(text, &plain)) << text;
    if (good) {
      ASSERT_EQ(plain, faster) << text;
    }
  }
}

TEST(Ipv4Test, AFaultIsTheArgument) {
  Ipv4Address address;
  Fault fault;
  EXPECT_FALSE(Reads("1.2.3.256", &address, &fault));
  EXPECT_EQ(fault.problem, &netdoc::problems::kBadArgument);
  EXPECT_EQ(fault.where, "1.2.3.256");
}

TEST(IpAddressTest, Ipv4) {
  const IpAddress address = Address("1.2.3.4");
  EXPECT_FALSE(address.is_ipv6);
  EXPECT_EQ(address.ToIpv4().bits, 0x01020304u);
  EXPECT_EQ(address, IpAddress::FromIpv4({0x01020304}));
  EXPECT_EQ(address.ToString(), "1.2.3.4");
}

TEST(IpAddressTest, Ipv6InItsUsualForm) {
  EXPECT_TRUE(Address("::").is_ipv6);
  EXPECT_EQ(Address("2001:DB8:0:0:0:0:0:1").ToString(), "2001:db8::1");
  EXPECT_EQ(Address("::").ToString(), "::");
  EXPECT_EQ(Address("0:0:0:0:0:0:0:1").ToString(), "::1");
  EXPECT_EQ(Address("2001:0db8:0:0:1:0:0:0").ToString(), "2001:db8:0:0:1::");
  EXPECT_EQ(Address("2001:db8:0:1:1:1:1:1").ToString(), "2001:db8:0:1:1:1:1:1");
  EXPECT_EQ(Address("::ffff:1.2.3.4").ToString(), "::ffff:1.2.3.4");
  EXPECT_EQ(Address("2001:db8::1").bytes[15], 1);
}

TEST(IpAddressTest, AnAddressThatIsReusedKeepsNothing) {
  IpAddress address = Address("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
  ASSERT_TRUE(ParseIpAddress("1.2.3.4", &address));
  EXPECT_EQ(address, IpAddress::FromIpv4({0x01020304}));
}

TEST(IpAddressTest, OtherTextsAreNone) {
  for (const std::string_view text :
       {"", "localhost", "1.2.3", "[::1]", "::1%lo", "1:2:3:4:5:6:7", ":::", "::g", "::1 ", " ::1",
        "1:2:3:4:5:6:7:8:9", "::1.2.3.4.5", "2001:db8::1/32"}) {
    IpAddress address;
    EXPECT_FALSE(ParseIpAddress(text, &address)) << text;
  }
  IpAddress address;
  EXPECT_FALSE(ParseIpAddress(std::string_view("::1\0", 4), &address));
  EXPECT_FALSE(ParseIpAddress(std::string(100, '1'), &address));
}

// Texts of the bytes that addresses have, near to good ones.
TEST(IpAddressTest, AgreesWithTheSystem) {
  std::mt19937 random(13);
  int good = 0;
  for (int round = 0; round < 300000; ++round) {
    std::string text;
    const size_t groups = 1 + random() % 9;
    for (size_t i = 0; i < groups; ++i) {
      if (i != 0) text += ':';
      if (random() % 5 == 0) text += ':';
      const size_t digits = random() % 16 == 0 ? 5 : random() % 5;
      for (size_t j = 0; j < digits; ++j) text += "0123456789abcdefABCDEF"[random() % 22];
    }
    if (random() % 4 == 0) text += ":1.20.3.255";
    if (random() % 8 == 0 && !text.empty())
      text[random() % text.size()] = "g. :[/@`G"[random() % 9];
    in6_addr system;
    IpAddress address;
    const bool expected = inet_pton(AF_INET6, text.c_str(), &system) == 1;
    ASSERT_EQ(ParseIpAddress(text, &address), expected) << text;
    if (!expected) continue;
    ++good;
    ASSERT_TRUE(std::equal(address.bytes.begin(), address.bytes.end(), system.s6_addr)) << text;
  }
  EXPECT_GT(good, 10000);
}

TEST(IpAddressTest, FamiliesDiffer) {
  EXPECT_NE(Address("0.0.0.0"), Address("::"));
  EXPECT_FALSE(Address("0.0.0.0").InPrefix(Address("::"), 0));
}

TEST(IpAddressTest, Prefixes) {
  const IpAddress address = Address("192.168.129.7");
  EXPECT_TRUE(address.InPrefix(Address("0.0.0.0"), 0));
  EXPECT_TRUE(address.InPrefix(Address("192.168.0.0"), 16));
  EXPECT_TRUE(address.InPrefix(Address("192.168.128.0"), 17));
  EXPECT_FALSE(address.InPrefix(Address("192.168.0.0"), 17));
  EXPECT_TRUE(address.InPrefix(Address("192.168.129.7"), 32));
  EXPECT_FALSE(address.InPrefix(Address("192.168.129.6"), 32));
  EXPECT_TRUE(address.InPrefix(Address("192.168.129.6"), 31));
  EXPECT_TRUE(Address("2001:db8::1").InPrefix(Address("2001:db8::"), 32));
  EXPECT_FALSE(Address("2001:db9::1").InPrefix(Address("2001:db8::"), 32));
  EXPECT_TRUE(Address("2001:db9::1").InPrefix(Address("2001:db8::"), 31));
  EXPECT_TRUE(Address("::1").InPrefix(Address("::1"), 128));
  EXPECT_FALSE(Address("::1").InPrefix(Address("::"), 128));
  EXPECT_TRUE(Address("::1").InPrefix(Address("::"), 127));
}

TEST(IpAddressTest, InternalAddresses) {
  for (const std::string_view text :
       {"0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "127.0.0.1", "169.254.0.1",
        "172.16.0.0", "172.31.255.255", "192.168.0.0", "192.168.255.255", "::", "::1",
        "fc00::", "fdff::1", "fe80::1", "febf::1", "fec0::1", "feff::"}) {
    EXPECT_TRUE(IsInternal(Address(text))) << text;
  }
  for (const std::string_view text :
       {"1.0.0.0",    "9.255.255.255",   "11.0.0.0",    "126.255.255.255",
        "128.0.0.0",  "169.253.255.255", "169.255.0.0", "172.15.255.255",
        "172.32.0.0", "192.167.255.255", "192.169.0.0", "255.255.255.255",
        "::2",        "::ffff:10.0.0.1", "fbff::",      "fe00::1",
        "fe7f::",     "ff02::1",         "2001:db8::1", "1::"}) {
    EXPECT_FALSE(IsInternal(Address(text))) << text;
  }
}

TEST(PortTest, Reads) {
  Port port;
  for (const std::string_view text : {"0", "1", "9001", "65535"}) {
    ASSERT_TRUE(Reads(text, &port));
    EXPECT_EQ(ToItem("k", port), "k " + std::string(text) + "\n");
    EXPECT_EQ(ToJson(port), text);
  }
  ASSERT_TRUE(Reads("00443", &port)) << "tor reads it";
  EXPECT_EQ(port.number, 443);
  for (const std::string_view text : {"65536", "-1", "+1", "x", "0x50", "99999999999999999999"}) {
    Fault fault;
    EXPECT_FALSE(Reads(text, &port, &fault)) << text;
    EXPECT_EQ(fault.where, text);
  }
  Fault fault;
  EXPECT_FALSE(Reads("", &port, &fault));
  EXPECT_EQ(fault.problem, &netdoc::problems::kMissingArgument);
}

TEST(AddressPortTest, Reads) {
  AddressPort value;
  ASSERT_TRUE(Reads("1.2.3.4:9001", &value));
  EXPECT_EQ(value.address, Address("1.2.3.4"));
  EXPECT_EQ(value.port, 9001);
  EXPECT_EQ(ToItem("k", value), "k 1.2.3.4:9001\n");
  EXPECT_EQ(ToJson(value), R"({"address":"1.2.3.4","port":9001})");
  ASSERT_TRUE(Reads("[2001:db8::1]:443", &value));
  EXPECT_EQ(value.address, Address("2001:db8::1"));
  EXPECT_EQ(value.port, 443);
  EXPECT_EQ(ToItem("k", value), "k [2001:db8::1]:443\n");
  EXPECT_EQ(ToJson(value), R"({"address":"2001:db8::1","port":443})");
}

TEST(AddressPortTest, RefusesOtherForms) {
  for (const std::string_view text : {"1.2.3.4",
                                      "1.2.3.4:",
                                      ":9001",
                                      "1.2.3.4:0",
                                      "1.2.3.4:65536",
                                      "1.2.3.4:x",
                                      "[1.2.3.4]:80",
                                      "2001:db8::1:443",
                                      "[2001:db8::1]",
                                      "[2001:db8::1]:",
                                      "[2001:db8::1]443",
                                      "[]:80",
                                      "[2001:db8::1:443",
                                      "2001:db8::1]:443",
                                      "[[::1]]:80",
                                      "example.org:80",
                                      "1.2.3.4:80-90",
                                      "1.2.3.4:-1",
                                      ":",
                                      "["}) {
    AddressPort value;
    Fault fault;
    EXPECT_FALSE(Reads(text, &value, &fault)) << text;
    EXPECT_EQ(fault.problem, &netdoc::problems::kBadArgument) << text;
    EXPECT_EQ(fault.where, text);
  }
}

TEST(AddressPortTest, AnyNumberOfZerosBeforeThePort) {
  for (const std::string_view zeros : {"", "0", "00", "00000", "000000000000000"}) {
    for (const std::string_view behind :
         {"\n",
          " and more words, so that all can be loaded at once, whatever stands before them\n"}) {
      const std::string port = ":" + std::string(zeros) + "80";
      AddressPort value;
      ASSERT_TRUE(ReadItem("k [2001:db8::1]" + port + std::string(behind), &value)) << zeros;
      EXPECT_EQ(value.address, Address("2001:db8::1"));
      EXPECT_EQ(value.port, 80);
      ASSERT_TRUE(ReadItem("k 192.0.2.7" + port + std::string(behind), &value)) << zeros;
      EXPECT_EQ(value.address, Address("192.0.2.7"));
      EXPECT_EQ(value.port, 80);
    }
  }
}

}  // namespace
}  // namespace scape::descriptor
