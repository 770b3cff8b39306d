#include "crypto/authorities.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "descriptor/testing/testdata.h"
#include "gtest/gtest.h"

namespace scape::crypto {
namespace {

netdoc::UtcTime Date(int year, int month, int day = 15) {
  return {
      absl::ToUnixSeconds(absl::FromCivil(absl::CivilDay(year, month, day), absl::UTCTimeZone()))};
}

bool Trusts(const AuthoritySet& set, std::string_view hex) {
  Sha1Digest identity;
  EXPECT_TRUE(netdoc::DecodeHex(hex, identity));
  return set.Find(identity) != nullptr;
}

constexpr std::string_view kTor26Until2024 = "14C131DFC5C6F93646BE72FA1401C02A8DF2E8B4";
constexpr std::string_view kTor26Since2024 = "2F3DF9CA0E5D36F2685A2DA67184EB8DCB8CBA8C";
constexpr std::string_view kUrras = "80550987E1D626E3EBA5E5E75A458DE0626D088C";

TEST(Authorities, Today) {
  const AuthoritySet today = AuthoritiesToday();
  EXPECT_EQ(today.voters, 9u);
  EXPECT_EQ(today.members.size(), 9u);
  EXPECT_EQ(today.needed(), 5u);
  EXPECT_TRUE(Trusts(today, kTor26Since2024));
  EXPECT_FALSE(Trusts(today, kTor26Until2024));
  std::set<std::string> voters;
  for (const AuthoritySet::Member& member : today.members) voters.insert(member.voter);
  EXPECT_EQ(voters.size(), 9u);
}

TEST(Authorities, NumbersOfVoters) {
  const struct {
    int year, month;
    size_t voters;
  } kNumbers[] = {{2007, 9, 2},  {2007, 11, 3}, {2007, 12, 4}, {2008, 1, 6},  {2008, 4, 6},
                  {2009, 8, 7},  {2010, 7, 8},  {2012, 10, 9}, {2014, 12, 9}, {2016, 2, 9},
                  {2016, 7, 8},  {2017, 10, 9}, {2022, 11, 8}, {2024, 4, 8},  {2024, 6, 9},
                  {2026, 11, 9}, {2040, 1, 9},  {2006, 12, 0}, {2003, 1, 0}};
  for (const auto& number : kNumbers) {
    EXPECT_EQ(AuthoritiesAt(Date(number.year, number.month)).voters, number.voters)
        << number.year << "-" << number.month;
  }
}

TEST(Authorities, BothIdentitiesOfOneWhoChangesAreOneVoter) {
  const AuthoritySet then = AuthoritiesAt(Date(2024, 4));
  EXPECT_TRUE(Trusts(then, kTor26Until2024));
  EXPECT_TRUE(Trusts(then, kTor26Since2024));
  EXPECT_EQ(then.voters, 8u);
  std::set<std::string> voters;
  for (const AuthoritySet::Member& member : then.members) voters.insert(member.voter);
  EXPECT_EQ(voters.size(), 8u);
  EXPECT_FALSE(Trusts(AuthoritiesAt(Date(2024, 6)), kTor26Until2024));
}

TEST(Authorities, NotForEver) {
  EXPECT_TRUE(Trusts(AuthoritiesAt(Date(2016, 6)), kUrras));
  EXPECT_FALSE(Trusts(AuthoritiesAt(Date(2016, 7)), kUrras)) << "no voter any more";
  EXPECT_TRUE(Trusts(AuthoritiesOfYear(2016), kUrras));
  EXPECT_FALSE(Trusts(AuthoritiesOfYear(2017), kUrras));
  // turtles left and longclaw came: never more than nine at a time.
  EXPECT_EQ(AuthoritiesOfYear(2014).members.size(), 10u);
  EXPECT_EQ(AuthoritiesOfYear(2014).needed(), 5u);
  EXPECT_EQ(AuthoritiesOfYear(1999).voters, 0u);
  EXPECT_EQ(AuthoritiesOfYear(-5).voters, 0u);
  EXPECT_EQ(AuthoritiesOfYear(1000000).voters, 9u);
}

TEST(Authorities, KeysOfDebiansGeneratorAreKnown) {
  size_t weak = 0;
  for (const AuthoritySet::Member& member : AuthoritiesAt(Date(2008, 2)).members) {
    weak += member.weak;
  }
  EXPECT_EQ(weak, 3u);
  for (const AuthoritySet::Member& member : AuthoritiesAt(Date(2010, 2)).members) {
    EXPECT_FALSE(member.weak) << member.voter;
  }
}

TEST(Authorities, Lists) {
  const absl::StatusOr<AuthoritySet> set = ParseAuthorities(
      "# ours\r\n"
      "DirAuthority one orport=5001 v3ident=2F3DF9CA0E5D36F2685A2DA67184EB8DCB8CBA8C "
      "127.0.0.1:7001 2F3DF9CA0E5D36F2685A2DA67184EB8DCB8CBA8D\n"
      "\"two orport=9201 \"\n"
      "  \"v3ident=F533C81CEF0BC0267857C99B2F471ADF249FA232 \"\n"
      "49015f787433103580e3b66a1707a00e60f2d15b three # and why\n"
      "49015F787433103580E3B66A1707A00E60F2D15B again\n"
      "fingerprint 23D15D965BC35114467363C165C4F724B64B4F66\n"
      "DirAuthority bridges orport=1 bridge 127.0.0.1:7001 "
      "2F3DF9CA0E5D36F2685A2DA67184EB8DCB8CBA8D");
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->voters, 4u);
  EXPECT_EQ(set->members.size(), 4u);
  EXPECT_TRUE(Trusts(*set, kTor26Since2024));
  EXPECT_TRUE(Trusts(*set, "49015F787433103580E3B66A1707A00E60F2D15B"));

  EXPECT_FALSE(ParseAuthorities("").ok());
  EXPECT_FALSE(ParseAuthorities("v3ident=2F3DF9CA0E5D36F2685A2DA67184EB8DCB8CBA8\n").ok());
  EXPECT_FALSE(ParseAuthorities("one two\nthree\n").ok());
}

TEST(Authorities, KeyCertificatesAreAList) {
  const absl::StatusOr<AuthoritySet> set =
      ParseAuthorities(descriptor::testing::ReadTestdata("key-certificates"));
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->voters, 3u);
}

}  // namespace
}  // namespace scape::crypto
