#include "descriptor/relay_id.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/lexer.h"
#include "descriptor/testing/values.h"

namespace scape::descriptor {
namespace {

using netdoc::Fault;
using testing::ReadItem;
using testing::ToItem;
using testing::ToJson;

constexpr std::string_view kHex = "C65F664F4E97D165D3442767B98FE01E4E9A9B96";
constexpr std::string_view kGroups = "C65F 664F 4E97 D165 D344 2767 B98F E01E 4E9A 9B96";

// Line holds a text and what was read from it.
template <typename T>
struct Line {
  explicit Line(std::string_view arguments) : text("k " + std::string(arguments) + "\n") {
    ok = ReadItem(text, &value, &fault, &rest);
  }
  Line(const Line&) = delete;

  std::string Written() const { return ToItem("k", value); }
  std::string Json() const { return ToJson(value); }

  std::string text;
  T value;
  bool ok = false;
  Fault fault;
  std::string_view rest;
};

TEST(NicknameTest, Reads) {
  const Line<Nickname> line("relay0 more");
  EXPECT_TRUE(line.ok);
  EXPECT_EQ(line.value.text, "relay0");
  EXPECT_EQ(line.rest, "more");
  EXPECT_EQ(line.Written(), "k relay0\n");
  EXPECT_EQ(line.Json(), "\"relay0\"");
}

TEST(NicknameTest, Faults) {
  const Line<Nickname> bad("caer-sidi");
  EXPECT_FALSE(bad.ok);
  EXPECT_EQ(bad.fault.problem, &netdoc::problems::kBadArgument);
  EXPECT_EQ(bad.fault.where, "caer-sidi");
  const Line<Nickname> missing("");
  EXPECT_FALSE(missing.ok);
  EXPECT_EQ(missing.fault.problem, &netdoc::problems::kMissingArgument);
  EXPECT_FALSE(Line<Nickname>("AAAAAAAAAAAAAAAAAAAA").ok);
  EXPECT_TRUE(Line<Nickname>("AAAAAAAAAAAAAAAAAAA").ok);
}

TEST(Sha1Test, ReadsEitherCase) {
  const Line<Sha1> upper(kHex);
  EXPECT_TRUE(upper.ok);
  EXPECT_EQ(upper.value.bytes[0], 0xc6);
  EXPECT_EQ(upper.value.bytes[19], 0x96);
  const Line<Sha1> lower("c65f664f4e97d165d3442767b98fe01e4e9a9b96");
  EXPECT_TRUE(lower.ok);
  EXPECT_EQ(lower.value, upper.value);
  EXPECT_EQ(lower.Written(), "k " + std::string(kHex) + "\n") << "upper case is written";
  EXPECT_EQ(lower.Json(), "\"" + std::string(kHex) + "\"");
}

TEST(Sha1Test, LengthsMustBeExact) {
  EXPECT_FALSE(Line<Sha1>(kHex.substr(1)).ok);
  EXPECT_FALSE(Line<Sha1>(std::string(kHex) + "0").ok);
  EXPECT_FALSE(Line<Sha1>("$" + std::string(kHex)).ok);
  EXPECT_FALSE(Line<Sha1>("").ok);
  EXPECT_FALSE(Line<Sha1>("G" + std::string(kHex.substr(1))).ok);
}

TEST(FingerprintTest, ReadsGroups) {
  const Line<Fingerprint> groups(kGroups);
  EXPECT_TRUE(groups.ok);
  EXPECT_EQ(groups.value.bytes, Line<Sha1>(kHex).value.bytes);
  EXPECT_EQ(groups.Written(), "k " + std::string(kGroups) + "\n");
  EXPECT_EQ(groups.Json(), "\"" + std::string(kHex) + "\"");
}

TEST(FingerprintTest, GroupsMayBeOfOtherLengths) {
  for (const std::string& text :
       {std::string(kHex), "C6 " + std::string(kHex.substr(2)), std::string(kGroups) + " ",
        std::string("C65F  664F 4E97 D165 D344 2767 B98F E01E 4E9A 9B96"),
        std::string("C65F6 64F 4E97 D165 D344 2767 B98F E01E 4E9A 9B96"),
        std::string("c65f 664f 4e97 d165 d344 2767 b98f e01e 4e9a 9b96")}) {
    const Line<Fingerprint> line(text);
    EXPECT_TRUE(line.ok) << text;
    EXPECT_EQ(line.Written(), "k " + std::string(kGroups) + "\n") << text;
  }
}

TEST(FingerprintTest, Faults) {
  for (const std::string& text :
       {std::string(kGroups.substr(1)), std::string(kGroups) + " A", std::string(kGroups) + "A",
        "$" + std::string(kHex), std::string("C65F"), std::string(kHex) + " more",
        std::string("C65F-664F-4E97-D165-D344-2767-B98F-E01E-4E9A-9B96"),
        "G" + std::string(kGroups.substr(1))}) {
    const Line<Fingerprint> line(text);
    EXPECT_FALSE(line.ok) << text;
    EXPECT_EQ(line.fault.problem, &netdoc::problems::kBadArgument);
    EXPECT_EQ(line.fault.where, text);
  }
  EXPECT_EQ(Line<Fingerprint>("").fault.problem, &netdoc::problems::kMissingArgument);
}

TEST(FamilyMembersTest, AreWords) {
  const std::string id = "$" + std::string(kHex);
  const std::string text = "alice  " + id + "\t" + id + "=bob " + id + "~carol";
  const Line<FamilyMembers> line(text);
  EXPECT_TRUE(line.ok);
  EXPECT_EQ(line.value.text, text);
  std::vector<std::string_view> members;
  for (const std::string_view member : line.value.members()) members.push_back(member);
  EXPECT_EQ(members, (std::vector<std::string_view>{"alice", id, id + "=bob", id + "~carol"}));
  Fault fault;
  EXPECT_TRUE(line.value.Check(&fault));
  EXPECT_EQ(fault.problem, nullptr);
  EXPECT_EQ(line.Written(), "k alice " + id + " " + id + "=bob " + id + "~carol\n");
  EXPECT_EQ(line.Json(), "[\"alice\",\"" + id + "\",\"" + id + "=bob\",\"" + id + "~carol\"]");
}

TEST(FamilyMembersTest, AFamilyMayBeEmpty) {
  const Line<FamilyMembers> line("");
  EXPECT_TRUE(line.ok);
  EXPECT_EQ(line.Json(), "[]");
  EXPECT_EQ(line.Written(), "k\n");
  Fault fault;
  EXPECT_TRUE(line.value.Check(&fault));
}

TEST(FamilyMembersTest, CheckPointsAtTheFirstBadMember) {
  const Line<FamilyMembers> line("alice $AA bob! $BB");
  EXPECT_TRUE(line.ok) << "it is lazy";
  Fault fault;
  EXPECT_TRUE(line.value.Check(&fault)) << "the other members stand";
  EXPECT_EQ(fault.problem, &netdoc::problems::kBadArgument);
  EXPECT_EQ(fault.where, "$AA");
  EXPECT_EQ(fault.expects, FamilyMembers::kExpects);
}

TEST(FamilyIdsTest, AreOpaqueWords) {
  const Line<FamilyIds> line("ed25519:xiRC4fYUyj3pROyHeAm5dQerbUMHrLkeOJpG21vff44  other:!");
  EXPECT_TRUE(line.ok);
  std::vector<std::string_view> ids;
  for (const std::string_view id : line.value.ids()) ids.push_back(id);
  EXPECT_EQ(ids, (std::vector<std::string_view>{
                     "ed25519:xiRC4fYUyj3pROyHeAm5dQerbUMHrLkeOJpG21vff44", "other:!"}));
  EXPECT_EQ(line.Json(), R"(["ed25519:xiRC4fYUyj3pROyHeAm5dQerbUMHrLkeOJpG21vff44","other:!"])");
  EXPECT_EQ(line.Written(), "k ed25519:xiRC4fYUyj3pROyHeAm5dQerbUMHrLkeOJpG21vff44 other:!\n");
}

}  // namespace
}  // namespace scape::descriptor
