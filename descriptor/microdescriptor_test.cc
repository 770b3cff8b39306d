#include "descriptor/microdescriptor.h"

#include <string>
#include <string_view>
#include <vector>

#include "descriptor/document_type.h"
#include "descriptor/testing/testdata.h"
#include "descriptor/testing/values.h"
#include "gtest/gtest.h"

namespace scape::descriptor {
namespace {

using netdoc::Mode;
using testing::Address;
using testing::Parsed;
using testing::ReadTestdata;
using testing::Replaced;
using testing::WithoutAnnotations;
using Strings = std::vector<std::string>;

// Full is a microdescriptor with every keyword that ever was.
std::string Full() { return WithoutAnnotations(ReadTestdata("microdescriptor-full")); }

constexpr std::string_view kNtor = "ntor-onion-key CiTeRAqoZV06S+FkL5qIWKS6iLL+PWpYGii08/lwpfM\n";
constexpr std::string_view kId = "id ed25519 dARuGN5AkRhmMOkeuHNbXa9uI3IneBT3Vi/GcAEhFU8\n";

Strings Problems(std::string_view text, Mode mode) {
  return Parsed<Microdescriptor>(std::string(text), kMicrodescriptor, mode).Problems();
}

TEST(Microdescriptor, EveryMember) {
  const Parsed<Microdescriptor> parsed(Full(), kMicrodescriptor, Mode::kLenient);
  const Microdescriptor& m = parsed.document;
  EXPECT_EQ(parsed.Problems(), Strings());
  RsaPublicKey key;
  ASSERT_TRUE(m.onion_key.present());
  ASSERT_TRUE(m.onion_key.Decode(&key));
  EXPECT_EQ(key.modulus_bits, 1024u);
  ASSERT_TRUE(m.ntor_onion_key.has_value());
  EXPECT_EQ(m.ntor_onion_key->text, "CiTeRAqoZV06S+FkL5qIWKS6iLL+PWpYGii08/lwpfM");
  ASSERT_EQ(m.or_address.size(), 2u);
  EXPECT_EQ(m.or_address[0].address, Address("2001:db8::17"));
  EXPECT_EQ(m.or_address[0].port, 9001);
  EXPECT_EQ(m.or_address[1].address, Address("198.51.100.168"));
  ASSERT_TRUE(m.family.has_value());
  Strings members;
  for (const std::string_view member : m.family->members()) members.emplace_back(member);
  EXPECT_EQ(members, Strings({"$0123456789ABCDEF0123456789ABCDEF01234567",
                              "$89ABCDEF0123456789ABCDEF0123456789ABCDEF~quietowl", "northstar"}));
  ASSERT_TRUE(m.family_ids.has_value());
  Strings ids;
  for (const std::string_view id : m.family_ids->ids()) ids.emplace_back(id);
  EXPECT_EQ(ids, Strings({"ed25519:00pWmreqpU2s1xWuZJU0VdhrdohGzQCF706edHFIm3s"}));
  ASSERT_TRUE(m.exit_policy_summary.has_value());
  EXPECT_TRUE(m.exit_policy_summary->accept);
  EXPECT_EQ(m.exit_policy_summary->ports, "80,443,6660-6669");
  ASSERT_TRUE(m.ipv6_exit_policy_summary.has_value());
  EXPECT_FALSE(m.ipv6_exit_policy_summary->accept);
  ASSERT_TRUE(m.protocols.has_value());
  EXPECT_TRUE(m.protocols->Supports("Link", 5));
  ASSERT_EQ(m.identities.size(), 3u);
  EXPECT_EQ(m.identities[0].keytype, "ed25519");
  EXPECT_EQ(m.identities[0].identity, "dARuGN5AkRhmMOkeuHNbXa9uI3IneBT3Vi/GcAEhFU8");
  EXPECT_EQ(m.identities[1].keytype, "rsa1024");
  EXPECT_EQ(m.identities[2].keytype, "x-moon");
  EXPECT_EQ(m.identities[2].identity, "crescent");
  ASSERT_EQ(m.unrecognized.size(), 1u);
  EXPECT_EQ(m.unrecognized[0], "x-weather sunny, 21 degrees\n");
}

TEST(Microdescriptor, WithoutTapKey) {
  const std::string text = "onion-key\n" + std::string(kNtor) + std::string(kId);
  const Parsed<Microdescriptor> parsed(text, kMicrodescriptor, Mode::kStrict);
  EXPECT_EQ(parsed.Problems(), Strings());
  EXPECT_FALSE(parsed.document.onion_key.present());
  EXPECT_TRUE(parsed.document.read.Has(0));
  EXPECT_EQ(parsed.document.identities.size(), 1u);
}

// Before consensus method 16 there was no ntor key, and before 18 no `id`.
TEST(Microdescriptor, OldForms) {
  const std::string full = Full();
  const std::string key = full.substr(0, full.find("ntor-onion-key"));
  const std::string old =
      key + "family oldtimer $0123456789abcdef0123456789abcdef01234567\np accept 1-65535\n";
  EXPECT_EQ(Problems(old, Mode::kLenient), Strings());
  // It does not say how old it is: strict parsing takes it for a new one.
  EXPECT_EQ(Problems(old, Mode::kStrict), Strings({"error missing-item ntor-onion-key"}));
  const std::string padded = key + "ntor-onion-key CiTeRAqoZV06S+FkL5qIWKS6iLL+PWpYGii08/lwpfM=\n";
  EXPECT_EQ(Problems(padded, Mode::kStrict), Strings());
}

TEST(Microdescriptor, StrictAndLenient) {
  const std::string good = Replaced(Full(), "x-weather sunny, 21 degrees\n", "");
  ASSERT_EQ(Problems(good, Mode::kStrict), Strings());
  struct Pair {
    std::string_view from;
    std::string_view to;
    Strings strict;
    Strings lenient;
  };
  const Pair kPairs[] = {
      {kNtor, "", {"error missing-item ntor-onion-key"}, {}},
      {kNtor,
       "ntor-onion-key AAAA\n",
       {"error bad-argument ntor-onion-key"},
       {"error bad-argument ntor-onion-key"}},
      // tor goes on without these lines.
      {"p accept 80,443,6660-6669\n",
       "p accept ssh\n",
       {"warning bad-argument p"},
       {"warning bad-argument p"}},
      {"p6 reject 25,119\n",
       "p6 refuse 25\n",
       {"warning bad-argument p6"},
       {"warning bad-argument p6"}},
      {"northstar\n",
       "north-star\n",
       {"warning bad-argument family"},
       {"warning bad-argument family"}},
      {"a 198.51.100.168:443\n",
       "a 198.51.100.168\n",
       {"error bad-argument a"},
       {"error bad-argument a"}},
      {kId, "id ed25519\n", {"error missing-argument id"}, {"error missing-argument id"}},
      {"onion-key\n-----BEGIN",
       "onion-key x\n-----BEGIN",
       {"error extra-argument onion-key"},
       {"warning extra-argument onion-key"}},
      {"p accept 80,443,6660-6669\n",
       "p accept 80\np accept 80\n",
       {"error duplicate-item p"},
       {"error duplicate-item p"}},
  };
  for (const Pair& pair : kPairs) {
    const std::string text = Replaced(good, pair.from, pair.to);
    EXPECT_EQ(Problems(text, Mode::kStrict), pair.strict) << pair.to;
    EXPECT_EQ(Problems(text, Mode::kLenient), pair.lenient) << pair.to;
  }
}

TEST(Microdescriptor, CanExitTo) {
  const Parsed<Microdescriptor> parsed(Full(), kMicrodescriptor, Mode::kLenient);
  const Microdescriptor& m = parsed.document;
  // The summary says nothing of addresses.
  EXPECT_EQ(m.CanExitTo(Address("192.0.2.1"), 443), PolicyResult::kProbablyAccepted);
  EXPECT_EQ(m.CanExitTo(Address("192.0.2.1"), 25), PolicyResult::kRejected);
  EXPECT_EQ(m.CanExitTo(Address("2001:db8::1"), 443), PolicyResult::kProbablyAccepted);
  EXPECT_EQ(m.CanExitTo(Address("2001:db8::1"), 25), PolicyResult::kRejected);
  EXPECT_EQ(m.CanExitTo(Address("192.0.2.1"), 0), PolicyResult::kRejected);
  const Parsed<Microdescriptor> bare("onion-key\n" + std::string(kNtor), kMicrodescriptor,
                                     Mode::kLenient);
  EXPECT_EQ(bare.document.CanExitTo(Address("192.0.2.1"), 443), PolicyResult::kRejected);
}

// The digest is of the whole text, a blank line at its end too.
TEST(Microdescriptor, DigestIsOfTheText) {
  const std::string first = Full();
  const std::string text = first + "\n@last-listed 2026-11-21 19:51:00\n" + first + first;
  netdoc::DocumentReader reader(ReaderTypes(), {}, text);
  const DocumentType& type = *FindDocumentType("microdescriptor");
  const std::unique_ptr<AnyDocument> document = type.make();
  netdoc::Diagnostics diagnostics(Mode::kLenient);
  netdoc::RawDocument raw;
  Strings digested;
  while (reader.Next(&raw)) {
    ASSERT_EQ(raw.type, &type);
    document->Parse(raw, diagnostics);
    digested.emplace_back(document->Digests().sha256_of);
  }
  EXPECT_EQ(digested, Strings({first + "\n", first, first}));
}

TEST(Microdescriptor, Truncated) {
  const std::string full = Full();
  for (size_t size = 0; size <= full.size(); ++size) {
    const Parsed<Microdescriptor> parsed(full.substr(0, size), kMicrodescriptor, Mode::kStrict);
    ASSERT_EQ(parsed.diagnostics.has_errors(),
              size < full.find("\na ") + 1 || full[size - 1] != '\n')
        << size;
  }
}

}  // namespace
}  // namespace scape::descriptor
