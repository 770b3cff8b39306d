#include "descriptor/key_certificate.h"

#include <string>
#include <string_view>
#include <vector>

#include "descriptor/document_type.h"
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

std::string Full() { return WithoutAnnotations(ReadTestdata("dir-key-certificate-3-full")); }

std::string Good() { return WithoutAnnotations(ReadTestdata("dir-key-certificate-3")); }

Strings Problems(std::string_view text, Mode mode) {
  return Parsed<KeyCertificate>(std::string(text), kKeyCertificate, mode).Problems();
}

// ItemOf returns the keyword line and object of a keyword.
std::string ItemOf(const std::string& text, std::string_view keyword) {
  const size_t begin = text.find("\n" + std::string(keyword) + "\n") + 1;
  const size_t end = text.find("-----END", begin);
  return text.substr(begin, text.find('\n', end) + 1 - begin);
}

TEST(KeyCertificate, EveryMember) {
  const Parsed<KeyCertificate> parsed(Full(), kKeyCertificate, Mode::kLenient);
  const KeyCertificate& c = parsed.document;
  EXPECT_EQ(parsed.Problems(), Strings());
  EXPECT_EQ(c.dir_key_certificate_version, 3u);
  ASSERT_TRUE(c.dir_address.has_value());
  EXPECT_EQ(c.dir_address->address, testing::Address("198.51.100.12"));
  EXPECT_EQ(c.dir_address->port, 9030);
  EXPECT_EQ(c.dir_key_published.unix_seconds, 1772366400);
  EXPECT_EQ(c.dir_key_expires.unix_seconds - c.dir_key_published.unix_seconds, 365 * 86400);
  RsaPublicKey key;
  ASSERT_TRUE(c.dir_identity_key.has_value() && c.dir_identity_key->Decode(&key));
  EXPECT_EQ(key.modulus_bits, 3072u);
  EXPECT_EQ(key.exponent, 65537u);
  EXPECT_EQ(testing::Sha1(key.der()), c.fingerprint.bytes);
  ASSERT_TRUE(c.dir_signing_key.has_value() && c.dir_signing_key->Decode(&key));
  EXPECT_EQ(key.modulus_bits, 2048u);
  std::array<uint8_t, 512> bytes;
  size_t size;
  ASSERT_TRUE(c.dir_key_crosscert.has_value() && c.dir_key_crosscert->Decode(&bytes, &size));
  EXPECT_EQ(size, 256u);
  ASSERT_TRUE(c.dir_key_certification.has_value() &&
              c.dir_key_certification->Decode(&bytes, &size));
  EXPECT_EQ(size, 384u);
  ASSERT_EQ(c.unrecognized.size(), 1u);
  EXPECT_EQ(c.unrecognized[0], "x-weather sunny, 21 degrees\n");
}

TEST(KeyCertificate, SignedText) {
  const std::string text = Good();
  const Parsed<KeyCertificate> parsed(text, kKeyCertificate, Mode::kStrict);
  EXPECT_EQ(parsed.Problems(), Strings());
  const size_t end = text.find("\ndir-key-certification\n") + 23;
  EXPECT_EQ(parsed.document.signed_text(), text.substr(0, end));
  EXPECT_EQ(KeyCertificate().signed_text(), "");
  // Without the signature there is nothing that it is over.
  const std::string unsigned_text = Replaced(text, ItemOf(text, "dir-key-certification"), "");
  const Parsed<KeyCertificate> without(unsigned_text, kKeyCertificate, Mode::kStrict);
  EXPECT_EQ(without.document.signed_text(), "");
  EXPECT_EQ(without.Problems(), Strings({"error missing-item dir-key-certification"}));
}

// The digest is what the signature of tor's own certificates is over: the recovered bytes, which
// were computed with other programs.
TEST(KeyCertificate, DigestIsOfTheSignedText) {
  const std::string file = ReadTestdata("key-certificates");
  Strings digests;
  testing::ReadDocuments(file, {.mode = Mode::kStrict}, [&](const testing::ReadDocument& read) {
    EXPECT_EQ(testing::ProblemList(read.diagnostics), Strings());
    const std::string_view of = read.parsed->Digests().sha1_of;
    EXPECT_EQ(of.substr(0, 29), "dir-key-certificate-version 3");
    EXPECT_EQ(of.substr(of.size() - 23), "\ndir-key-certification\n");
    std::string hex(40, '\0');
    netdoc::EncodeHex(
        testing::Sha1(std::span(reinterpret_cast<const uint8_t*>(of.data()), of.size())),
        hex.data());
    digests.push_back(hex);
  });
  EXPECT_EQ(digests, Strings({"39607578EF411DDD80C6224B5925DDCEB22F7640",
                              "B84259CFDBF1A1EE7A27DD2EA4F6431CE0113537",
                              "303AC527F63872D1C42FAE9E73CB7FE1B1D2A53F"}));
}

// tor 0.2.1.9-alpha, of December 2008, was the first to write cross-certificates.
TEST(KeyCertificate, CrossCertificateByAge) {
  const std::string text = Good();
  const std::string without = Replaced(text, ItemOf(text, "dir-key-crosscert"), "");
  const auto published = [&](std::string_view time) {
    return Replaced(without, "dir-key-published 2026-03-01 12:00:00",
                    "dir-key-published " + std::string(time));
  };
  const Strings missing = {"error missing-item dir-key-crosscert"};
  const Strings warned = {"warning missing-item dir-key-crosscert"};
  EXPECT_EQ(Problems(published("2008-12-24 23:59:59"), Mode::kStrict), Strings());
  EXPECT_EQ(Problems(published("2008-12-25 00:00:00"), Mode::kStrict), missing);
  EXPECT_EQ(Problems(published("2010-12-31 23:59:59"), Mode::kLenient), Strings());
  EXPECT_EQ(Problems(published("2011-01-01 00:00:00"), Mode::kLenient), warned);
  EXPECT_EQ(Problems(without, Mode::kStrict), missing);
  // A time that cannot be read tells nothing.
  EXPECT_EQ(Problems(published("yesterday"), Mode::kLenient),
            Strings({"error bad-argument dir-key-published"}));
}

// "Implementations MUST allow the "ID " portion to be omitted."
TEST(KeyCertificate, LabelOfTheCrossCertificate) {
  const std::string text = Good();
  const std::string item = ItemOf(text, "dir-key-crosscert");
  const auto labelled = [&](std::string_view label) {
    std::string other = item;
    for (size_t at; (at = other.find("ID SIGNATURE")) != std::string::npos;) {
      other.replace(at, 12, label);
    }
    return Replaced(text, item, other);
  };
  const Parsed<KeyCertificate> parsed(labelled("SIGNATURE"), kKeyCertificate, Mode::kStrict);
  EXPECT_EQ(parsed.Problems(), Strings());
  netdoc::Encoder out;
  netdoc::EncodeDocument(parsed.document, out);
  ASSERT_TRUE(out.ok());
  EXPECT_EQ(out.Finish(), text);  // the usual label
  EXPECT_EQ(Problems(labelled("CROSSCERT"), Mode::kStrict),
            Strings({"error bad-object dir-key-crosscert"}));
  EXPECT_EQ(Problems(labelled(""), Mode::kStrict), Strings({"error bad-object dir-key-crosscert"}));
}

TEST(KeyCertificate, Objects) {
  const std::string text = Good();
  const auto replaced = [&](std::string_view keyword, std::string_view to) {
    return Problems(Replaced(text, ItemOf(text, keyword), to), Mode::kStrict);
  };
  const std::string base64(64, 'A');
  EXPECT_EQ(replaced("dir-identity-key", "dir-identity-key\n"),
            Strings({"error missing-object dir-identity-key"}));
  EXPECT_EQ(replaced("dir-signing-key", "dir-signing-key\n-----BEGIN RSA PUBLIC KEY-----\n" +
                                            base64 + "\n-----END RSA PUBLIC KEY-----\n"),
            Strings({"error bad-object dir-signing-key"}));
  EXPECT_EQ(replaced("dir-key-crosscert", "dir-key-crosscert\n-----BEGIN ID SIGNATURE-----\n" +
                                              base64 + "\n-----END ID SIGNATURE-----\n"),
            Strings({"error bad-object dir-key-crosscert"}));
  EXPECT_EQ(
      replaced("dir-key-certification", "dir-key-certification x\n-----BEGIN SIGNATURE-----\n" +
                                            base64 + "\n-----END SIGNATURE-----\n"),
      Strings({"error extra-argument dir-key-certification",
               "error bad-object dir-key-certification"}));
}

TEST(KeyCertificate, Places) {
  const std::string text = Good();
  EXPECT_EQ(Problems("dir-address 198.51.100.12:9030\n" +
                         Replaced(text, "dir-address 198.51.100.12:9030\n", ""),
                     Mode::kStrict),
            Strings({"error misplaced-item dir-key-certificate-version"}));
  EXPECT_EQ(Problems(text + "dir-address 198.51.100.12:9030\n", Mode::kStrict),
            Strings({"error item-after-end dir-address", "error duplicate-item dir-address"}));
}

// Votes hold a certificate among their own lines; what they say after it is theirs again.
struct Vote : netdoc::Document {
  std::vector<KeyCertificate> certificates;
  std::optional<std::string_view> contact;
  std::vector<std::string_view> ends;
};

}  // namespace
}  // namespace scape::descriptor

namespace scape::netdoc {

template <>
inline constexpr auto kTable<descriptor::Vote> = MakeTable<descriptor::Vote>(
    "", Row<&descriptor::Vote::contact>({.keyword = "contact"}),
    Section<&descriptor::Vote::certificates>({.occurs = Occurs::kAnyNumber}),
    Row<&descriptor::Vote::ends>(
        {.keyword = "directory-footer", .occurs = Occurs::kAnyNumber, .starts_group = true}));

}  // namespace scape::netdoc

namespace scape::descriptor {
namespace {

TEST(KeyCertificate, AsASection) {
  const std::string certificate = Good();
  const std::string text = "contact x\n" + certificate + "directory-footer y\n";
  const Parsed<Vote> parsed(text, 1, Mode::kStrict);
  EXPECT_EQ(parsed.Problems(), Strings());
  ASSERT_EQ(parsed.document.certificates.size(), 1u);
  const KeyCertificate& inner = parsed.document.certificates[0];
  EXPECT_EQ(inner.text, certificate);
  EXPECT_EQ(inner.signed_text(),
            certificate.substr(0, certificate.find("\ndir-key-certification\n") + 23));
  EXPECT_EQ(parsed.document.ends.size(), 1u);
  netdoc::Encoder out;
  netdoc::EncodeDocument(parsed.document, out);
  ASSERT_TRUE(out.ok());
  EXPECT_EQ(out.Finish(), text);
}

}  // namespace
}  // namespace scape::descriptor
