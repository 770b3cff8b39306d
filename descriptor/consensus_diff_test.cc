#include "descriptor/consensus_diff.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/locate.h"
#include "descriptor/testing/testdata.h"
#include "gtest/gtest.h"

namespace scape::descriptor {
namespace {

using testing::ReadTestdata;

constexpr DiffDigest kNoDigest{};

// Header is two good lines.
std::string Header() {
  std::string text;
  AppendDiffHeader(kNoDigest, kNoDigest, &text);
  return text;
}

// Where returns "problem line:column".
std::string Where(const DiffFault& fault, std::string_view text) {
  const netdoc::Location at = netdoc::Locate(text, fault.where);
  return std::string(fault.problem->name) + " " + std::to_string(at.line) + ":" +
         std::to_string(at.column);
}

// Apply returns the result, or Where() of what is wrong in the diff, or in the base.
std::string Apply(const std::string& base, const std::string& commands) {
  const std::string text = Header() + commands;
  ConsensusDiff diff;
  DiffFault fault;
  std::string out;
  if (!ParseConsensusDiff(text, &diff, &fault) || !ApplyEdCommands(base, diff, &out, &fault)) {
    return fault.text == DiffText::kDiff ? Where(fault, text) : "base: " + Where(fault, base);
  }
  EXPECT_LE(out.size(), base.size() + diff.inserted_bytes);
  return out;
}

std::string ParseFault(const std::string& text) {
  ConsensusDiff diff;
  DiffFault fault;
  if (ParseConsensusDiff(text, &diff, &fault)) return "";
  EXPECT_EQ(fault.text, DiffText::kDiff);
  return Where(fault, text);
}

std::string Make(const std::string& base, const std::string& target) {
  std::string commands;
  DiffFault fault;
  if (MakeEdCommands(base, target, &commands, &fault)) return commands;
  const std::string_view text = fault.text == DiffText::kBase ? base : target;
  return (fault.text == DiffText::kBase ? "base: " : "target: ") + Where(fault, text);
}

// ---- parse

TEST(ConsensusDiffTest, Parse) {
  const std::string text = ReadTestdata("consensus-diff/consensus.diff");
  ConsensusDiff diff;
  DiffFault fault;
  ASSERT_TRUE(ParseConsensusDiff(text, &diff, &fault));
  EXPECT_EQ(diff.base_digest_text,
            "D78D18138EA769DD9FC38FBA34FE1EDDE21EFBA472A6B1CC2ADF7DC020E4BAE5");
  EXPECT_EQ(diff.base_digest[0], 0xd7);
  EXPECT_EQ(diff.base_digest[31], 0xe5);
  EXPECT_EQ(diff.target_digest[0], 0x7d);
  EXPECT_EQ(diff.target_digest[31], 0x06);
  ASSERT_EQ(diff.commands.size(), 17u);
  EXPECT_EQ(diff.commands[0].action, 'd');
  EXPECT_EQ(diff.commands[0].first, 100u);
  EXPECT_EQ(diff.commands[0].last, EdCommand::kLast);
  EXPECT_EQ(diff.commands[0].range, "100,$");
  EXPECT_EQ(diff.commands[0].text, "");
  EXPECT_EQ(diff.commands[1].action, 'a');
  EXPECT_EQ(diff.commands[1].first, 99u);
  EXPECT_EQ(diff.commands[1].last, 99u);
  EXPECT_EQ(netdoc::CountLines(diff.commands[1].text), 27u);
  EXPECT_EQ(diff.commands[16].action, 'c');
  EXPECT_EQ(diff.commands[16].first, 4u);
  EXPECT_EQ(diff.commands[16].last, 6u);
  EXPECT_EQ(diff.commands[16].range, "4,6");
  EXPECT_EQ(diff.commands[16].text,
            "valid-after 2026-11-21 19:51:20\nfresh-until 2026-11-21 19:51:40\n"
            "valid-until 2026-11-21 19:52:20\n");
  size_t inserted = 0;
  for (const EdCommand& command : diff.commands) {
    inserted += command.text.size();
    EXPECT_GE(command.range.data(), text.data());
    EXPECT_LE(command.range.data(), text.data() + text.size());
  }
  EXPECT_EQ(diff.inserted_bytes, inserted);
  // What is there from before is forgotten.
  ASSERT_TRUE(ParseConsensusDiff(Header(), &diff, &fault));
  EXPECT_TRUE(diff.commands.empty());
  EXPECT_EQ(diff.inserted_bytes, 0u);
}

TEST(ConsensusDiffTest, BadHeaders) {
  const std::string hex(64, 'a');
  const std::string version = "network-status-diff-version 1\n";
  EXPECT_EQ(ParseFault(version + "hash " + hex + " " + std::string(64, 'F') + "\n"), "");
  EXPECT_EQ(ParseFault(""), "diff-version 1:1");
  EXPECT_EQ(ParseFault("\n"), "diff-version 1:1");
  EXPECT_EQ(ParseFault("network-status-diff-version 2\n"), "diff-version 1:1");
  EXPECT_EQ(ParseFault("network-status-diff-version 11\n"), "diff-version 1:1");
  EXPECT_EQ(ParseFault("network-status-diff-version 1 \n"), "diff-version 1:1");
  EXPECT_EQ(ParseFault("network-status-diff-version 1\r\n"), "diff-version 1:1");
  EXPECT_EQ(ParseFault("network-status-diff-version 1"), "diff-not-a-line 1:1");
  EXPECT_EQ(ParseFault(version), "diff-hash 2:1");
  for (const std::string& line :
       {"hash " + hex, "hash " + hex + " ", "hash " + hex + " " + hex + " " + hex,
        "hash  " + hex + " " + hex, "hash " + hex + "  " + hex, "hash " + hex + " " + hex + " ",
        "Hash " + hex + " " + hex, "hash\t" + hex + " " + hex, "hash " + hex + "," + hex,
        "hash " + hex + " " + hex + "\r", "hash " + hex + " " + hex.substr(1), std::string()}) {
    EXPECT_EQ(ParseFault(version + line + "\n"), "diff-hash 2:1") << line;
  }
  EXPECT_EQ(ParseFault(version + "hash " + hex.substr(1) + "g " + hex + "\n"), "diff-hash 2:6");
  EXPECT_EQ(ParseFault(version + "hash " + hex + " " + hex.substr(1) + "g\n"), "diff-hash 2:71");
  EXPECT_EQ(ParseFault(version + "hash " + hex + " " + hex), "diff-not-a-line 2:1");
}

TEST(ConsensusDiffTest, BadCommands) {
  const auto fault = [](const std::string& commands) { return ParseFault(Header() + commands); };
  // Numbers.
  for (const char* line : {"d", "x", "-1d", "+1d", " 1d", ",2d", "$d", ".", "", "2147483648d",
                           "99999999999999999999999d"}) {
    EXPECT_EQ(fault(line + std::string("\n")), "diff-line-number 3:1") << line;
  }
  for (const char* line : {"1,d", "1,-2d", "1,+2d", "1, 2d", "1,2147483648d", "1,,2d", "1,x"}) {
    EXPECT_EQ(fault(line + std::string("\n")), "diff-line-number 3:3") << line;
  }
  EXPECT_EQ(fault("2147483647d\n"), "");
  EXPECT_EQ(fault("1,2147483647d\n"), "");
  EXPECT_EQ(fault("007d\n"), "");
  // Actions.
  for (const char* line : {"1", "1,2", "1,$"}) {
    EXPECT_EQ(fault(line + std::string("\n")), "diff-command 3:1") << line;
  }
  for (const char* line : {"1x", "1dd", "1d ", "1 d", "1D", "1d\r", "1i", "1m2", "1$d", "1.d"}) {
    EXPECT_EQ(fault(line + std::string("\n")), "diff-command 3:2") << line;
  }
  EXPECT_EQ(fault(std::string("1d\0\n", 4)), "diff-command 3:2");
  EXPECT_EQ(fault("1,2,3d\n"), "diff-command 3:4");
  // Ranges.
  for (const char* line : {"2,2d", "2,1d", "2,0d", "0,0d", "2,2c"}) {
    EXPECT_EQ(fault(line + std::string("\n")), "diff-range 3:1") << line;
  }
  EXPECT_EQ(fault("1,$c\nx\n.\n"), "diff-dollar 3:1");
  EXPECT_EQ(fault("1,$a\nx\n.\n"), "diff-dollar 3:1");
  EXPECT_EQ(fault("1,2a\nx\n.\n"), "diff-range-before-a 3:1");
  EXPECT_EQ(fault("0d\n"), "diff-line-zero 3:1");
  EXPECT_EQ(fault("0,3d\n"), "diff-line-zero 3:1");
  EXPECT_EQ(fault("0,$d\n"), "diff-line-zero 3:1");
  EXPECT_EQ(fault("0c\nx\n.\n"), "diff-line-zero 3:1");
  EXPECT_EQ(fault("0a\nx\n.\n"), "");
  // Insertions.
  EXPECT_EQ(fault("1a\n.\n"), "diff-nothing-inserted 3:1");
  EXPECT_EQ(fault("3d\n1,2c\n.\n"), "diff-nothing-inserted 4:1");
  EXPECT_EQ(fault("1a\n"), "diff-no-dot 3:1");
  EXPECT_EQ(fault("1a\nx\n"), "diff-no-dot 3:1");
  EXPECT_EQ(fault("1a\nx\n. \n"), "diff-no-dot 3:1");
  EXPECT_EQ(fault("1a\nx\n.\r\n"), "diff-no-dot 3:1");
  EXPECT_EQ(fault("1a\nx\n..\n"), "diff-no-dot 3:1");
  EXPECT_EQ(fault("1a\nx\n."), "diff-not-a-line 5:1");
  EXPECT_EQ(fault("1a\nx"), "diff-not-a-line 4:1");
  EXPECT_EQ(fault("1d"), "diff-not-a-line 3:1");
  EXPECT_EQ(fault("1a\nx\n.\nrest\n"), "diff-line-number 6:1");
  // A command has at most 127 bytes.
  EXPECT_EQ(fault(std::string(125, '0') + "1d\n"), "");
  EXPECT_EQ(fault(std::string(126, '0') + "1d\n"), "diff-long-line 3:1");
  // Any line has at most a mebibyte.
  EXPECT_EQ(fault("1a\n" + std::string(kMaxDiffLine, 'x') + "\n.\n"), "");
  EXPECT_EQ(fault("1a\n" + std::string(kMaxDiffLine + 1, 'x') + "\n.\n"), "diff-long-line 4:1");
}

TEST(ConsensusDiffTest, Order) {
  const auto fault = [](const std::string& commands) { return ParseFault(Header() + commands); };
  EXPECT_EQ(fault("5d\n4d\n"), "");
  EXPECT_EQ(fault("5d\n5d\n"), "diff-order 4:1");
  EXPECT_EQ(fault("5d\n6d\n"), "diff-order 4:1");
  EXPECT_EQ(fault("5d\n1,5d\n"), "diff-order 4:1");
  EXPECT_EQ(fault("5,7d\n6d\n"), "diff-order 4:1");
  EXPECT_EQ(fault("5,7d\n5a\nx\n.\n"), "diff-order 4:1");
  EXPECT_EQ(fault("5,7d\n4a\nx\n.\n"), "");
  EXPECT_EQ(fault("1,$d\n1d\n"), "diff-order 4:1");
  EXPECT_EQ(fault("9d\n1,$d\n"), "diff-order 4:1");
  EXPECT_EQ(fault("9a\nx\n.\n1,$d\n"), "diff-order 6:1");
  EXPECT_EQ(fault("1d\n0a\nx\n.\n"), "");
  EXPECT_EQ(fault("0a\nx\n.\n1d\n"), "diff-order 6:1");
  // An insertion leaves the line that it is behind.
  EXPECT_EQ(fault("5a\nx\n.\n5d\n"), "");
  EXPECT_EQ(fault("5a\nx\n.\n6d\n"), "diff-order 6:1");
}

TEST(ConsensusDiffTest, FirstProblemEndsIt) {
  ConsensusDiff diff;
  DiffFault fault;
  const std::string text = Header() + "4294967296d\n1x\n";
  ASSERT_FALSE(ParseConsensusDiff(text, &diff, &fault));
  EXPECT_EQ(fault.where, "4294967296");
  EXPECT_EQ(netdoc::FormatMessage(DiagnosticOf(fault)),
            "a line number must be digits, and at most 2147483647");
}

// ---- apply

TEST(ConsensusDiffTest, Apply) {
  const std::string base = "1\n2\n3\n4\n5\n";
  EXPECT_EQ(Apply(base, ""), base);
  EXPECT_EQ(Apply(base, "3d\n"), "1\n2\n4\n5\n");
  EXPECT_EQ(Apply(base, "2,4d\n"), "1\n5\n");
  EXPECT_EQ(Apply(base, "1,$d\n"), "");
  EXPECT_EQ(Apply(base, "4,$d\n"), "1\n2\n3\n");
  EXPECT_EQ(Apply(base, "5d\n"), "1\n2\n3\n4\n");
  EXPECT_EQ(Apply(base, "5c\nx\ny\n.\n"), "1\n2\n3\n4\nx\ny\n");
  EXPECT_EQ(Apply(base, "1,5c\nx\n.\n"), "x\n");
  EXPECT_EQ(Apply(base, "5a\nx\n.\n"), base + "x\n");
  EXPECT_EQ(Apply(base, "0a\nx\n\n..\n.\n"), "x\n\n..\n" + base);
  EXPECT_EQ(Apply(base, "4,$d\n3a\nx\n.\n2c\ny\n.\n0a\nz\n.\n"), "z\n1\ny\n3\nx\n");
  // As ed would: what comes later stands before what was inserted at the same place.
  EXPECT_EQ(Apply(base, "5a\nx\n.\n5a\ny\n.\n5c\nz\n.\n"), "1\n2\n3\n4\nz\ny\nx\n");
  EXPECT_EQ(Apply(base, "1a\n" + std::string("a\0b\n", 4) + ".\n1d\n"),
            std::string("a\0b\n", 4) + "2\n3\n4\n5\n");
  EXPECT_EQ(Apply("", ""), "");
  EXPECT_EQ(Apply("", "0a\nx\n.\n"), "x\n");
}

TEST(ConsensusDiffTest, ApplyToAnotherBase) {
  const std::string base = "1\n2\n3\n4\n5\n";
  EXPECT_EQ(Apply(base, "6d\n"), "diff-beyond-base 3:1");
  EXPECT_EQ(Apply(base, "6a\nx\n.\n"), "diff-beyond-base 3:1");
  EXPECT_EQ(Apply(base, "1,6d\n"), "diff-beyond-base 3:1");
  EXPECT_EQ(Apply(base, "1,2147483647d\n"), "diff-beyond-base 3:1");
  EXPECT_EQ(Apply(base, "6,$d\n"), "diff-beyond-base 3:1");
  EXPECT_EQ(Apply(base, "2147483647,$d\n"), "diff-beyond-base 3:1");
  EXPECT_EQ(Apply(base, "5,$d\n"), "diff-range 3:1");
  EXPECT_EQ(Apply("", "1d\n"), "diff-beyond-base 3:1");
  EXPECT_EQ(Apply("", "1,$d\n"), "diff-beyond-base 3:1");
  EXPECT_EQ(Apply("1\n2", "1d\n"), "base: diff-not-a-line 2:1");
  EXPECT_EQ(Apply("1\n" + std::string(kMaxDiffLine + 1, 'x') + "\n", "1d\n"),
            "base: diff-long-line 2:1");
}

// Many small commands: what they cost is counted, not timed.
TEST(ConsensusDiffTest, ManySmallCommands) {
  constexpr size_t kLines = 200000;
  std::string base, commands, expected;
  for (size_t i = 1; i <= kLines; ++i) {
    base += std::to_string(i) + "\n";
    expected += i % 2 == 0 ? std::to_string(i) + "\n" : "x\n";
  }
  for (size_t i = kLines; i-- > 0;) {
    if (i % 2 == 1) commands += std::to_string(i) + "c\nx\n.\n";
  }
  EXPECT_EQ(Apply(base, commands), expected);
}

// ---- make

TEST(ConsensusDiffTest, Make) {
  const std::string base = "1\n2\n3\n4\n5\n";
  EXPECT_EQ(Make(base, base), "");
  EXPECT_EQ(Make("", ""), "");
  EXPECT_EQ(Make("", base), "0a\n" + base + ".\n");
  EXPECT_EQ(Make(base, ""), "1,5d\n");
  EXPECT_EQ(Make(base, "1\n2\n4\n5\n"), "3d\n");
  EXPECT_EQ(Make(base, "1\n2\nx\n4\n5\n"), "3c\nx\n.\n");
  EXPECT_EQ(Make(base, "0\n1\n2\n3\n4\n5\n"), "0a\n0\n.\n");
  EXPECT_EQ(Make(base, "1\n2\n3\n4\n5\n6\n"), "5a\n6\n.\n");
  EXPECT_EQ(Make("a\n", "b\n"), "1c\nb\n.\n");
  // Short lines between changes are cheaper written again than kept.
  EXPECT_EQ(Make(base, "x\n2\ny\n4\n5\n"), "1,3c\nx\n2\ny\n.\n");
  const std::string line(40, 'l');
  EXPECT_EQ(Make("1\n" + line + "\n3\n", "x\n" + line + "\ny\n"), "3c\ny\n.\n1c\nx\n.\n");
}

TEST(ConsensusDiffTest, MakeOfWhatCannotBeSaid) {
  EXPECT_EQ(Make("1\n", "1\n.\n"), "target: diff-lone-dot 2:1");
  EXPECT_EQ(Make("1\n.\n", "1\n.\n2\n.\n"), "target: diff-lone-dot 4:1");
  EXPECT_EQ(Make("1\n2", "1\n"), "base: diff-not-a-line 2:1");
  EXPECT_EQ(Make("1\n", "1\n2\n3"), "target: diff-not-a-line 3:1");
  EXPECT_EQ(Make("1\n", std::string(kMaxDiffLine + 1, 'x') + "\n"), "target: diff-long-line 1:1");
  EXPECT_EQ(Make("1\n", std::string(kMaxMakeBytes + 1, '\n')), "target: diff-text-too-long 1:1");
  // A line "." that the base has, too, can be kept, wherever it is.
  const std::string line(40, 'l');
  for (const auto& [base, target] : std::vector<std::pair<std::string, std::string>>{
           {"1\n.\n2\n", "3\n.\n4\n"},
           {".\n" + line + "\n" + line + "x\n", line + "\n" + line + "x\n.\n"},
           {"a\n.\n.\n", ".\nb\n.\n"}}) {
    EXPECT_EQ(Apply(base, Make(base, target)), target) << base;
  }
}

// The digest of the base does not cover its signatures: the diff is right whichever there are.
TEST(ConsensusDiffTest, MakeForAnySignatures) {
  const std::string signatures = "directory-signature a b\nx\ny\n";
  const std::string base = "network-status-version 3\nr a\n";
  const std::string target = "network-status-version 3\nr b\ndirectory-signature a b\nx\nz\n";
  const std::string commands = Make(base + signatures, target);
  EXPECT_EQ(commands.substr(0, 5), "3,$d\n");
  EXPECT_EQ(Apply(base + signatures, commands), target);
  EXPECT_EQ(Apply(base + signatures + signatures, commands), target);
  EXPECT_EQ(Apply(base + "directory-signature b a\nz\n", commands), target);
  // "$" is for a range.
  EXPECT_EQ(Make("a\ndirectory-signature \n", "a\n"), "2d\n");
  EXPECT_EQ(Make("directory-signature \nb\n", "a\n"), "1,$d\n0a\na\n.\n");
}

// tor makes the same diff of these, byte for byte.
TEST(ConsensusDiffTest, MakeOfSamples) {
  for (const std::string name : {"consensus", "consensus-microdesc"}) {
    const std::string path = "consensus-diff/" + name;
    const std::string base = ReadTestdata(path + ".base");
    const std::string target = ReadTestdata(path + ".target");
    const std::string diff = ReadTestdata(path + ".diff");
    EXPECT_EQ(Make(base, target), diff.substr(Header().size())) << name;
    EXPECT_EQ(Apply(base, diff.substr(Header().size())), target) << name;
    // And back.
    EXPECT_EQ(Apply(target, Make(target, base)), base) << name;
  }
}

// Router is an entry as in a consensus; `version` changes what changes from hour to hour.
std::string Router(uint32_t relay, uint32_t version) {
  std::mt19937 random(relay * 7919 + version % 3 * 104729);
  const std::string number = std::to_string(relay + 100000);
  return "r relay" + number + " identity" + number + " digest" + std::to_string(random()) +
         " 2026-11-21 19:50:43 198.51.100.7 9001 0\ns Fast Running Stable V2Dir Valid\n" +
         "v Tor 0.4.9.11\npr Conflux=1 Cons=1-2 Desc=1-4 DirCache=2 FlowCtrl=1-2\n" +
         "w Bandwidth=" + std::to_string(random() % 10000) + "\np reject 1-65535\n";
}

std::string Consensus(const std::vector<uint32_t>& relays, uint32_t hour) {
  std::string text = "network-status-version 3\nvalid-after " + std::to_string(hour) + "\n";
  for (const uint32_t relay : relays) {
    // A tenth of the relays changes from one hour to the next.
    text += Router(relay, (relay + hour) % 10 == 0 ? hour : 0);
  }
  text += "directory-footer\nbandwidth-weights Wbd=" + std::to_string(hour) + "\n";
  for (int i = 0; i < 9; ++i) {
    text += "directory-signature " + std::to_string(i) + " x\n-----BEGIN SIGNATURE-----\n" +
            std::to_string(hour * 1000 + static_cast<uint32_t>(i)) + "\n-----END SIGNATURE-----\n";
  }
  return text;
}

// A network of today's size: relays come and go, and each one's lines are compared with its own.
TEST(ConsensusDiffTest, MakeOfALargeConsensus) {
  std::vector<uint32_t> old_relays, new_relays;
  size_t least = 0;  // what any diff must insert
  for (uint32_t relay = 0; relay < 10000; ++relay) {
    if (relay % 50 != 0) old_relays.push_back(relay);
    if (relay % 50 != 25) new_relays.push_back(relay);
    if (relay % 50 == 0) least += Router(relay, 0).size();
  }
  const std::string base = Consensus(old_relays, 1), target = Consensus(new_relays, 2);
  ASSERT_GT(base.size(), 1500000u);
  std::string commands;
  DiffFault fault;
  ASSERT_TRUE(MakeEdCommands(base, target, &commands, &fault));
  EXPECT_EQ(Apply(base, commands), target);
  EXPECT_GT(commands.size(), least);
  EXPECT_LT(commands.size(), base.size() / 5);
}

// Relays in another order than before: as many as stay in order are kept.
TEST(ConsensusDiffTest, MakeOfRelaysInAnotherOrder) {
  std::vector<uint32_t> relays(2000);
  for (uint32_t i = 0; i < relays.size(); ++i) relays[i] = i;
  const std::string base = Consensus(relays, 1);
  std::rotate(relays.begin(), relays.begin() + 100, relays.end());
  const std::string target = Consensus(relays, 1);
  const std::string commands = Make(base, target);
  EXPECT_EQ(Apply(base, commands), target);
  EXPECT_LT(commands.size(), base.size() / 15);
  std::reverse(relays.begin(), relays.end());
  const std::string reversed = Consensus(relays, 2);
  EXPECT_EQ(Apply(base, Make(base, reversed)), reversed);
}

// What would take hours if all lines were compared with all.
TEST(ConsensusDiffTest, MakeIsNeverQuadratic) {
  constexpr size_t kLines = 100000;
  std::mt19937 random(1);
  std::string few, others, unique, reversed, same_relay, blocks;
  for (size_t i = 0; i < kLines; ++i) {
    few += std::string(1, "abc"[random() % 3]) + "\n";
    others += std::string(1, "bcd"[random() % 3]) + "\n";
    unique += std::to_string(i) + "\n";
    reversed += std::to_string(kLines - i) + "\n";
    same_relay += "r a b " + std::to_string(random() % 5) + "\n";
    blocks += i % 250 == 0 ? std::to_string(i) + "\n" : std::string(1, "ab"[random() % 2]) + "\n";
  }
  const auto begin = std::chrono::steady_clock::now();
  const std::string* texts[] = {&few, &others, &unique, &reversed, &same_relay, &blocks};
  for (size_t i = 0; i < std::size(texts); ++i) {
    for (size_t j = i + 1; j < i + 3; ++j) {
      const std::string& base = *texts[i];
      const std::string& target = *texts[j % std::size(texts)];
      ASSERT_EQ(Apply(base, Make(base, target)), target);
    }
  }
  // A second or two; with sanitizers and other work beside it ten times as many. If it were
  // quadratic, it would be 10^11 steps.
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::minutes(3));
}

// Edited texts, with lines that repeat: the diff makes the target, and is not longer than the
// edits by much.
TEST(ConsensusDiffTest, RandomEdits) {
  std::mt19937 random(140);
  const auto below = [&](size_t limit) { return random() % limit; };
  for (int run = 0; run < 3000; ++run) {
    std::vector<std::string> lines(below(60));
    const size_t alphabet = 1 + below(40);
    const auto any_line = [&] {
      const size_t kind = below(alphabet);
      if (kind == 0) return std::string("\n");
      if (kind == 1) return "r name id" + std::to_string(below(20)) + " x\n";
      if (kind == 2) return std::string("..\n");
      return std::string(1 + below(3) * 20, static_cast<char>('a' + kind % 26)) + "\n";
    };
    for (std::string& line : lines) line = any_line();
    std::string base, target;
    for (const std::string& line : lines) base += line;
    size_t edited = 0;  // bytes that commands for these very edits would take at most
    for (size_t edits = below(6); edits > 0; --edits) {
      const size_t at = below(lines.size() + 1);
      const auto place = lines.begin() + static_cast<ptrdiff_t>(at);
      if (at < lines.size() && below(2) == 0) {
        lines.erase(place);
        edited += 8;
      } else {
        const std::string line = any_line();
        lines.insert(place, line);
        edited += 8 + line.size();
      }
    }
    for (const std::string& line : lines) target += line;
    const std::string commands = Make(base, target);
    ASSERT_EQ(Apply(base, commands), target) << "run " << run << "\n" << commands;
    EXPECT_LE(commands.size(), edited + 10) << "run " << run << "\n" << commands;
  }
}

// Of short texts all diffs can be tried: none that keeps lines in order is shorter by more than
// what the sizes of line numbers, ranges and dots make uncertain.
size_t ShortestBytes(const std::vector<std::string>& base, const std::vector<std::string>& target,
                     size_t i, size_t j, bool within) {
  if (i == base.size() && j == target.size()) return 0;
  size_t best = std::string::npos;
  const size_t open = within ? 0 : 3;  // "1c\n", the least
  if (i < base.size() && j < target.size() && base[i] == target[j]) {
    best = ShortestBytes(base, target, i + 1, j + 1, false);
  }
  if (i < base.size()) best = std::min(best, open + ShortestBytes(base, target, i + 1, j, true));
  if (j < target.size()) {
    best = std::min(best, open + target[j].size() + ShortestBytes(base, target, i, j + 1, true));
  }
  return best;
}

TEST(ConsensusDiffTest, NearlyTheShortest) {
  std::mt19937 random(7);
  for (int run = 0; run < 400; ++run) {
    std::vector<std::string> texts[2];
    std::string joined[2];
    for (int side = 0; side < 2; ++side) {
      for (size_t lines = random() % 6; lines > 0; --lines) {
        texts[side].push_back(std::string(1 + random() % 2 * 29, "abc"[random() % 3]) + "\n");
        joined[side] += texts[side].back();
      }
    }
    const std::string commands = Make(joined[0], joined[1]);
    size_t hunks = 0;
    for (size_t at = 0; (at = commands.find(".\n", at)) != std::string::npos; ++at) ++hunks;
    const size_t shortest = ShortestBytes(texts[0], texts[1], 0, 0, false);
    EXPECT_LE(commands.size(), shortest + 4 * (hunks + 1) + 8) << joined[0] << "to\n" << joined[1];
  }
}

// ---- tor's diff-cache

TEST(DiffCacheEntryTest, Read) {
  const std::string diff = ReadTestdata("consensus-diff/consensus.diff");
  const std::string labels =
      "sha3-digest 3CB7\ndocument-type consensus-diff\nconsensus-flavor ns\nempty \ntwo a b\n";
  for (const char end : {'\0', '\n'}) {
    const std::string text = labels + end + diff;
    DiffCacheEntry entry;
    DiffFault fault;
    ASSERT_TRUE(ReadDiffCacheEntry(text, &entry, &fault));
    ASSERT_EQ(entry.labels.size(), 5u);
    EXPECT_EQ(entry.labels[1].name, "document-type");
    EXPECT_EQ(entry.labels[1].value, "consensus-diff");
    EXPECT_EQ(entry.Find("consensus-flavor"), "ns");
    EXPECT_EQ(entry.Find("empty"), "");
    EXPECT_EQ(entry.Find("two"), "a b");
    EXPECT_EQ(entry.Find("absent"), "");
    EXPECT_EQ(entry.body, diff);
    EXPECT_EQ(entry.body.data(), text.data() + labels.size() + 1);
    EXPECT_EQ(entry.compression, Compression::kNone);
  }
}

TEST(DiffCacheEntryTest, Compression) {
  using namespace std::string_view_literals;
  for (const auto& [body, name] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"\x1f\x8b\x08"sv, "gzip"},
           {"\xfd\x37zXZ\0\0"sv, "xz"},
           {"\x28\xb5\x2f\xfd"sv, "zstd"},
           {"\x5d\0\0\x80\0"sv, "lzma"},
           {"\x78\x9c\xed"sv, "zlib"},
           {"\x78\xda\xed"sv, "zlib"},
           {"\x48\x89\xed"sv, "zlib"},
           {"\x78\x9d\xed"sv, ""},
           {"network-status-version 3\n"sv, ""},
           {"\x1f"sv, ""},
           {""sv, ""}}) {
    const std::string text = std::string("a b\n\0", 5) + std::string(body);
    DiffCacheEntry entry;
    DiffFault fault;
    ASSERT_TRUE(ReadDiffCacheEntry(text, &entry, &fault));
    EXPECT_EQ(entry.body, body);
    EXPECT_EQ(CompressionName(entry.compression), name) << body;
  }
}

TEST(DiffCacheEntryTest, NotAnEntry) {
  for (const std::string& text :
       {std::string(), std::string("\n"), std::string(1, '\0'), std::string("a b"),
        std::string("a b\n"), std::string("a b\nc\n\n"), std::string(" b\n\n"),
        std::string("a b\0c\n\0", 7), std::string("label\n\nbody\n")}) {
    DiffCacheEntry entry;
    DiffFault fault;
    EXPECT_FALSE(ReadDiffCacheEntry(text, &entry, &fault)) << text;
    ASSERT_NE(fault.problem, nullptr);
    EXPECT_EQ(fault.problem->name, "diff-cache-entry");
    EXPECT_GE(fault.where.data(), text.data());
    EXPECT_LE(fault.where.data() + fault.where.size(), text.data() + text.size());
  }
}

}  // namespace
}  // namespace scape::descriptor
