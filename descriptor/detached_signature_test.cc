#include "descriptor/detached_signature.h"

#include <string>
#include <string_view>
#include <vector>

#include "descriptor/testing/documents.h"
#include "descriptor/testing/testdata.h"
#include "descriptor/testing/values.h"
#include "gtest/gtest.h"

namespace scape::descriptor {
namespace {

using netdoc::Mode;
using testing::Parsed;
using testing::ReadTestdata;
using testing::Replaced;
using testing::WithoutAnnotations;
using Strings = std::vector<std::string>;

std::string Full() { return WithoutAnnotations(ReadTestdata("detached-signature-3-full")); }

std::string Good() { return WithoutAnnotations(ReadTestdata("detached-signature-3")); }

Strings Problems(std::string_view text, Mode mode = Mode::kStrict) {
  return Parsed<DetachedSignature>(std::string(text), kDetachedSignature, mode).Problems();
}

TEST(DetachedSignature, EveryMember) {
  const Parsed<DetachedSignature> parsed(Full(), kDetachedSignature, Mode::kLenient);
  const DetachedSignature& d = parsed.document;
  EXPECT_EQ(parsed.Problems(), Strings());
  EXPECT_EQ(testing::ToJson(d.consensus_digest), "\"5481105BC010272EF33CA944CE126F30DD28BEDF\"");
  EXPECT_EQ(d.fresh_until.unix_seconds - d.valid_after.unix_seconds, 20);
  EXPECT_EQ(d.valid_until.unix_seconds - d.valid_after.unix_seconds, 60);
  ASSERT_EQ(d.additional_digests.size(), 1u);
  EXPECT_EQ(d.additional_digests[0].flavor, "microdesc");
  EXPECT_EQ(d.additional_digests[0].algname, "sha256");
  std::array<uint8_t, 64> digest;
  size_t size;
  ASSERT_TRUE(d.additional_digests[0].digest.Decode(&digest, &size));
  EXPECT_EQ(size, 32u);
  EXPECT_EQ(digest[0], 0x4b);
  ASSERT_EQ(d.additional_signatures.size(), 3u);
  ASSERT_EQ(d.directory_signatures.size(), 3u);
  for (size_t i = 0; i < 3; ++i) {
    const AdditionalSignature& additional = d.additional_signatures[i];
    const PlainSignature& plain = d.directory_signatures[i];
    EXPECT_EQ(additional.flavor, "microdesc");
    EXPECT_EQ(additional.algname, "sha256");
    EXPECT_EQ(additional.identity, plain.identity);
    EXPECT_EQ(additional.signing_key_digest, plain.signing_key_digest);
    EXPECT_NE(additional.signature.body, plain.signature.body);
    std::array<uint8_t, 512> bytes;
    ASSERT_TRUE(plain.signature.Decode(&bytes, &size));
    EXPECT_EQ(size, 256u);
  }
  EXPECT_EQ(testing::ToJson(d.directory_signatures[0].identity),
            "\"B9C5277E4799CDDBA37CD40B4C49916A9871C26A\"");
  ASSERT_EQ(d.unrecognized.size(), 1u);
}

// The document is written as tor wrote it.
TEST(DetachedSignature, Encodes) {
  const std::string text = Good();
  const Parsed<DetachedSignature> parsed(text, kDetachedSignature, Mode::kStrict);
  EXPECT_EQ(parsed.Problems(), Strings());
  netdoc::Encoder out;
  netdoc::EncodeDocument(parsed.document, out);
  ASSERT_TRUE(out.ok());
  EXPECT_EQ(out.Finish(), text);
}

// In a consensus a signature may name its algorithm. Here it may not, and tor takes the name for
// the identity.
TEST(DetachedSignature, AlgorithmOfADirectorySignature) {
  const std::string line = "\ndirectory-signature B9C5277E4799CDDBA37CD40B4C49916A9871C26A ";
  const std::string text = Replaced(
      Good(), line, "\ndirectory-signature sha1 B9C5277E4799CDDBA37CD40B4C49916A9871C26A ");
  EXPECT_EQ(Problems(text), Strings({"error bad-argument directory-signature"}));
}

TEST(DetachedSignature, Faults) {
  const std::string good = Good();
  const std::string digest =
      "additional-digest microdesc sha256 "
      "4BB8C93ECCF4860235EACB443C070DCAC08452B2971AF72A10F4A04A8782A1FD\n";
  const auto with = [&](std::string_view line) { return Problems(Replaced(good, digest, line)); };
  EXPECT_EQ(with(""), Strings());
  EXPECT_EQ(with("additional-digest microdesc sha256 4bb8\n"), Strings());  // the rules look at it
  EXPECT_EQ(with("additional-digest microdesc sha256 4BB\n"),
            Strings({"error bad-argument additional-digest"}));
  EXPECT_EQ(with("additional-digest microdesc sha256 4BBX\n"),
            Strings({"error bad-argument additional-digest"}));
  EXPECT_EQ(with("additional-digest microdesc sha512 " + std::string(130, 'A') + "\n"),
            Strings({"error bad-argument additional-digest"}));
  EXPECT_EQ(with("additional-digest microdesc sha256\n"),
            Strings({"error missing-argument additional-digest"}));
  EXPECT_EQ(with("directory-signature B9C5277E4799CDDBA37CD40B4C49916A9871C26A "
                 "4CED65884C12F8A28D018CF4A50840B31417A6D0\n"),
            Strings({"error missing-object directory-signature"}));
  EXPECT_EQ(Problems(Replaced(good, "valid-after 2026-11-21 19:51:20\n", "")),
            Strings({"error missing-item valid-after"}));
  EXPECT_EQ(Problems(good.substr(0, good.find("\ndirectory-signature") + 1)),
            Strings({"error missing-item directory-signature"}));
}

// Every algorithm that there is: none of them makes the document unreadable (TROVE-2026-019).
TEST(DetachedSignature, AnyAlgorithm) {
  for (const std::string name :
       {"sha1", "sha256", "sha512", "sha3-256", "sha3-512", "md5", "x", "SHA256"}) {
    std::string text = Good();
    for (size_t at = 0; (at = text.find("microdesc sha256", at)) != std::string::npos; ++at) {
      text.replace(at + 10, 6, name);
    }
    const Parsed<DetachedSignature> parsed(text, kDetachedSignature, Mode::kStrict);
    EXPECT_EQ(parsed.Problems(), Strings()) << name;
    EXPECT_EQ(parsed.document.additional_signatures[2].algname, name);
  }
}

}  // namespace
}  // namespace scape::descriptor
