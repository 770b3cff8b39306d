#include "descriptor/keys.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/encoder.h"
#include "descriptor/netdoc/item_reader.h"
#include "descriptor/netdoc/json_writer.h"
#include "descriptor/netdoc/lexer.h"
#include "descriptor/testing/values.h"

namespace scape::descriptor {
namespace {

using netdoc::Encoder;
using netdoc::Fault;
using netdoc::Item;
using netdoc::ItemReader;
using netdoc::Lexer;
using netdoc::Value;
using testing::ReadItem;
using testing::ToItem;
using testing::ToJson;

// Keys and certificates of a relay of a network that ran for the tests only.
constexpr std::string_view kMasterKey = "o2Ec+YisBklemrderiFxM/hMCMI8kFzKe7/MLo0IX/Q";
constexpr std::string_view kNtorKey = "heN+rymA1wf9D8bgFN8XldWoLYsc6L8PC4rqB1whEmo";
constexpr std::string_view kSha256 = "uXP5p3SwLmVoYnCKK+MQceTSlXyqI8p6hqZtJPlcqaY";
constexpr std::string_view kEd25519Signature =
    "wgqNvIz7R0AqLC1nNOnLoGbanYm2rlKdlfJ6qSye4Ix9LgqoS3hbG6SF2uYi4jrQTm4q62l5QWEmy5C/qVsWCw";

constexpr std::string_view kIdentityItem =
    "identity-ed25519\n"
    "-----BEGIN ED25519 CERT-----\n"
    "AQQAB57UAeKQyCNm1r1umfFlLdXu5yVDVzTFlLHzRjDkZsQ+b2noAQAgBACjYRz5\n"
    "iKwGSV6at16uIXEz+EwIwjyQXMp7v8wujQhf9C8O1ubwJ6XV8cFIXuaN7wRXSELe\n"
    "s6zoq5+NYtroq+GgdbblB1EBCIfRcDJ3wWtFjoeoBKGRiod/7Iw4JFh37As=\n"
    "-----END ED25519 CERT-----\n";
constexpr std::string_view kNtorCrosscertItem =
    "ntor-onion-key-crosscert 0\n"
    "-----BEGIN ED25519 CERT-----\n"
    "AQoAB56kAaNhHPmIrAZJXpq3Xq4hcTP4TAjCPJBcynu/zC6NCF/0ACsZKp6IsyKX\n"
    "GeRgOOYYdXWN8pXQcpsn7KX99NchkVMkPkczEU4fRzIM63VqDYbDuUZpFB0p9A5B\n"
    "h+dK8UPyPAI=\n"
    "-----END ED25519 CERT-----\n";
constexpr std::string_view kFamilyCertItem =
    "family-cert\n"
    "-----BEGIN FAMILY CERT-----\n"
    "AQwAB57UAfRBpem3kIc1RNjjJYblxB2PzjAY66cJGm6u2b2kAVeCAQAgBABmzyTn\n"
    "TNKGMCbQMzlL6IewQ2lrOVZgFc2bu2yVUO9Y2xnOoz+jy7h+DdfVHCW15ugnR9A5\n"
    "E1CmHH778k1FKQikqFbYvOMNDqkStn2Skw2ckC+7nutcpmXWqmwRB7xUSww=\n"
    "-----END FAMILY CERT-----\n";
constexpr std::string_view kOnionKeyItem =
    "onion-key\n"
    "-----BEGIN RSA PUBLIC KEY-----\n"
    "MIGJAoGBAM/HtgoAJj9udO9SYI7/iP/fIjaUAcXtu2BuJHeNiq3f6VA2+i+oXKFO\n"
    "k7KLuMe+S1v3OXzgzgu88YZlNaehZac1qWNElrXNkifoKC97ISynFDMwnKryrRt8\n"
    "on4FmmV43n+mRo4kDoc+vI4gTqwgoXm4YiQQFLi2oO8FlS316oRJAgMBAAE=\n"
    "-----END RSA PUBLIC KEY-----\n";
constexpr std::string_view kCrosscertItem =
    "onion-key-crosscert\n"
    "-----BEGIN CROSSCERT-----\n"
    "F1pF1DyzdyDaJB2VgNISvcEvkct2Lszup/0G8Sb167TasvjNZJcACOzraaCR0SHu\n"
    "5LhUy8p35Dq2iP1nz23zFnteL6FyZxOgHG4jxBHKORn7bTpqadpYST68kre6anz+\n"
    "uijKW5MaBmpPdQhi9FUnWK8MlH0fsgFSXNUPID+0cu4=\n"
    "-----END CROSSCERT-----\n";
constexpr std::string_view kSignatureItem =
    "router-signature\n"
    "-----BEGIN SIGNATURE-----\n"
    "mtT00AcLsPRj2dkH5JXI13M4HM0Y80/otT1rltgJyogVDpdEDbDBGkTqOISV0uyO\n"
    "z9E3hQJwVaCFx/iHoecBWN+yZZ5IztdKZ8LkaJirwGJGd3MVe4lcPulfnfThSDMf\n"
    "uSNZnP7/Z7oBNNY7FaCPdAxtMl05p7t9Ed7ouDWyHiI=\n"
    "-----END SIGNATURE-----\n";

using Bytes = std::vector<uint8_t>;

Item OneItem(std::string_view text) {
  Item item;
  Lexer lexer(text);
  EXPECT_TRUE(lexer.Next(&item));
  EXPECT_TRUE(lexer.rest().empty());
  return item;
}

template <typename T>
void ExpectSound(const T& value) {
  Fault fault;
  EXPECT_TRUE(Value<T>::Check(value, &fault)) << fault.expects;
  EXPECT_EQ(fault.problem, nullptr) << fault.problem->name;
}

template <typename T>
Fault ExpectUnsound(const T& value) {
  Fault fault;
  EXPECT_FALSE(Value<T>::Check(value, &fault));
  EXPECT_NE(fault.problem, nullptr);
  return fault;
}

// Sound, with a blemish.
template <typename T>
Fault ExpectLoose(const T& value) {
  Fault fault;
  EXPECT_TRUE(Value<T>::Check(value, &fault)) << fault.expects;
  EXPECT_EQ(fault.problem, &netdoc::problems::kLooseBase64);
  return fault;
}

// Body returns the object's lines for `bytes`, as the specification has them.
std::string Body(std::span<const uint8_t> bytes) {
  Encoder out;
  out.Object("X", bytes);
  std::string text = out.Finish();
  text = text.substr(text.find('\n') + 1);
  return text.substr(0, text.find("-----END"));
}

Bytes BytesOf(std::string_view body) {
  Bytes bytes(4096);
  const netdoc::Base64Result result = netdoc::DecodeBase64(body, bytes);
  EXPECT_TRUE(result.ok());
  bytes.resize(result.size);
  return bytes;
}

// Der returns one value of DER.
Bytes Der(uint8_t tag, const Bytes& contents) {
  const size_t size = contents.size();
  Bytes der;
  der.reserve(4 + size);
  der.push_back(tag);
  if (size >= 0x100) {
    der.push_back(0x82);
    der.push_back(static_cast<uint8_t>(size >> 8));
  } else if (size >= 0x80) {
    der.push_back(0x81);
  }
  der.push_back(static_cast<uint8_t>(size));
  std::copy(contents.begin(), contents.end(), std::back_inserter(der));
  return der;
}

Bytes Join(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

// Modulus returns the contents of an INTEGER of `bits` bits.
Bytes Modulus(size_t bits) {
  Bytes contents((bits + 7) / 8, 0xa5);
  contents[0] = static_cast<uint8_t>(1u << ((bits - 1) % 8));
  if (contents[0] >= 0x80) contents.insert(contents.begin(), 0);
  return contents;
}

Bytes RsaDer(const Bytes& modulus, const Bytes& exponent) {
  return Der(0x30, Join({Der(0x02, modulus), Der(0x02, exponent)}));
}

const Bytes k65537 = {1, 0, 1};

bool ParsesAsRsa(const Bytes& der) {
  RsaPublicKey key;
  return ParseRsaPublicKey(der, &key);
}

// Certificate returns one with the `extensions` given and zeros for keys and signature.
Bytes Certificate(uint8_t type, uint8_t count, const Bytes& extensions) {
  Bytes bytes(40 + extensions.size() + 64, 0);
  bytes[0] = 1;
  bytes[1] = type;
  bytes[6] = 1;
  bytes[39] = count;
  std::copy(extensions.begin(), extensions.end(), bytes.begin() + 40);
  return bytes;
}

Bytes Extension(uint8_t type, uint8_t flags, size_t size) {
  Bytes bytes(4 + size, type);
  bytes[0] = static_cast<uint8_t>(size >> 8);
  bytes[1] = static_cast<uint8_t>(size);
  bytes[3] = flags;
  return bytes;
}

std::string_view CertificateFault(const Bytes& bytes) {
  Ed25519Certificate certificate;
  std::string_view reason;
  return ParseEd25519Certificate(bytes, &certificate, &reason) ? "" : reason;
}

TEST(Base64ArgumentTest, RealValuesAreSound) {
  ExpectSound(Ed25519Key{kMasterKey});
  ExpectSound(Curve25519Key{kNtorKey});
  ExpectSound(Sha256Base64{kSha256});
  ExpectSound(Ed25519Signature{kEd25519Signature});
}

TEST(Base64ArgumentTest, DecodesItsBytes) {
  std::array<uint8_t, 32> key;
  ASSERT_TRUE(Ed25519Key{kMasterKey}.Decode(&key));
  EXPECT_EQ(key[0], 0xa3);
  EXPECT_EQ(key[31], 0xf4);
  EXPECT_EQ(netdoc::EncodeBase64(key, /*pad=*/false), kMasterKey);
  std::array<uint8_t, 64> signature;
  ASSERT_TRUE(Ed25519Signature{kEd25519Signature}.Decode(&signature));
  EXPECT_EQ(netdoc::EncodeBase64(signature, /*pad=*/false), kEd25519Signature);
}

TEST(Base64ArgumentTest, PaddingIsKeptWhenWrittenAndLeftOutOfJson) {
  const std::string padded = std::string(kNtorKey) + "=";
  const std::string text = "ntor-onion-key " + padded + "\n";
  const auto key = ReadItem<Curve25519Key>(text);
  ExpectSound(key);
  EXPECT_EQ(ToItem("ntor-onion-key", key), text);
  EXPECT_EQ(ToJson(key), ToJson(Curve25519Key{kNtorKey}));
  EXPECT_EQ(ToJson(key), "\"" + std::string(kNtorKey) + "\"");
  std::array<uint8_t, 32> with, without;
  ASSERT_TRUE(key.Decode(&with));
  ASSERT_TRUE(Curve25519Key{kNtorKey}.Decode(&without));
  EXPECT_EQ(with, without);
}

TEST(Base64ArgumentTest, LengthsMustBeExact) {
  const std::string key(kMasterKey);
  for (const std::string& text : {key + "==", key + "A", key.substr(1), key + "A=", std::string(),
                                  std::string("="), key + " =", "\v" + key}) {
    const Fault fault = ExpectUnsound(Ed25519Key{text});
    EXPECT_EQ(fault.problem, &netdoc::problems::kBadArgument) << text;
    EXPECT_EQ(fault.where, text);
    EXPECT_EQ(fault.expects, Ed25519Key::kExpects);
  }
  const std::string signature(kEd25519Signature);
  ExpectUnsound(Ed25519Signature{signature + "=="});
  ExpectUnsound(Ed25519Signature{signature + "="});
  ExpectUnsound(Ed25519Signature{signature.substr(0, 85)});
}

TEST(Base64ArgumentTest, CharactersOutsideTheAlphabetAreRefused) {
  for (size_t i = 0; i < kMasterKey.size(); ++i) {
    for (const char c : {'=', '-', '_', '\r', '\v', '\0', '\xff', '.'}) {
      std::string text(kMasterKey);
      text[i] = c;
      Fault fault;
      EXPECT_FALSE(Ed25519Key{text}.Check(&fault)) << i << ' ' << int{c};
      text += '=';
      EXPECT_FALSE(Ed25519Key{text}.Check(&fault)) << i << ' ' << int{c};
    }
  }
}

TEST(Base64ArgumentTest, UnusedBitsThatAreSetAreLoose) {
  // The last of 43 characters carries four bits of the key and two that no byte has.
  std::string text(kMasterKey);
  ASSERT_EQ(text.back(), 'Q');
  text.back() = 'R';
  EXPECT_EQ(ExpectLoose(Ed25519Key{text}).where, text);
}

TEST(Base64ArgumentTest, ABadKeyStillIsValidJson) {
  EXPECT_EQ(ToJson(Ed25519Key{"\xff\""}), "\"\xef\xbf\xbd\\\"\"");
  EXPECT_EQ(ToJson(Ed25519Key{"===="}), "\"\"");
}

TEST(Base64ArgumentTest, AMissingArgumentIsAFault) {
  const Item item = OneItem("master-key-ed25519\n");
  ItemReader in(item);
  Ed25519Key key;
  EXPECT_FALSE(Value<Ed25519Key>::Read(in, &key));
  EXPECT_EQ(in.fault().problem, &netdoc::problems::kMissingArgument);
}

TEST(RsaKeyTest, DecodesARealKey) {
  const auto object = ReadItem<OnionKey>(kOnionKeyItem);
  ExpectSound(object);
  ExpectSound(SigningKey{object.body});
  ExpectSound(AnyRsaKey{object.body});
  RsaPublicKey key;
  ASSERT_TRUE(object.Decode(&key));
  EXPECT_EQ(key.size, 140u);
  EXPECT_EQ(key.modulus_bits, 1024u);
  EXPECT_EQ(key.exponent, 65537u);
  EXPECT_FALSE(key.exponent_too_large);
  EXPECT_FALSE(key.bytes_after);
  ASSERT_EQ(key.modulus().size(), 128u);
  EXPECT_EQ(key.modulus()[0], 0xcf);
  EXPECT_EQ(key.modulus()[127], 0x49);
  EXPECT_EQ(Body(key.der()), object.body);
}

TEST(RsaKeyTest, RoundTrips) {
  const auto object = ReadItem<OnionKey>(kOnionKeyItem);
  EXPECT_EQ(ToItem("onion-key", object), kOnionKeyItem);
  std::string one_line(object.body);
  one_line.erase(std::remove(one_line.begin(), one_line.end(), '\n'), one_line.end());
  EXPECT_EQ(ToJson(object), "\"" + one_line + "\"");
}

TEST(RsaKeyTest, AnAbsentObjectIsSound) {
  const auto object = ReadItem<OnionKey>("onion-key\n");
  EXPECT_FALSE(object.present());
  ExpectSound(object);
  EXPECT_EQ(ToItem("onion-key", object), "onion-key\n");
  EXPECT_EQ(ToJson(object), "true");
  RsaPublicKey key;
  EXPECT_FALSE(object.Decode(&key));
}

TEST(RsaKeyTest, AnEmptyObjectIsNotAbsent) {
  const auto object = ReadItem<OnionKey>(
      "onion-key\n-----BEGIN RSA PUBLIC KEY-----\n-----END RSA PUBLIC KEY-----\n");
  EXPECT_TRUE(object.present());
  EXPECT_EQ(ExpectUnsound(object).problem, &netdoc::problems::kBadObject);
  EXPECT_EQ(ToJson(object), "\"\"");
}

TEST(RsaKeyTest, SizesAreChecked) {
  for (const size_t bits : {1016, 1017, 1023, 1025, 1032, 2048}) {
    const std::string body = Body(RsaDer(Modulus(bits), k65537));
    RsaPublicKey key;
    ASSERT_TRUE(OnionKey{body}.Decode(&key)) << bits;
    EXPECT_EQ(key.modulus_bits, bits);
    EXPECT_EQ(key.modulus().size(), (bits + 7) / 8);
    EXPECT_NE(key.modulus()[0], 0);
    const Fault fault = ExpectUnsound(OnionKey{body});
    EXPECT_EQ(fault.problem, &netdoc::problems::kBadObject);
    EXPECT_EQ(fault.expects, OnionKey::kExpects);
    EXPECT_EQ(fault.where, std::string_view(body).substr(0, 64));
    ExpectUnsound(SigningKey{body});
    ExpectSound(AnyRsaKey{body});
  }
  ExpectSound(OnionKey{Body(RsaDer(Modulus(1024), k65537))});
}

TEST(RsaKeyTest, TheLargestKeyHas16384Bits) {
  RsaPublicKey key;
  EXPECT_TRUE(ParseRsaPublicKey(RsaDer(Modulus(16384), k65537), &key));
  EXPECT_EQ(key.modulus().size(), 2048u);
  EXPECT_FALSE(ParsesAsRsa(RsaDer(Modulus(16385), k65537)));
  ExpectSound(AnyRsaKey{Body(RsaDer(Modulus(16384), k65537))});
  ExpectUnsound(AnyRsaKey{Body(RsaDer(Modulus(16385), k65537))});
  ExpectUnsound(AnyRsaKey{Body(RsaDer(Modulus(65536), k65537))});  // longer than the buffer
  EXPECT_TRUE(ParsesAsRsa(RsaDer(Modulus(8), {3})));
  EXPECT_TRUE(ParsesAsRsa(RsaDer({1}, {1})));
}

TEST(RsaKeyTest, ExponentsAreChecked) {
  const Bytes modulus = Modulus(1024);
  const auto body = [&](const Bytes& exponent) { return Body(RsaDer(modulus, exponent)); };
  for (const Bytes& odd : {Bytes{3}, Bytes{1, 0, 3}, Bytes{1, 0, 0, 0, 0, 0, 1, 0, 1},
                           Bytes{0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
                           Bytes{1, 0, 0, 0, 0, 0, 0, 0, 1}}) {
    ExpectUnsound(OnionKey{body(odd)});
    ExpectSound(SigningKey{body(odd)});
  }
  for (const Bytes& bad : {Bytes{1}, Bytes{2}, Bytes{1, 0, 0}, Bytes{1, 0, 0, 0, 0, 0, 0, 0, 0}}) {
    ExpectUnsound(OnionKey{body(bad)});
    ExpectUnsound(SigningKey{body(bad)});
  }
  RsaPublicKey key;
  ASSERT_TRUE(ParseRsaPublicKey(RsaDer(modulus, {0, 0xff, 1, 2, 3, 4, 5, 6, 7}), &key));
  EXPECT_EQ(key.exponent, 0xff01020304050607u);
  EXPECT_FALSE(key.exponent_too_large);
  ASSERT_TRUE(ParseRsaPublicKey(RsaDer(modulus, {1, 0, 0, 0, 0, 0, 0, 0, 1}), &key));
  EXPECT_TRUE(key.exponent_too_large);
}

TEST(RsaKeyTest, DerMustBeStrict) {
  const Bytes n = Modulus(64), e = k65537;
  ASSERT_TRUE(ParsesAsRsa(RsaDer(n, e)));
  EXPECT_FALSE(ParsesAsRsa({}));
  EXPECT_FALSE(ParsesAsRsa({0x30}));
  EXPECT_FALSE(ParsesAsRsa({0x30, 0x00}));
  EXPECT_FALSE(ParsesAsRsa({0x30, 0x80, 0x00, 0x00})) << "an indefinite length";
  EXPECT_FALSE(ParsesAsRsa(Der(0x31, Join({Der(2, n), Der(2, e)})))) << "a SET";
  EXPECT_FALSE(ParsesAsRsa(Der(0x30, Der(2, n)))) << "no exponent";
  EXPECT_FALSE(ParsesAsRsa(Der(0x30, Join({Der(3, n), Der(2, e)})))) << "no INTEGER";
  EXPECT_FALSE(ParsesAsRsa(Der(0x30, Join({Der(2, n), Der(2, e), Der(2, e)})))) << "a third";
  EXPECT_FALSE(ParsesAsRsa(Der(0x30, Join({Der(2, {}), Der(2, e)})))) << "an empty INTEGER";
  EXPECT_FALSE(ParsesAsRsa(RsaDer({0}, e))) << "zero";
  EXPECT_FALSE(ParsesAsRsa(RsaDer({0x80, 1}, e))) << "negative";
  EXPECT_FALSE(ParsesAsRsa(RsaDer({0x00, 0x7f}, e))) << "a zero byte that is not needed";
  EXPECT_TRUE(ParsesAsRsa(RsaDer({0x00, 0x80}, e)));
  Bytes longer = Join({Der(2, n), Der(2, e)});
  EXPECT_FALSE(ParsesAsRsa(Join({{0x30, 0x81, static_cast<uint8_t>(longer.size())}, longer})));
  EXPECT_FALSE(ParsesAsRsa(Join({{0x30, 0x82, 0, static_cast<uint8_t>(longer.size())}, longer})));
  Bytes wide = Join({Der(2, Modulus(1600)), Der(2, e)});
  EXPECT_TRUE(ParsesAsRsa(Join({{0x30, 0x81, static_cast<uint8_t>(wide.size())}, wide})));
  EXPECT_FALSE(ParsesAsRsa(Join({{0x30, 0x82, 0, static_cast<uint8_t>(wide.size())}, wide})));
  EXPECT_FALSE(ParsesAsRsa(Join({{0x30, 0xff}, Bytes(200, 0xff)}))) << "a length of 127 bytes";
  EXPECT_FALSE(ParsesAsRsa({0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 2, 1, 1, 2, 1, 3}));
  const Bytes whole = RsaDer(n, e);
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(ParsesAsRsa(Bytes(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(size))));
  }
}

TEST(RsaKeyTest, BytesBehindTheKeyAreNoted) {
  const Bytes der = RsaDer(Modulus(1024), k65537);
  const std::string body = Body(Join({der, {0, 1, 2}}));
  RsaPublicKey key;
  ASSERT_TRUE(OnionKey{body}.Decode(&key));
  EXPECT_TRUE(key.bytes_after);
  EXPECT_TRUE(std::equal(der.begin(), der.end(), key.der().begin(), key.der().end()));
  Fault fault;
  EXPECT_TRUE(OnionKey{body}.Check(&fault));
  EXPECT_EQ(fault.problem, &problems::kBytesAfterKey);
}

TEST(ObjectTest, BadBase64IsPointedAt) {
  std::string text(kOnionKeyItem);
  const size_t at = text.find("k7KL");
  text[at + 2] = '*';
  const auto object = ReadItem<OnionKey>(text);
  const Fault fault = ExpectUnsound(object);
  EXPECT_EQ(fault.problem, &netdoc::problems::kBadObject);
  EXPECT_EQ(fault.where.data(), text.data() + at + 2);
  EXPECT_EQ(fault.where.size(), 1u);
  EXPECT_EQ(fault.expects, "base64");
  RsaPublicKey key;
  EXPECT_FALSE(object.Decode(&key));
}

TEST(ObjectTest, AnythingBehindThePaddingIsRefused) {
  std::string body(ReadItem<OnionKey>(kOnionKeyItem).body);
  body += "AAAA\n";
  EXPECT_EQ(ExpectUnsound(OnionKey{body}).where, "A");
}

TEST(ObjectTest, LooseLinesAreSoundAndPointedAt) {
  const std::string body(ReadItem<SigningKey>(kOnionKeyItem).body);
  const std::string first = body.substr(0, 64);
  const std::string last(body.substr(130, 60));
  ASSERT_EQ(body.size(), 191u);

  std::string joined = body;
  joined.erase(64, 1);
  EXPECT_EQ(ExpectLoose(SigningKey{joined}).where, body.substr(0, 64) + body.substr(65, 64));

  std::string cut = body;
  cut.insert(10, "\n");
  EXPECT_EQ(ExpectLoose(SigningKey{cut}).where, body.substr(0, 10));

  std::string blank = body;
  blank.insert(64, "\n");
  EXPECT_EQ(ExpectLoose(SigningKey{blank}).where, "\n");

  std::string carriage = body;
  carriage.insert(129, "\r");
  EXPECT_EQ(ExpectLoose(SigningKey{carriage}).where, body.substr(65, 64) + "\r");

  std::string space = body;
  space.insert(189, " ");
  EXPECT_EQ(ExpectLoose(SigningKey{space}).where.substr(0, 59), last.substr(0, 59));

  std::string unpadded = body;
  unpadded.erase(unpadded.find('='), 1);
  EXPECT_EQ(ExpectLoose(SigningKey{unpadded}).where, last.substr(0, 59));

  std::string padded = body;
  padded.insert(padded.find('='), "=");
  EXPECT_EQ(ExpectLoose(SigningKey{padded}).where, last.substr(0, 59) + "==");

  std::string unused = body;  // "AAE=": the last two bits of 'E' belong to no byte
  unused[unused.find('=') - 1] = 'F';
  EXPECT_EQ(ExpectLoose(SigningKey{unused}).where, last.substr(0, 58) + "F=");
}

TEST(ObjectTest, ABodyOfWholeLinesIsNotLoose) {
  Bytes bytes(48 * 2, 7);
  const std::string body = Body(bytes);
  EXPECT_EQ(body.size(), 130u);
  Fault fault;
  EXPECT_FALSE(CrossCertObject{body}.Check(&fault));  // too short, but no blemish is behind it
  EXPECT_EQ(fault.problem, &netdoc::problems::kBadObject);
  ExpectSound(RsaSignature{{Body(Bytes(144, 1))}, {}});
}

TEST(SignatureTest, DecodesARealOne) {
  const auto signature = ReadItem<RelaySignature>(kSignatureItem);
  ExpectSound(signature);
  EXPECT_EQ(signature.keyword_line, "router-signature\n");
  EXPECT_EQ(signature.keyword_line.data(), kSignatureItem.data());
  std::array<uint8_t, 128> bytes;
  size_t size;
  ASSERT_TRUE(signature.Decode(&bytes, &size));
  EXPECT_EQ(size, 128u);
  EXPECT_EQ(bytes[0], 0x9a);
  EXPECT_EQ(bytes[127], 0x22);
  EXPECT_EQ(ToItem("router-signature", signature), kSignatureItem);
}

TEST(SignatureTest, TheKeywordLineIsAllOfIt) {
  const std::string text =
      " opt directory-signature sha256 AA BB \r\n" + std::string(kSignatureItem.substr(17));
  EXPECT_EQ(ReadItem<RsaSignature>(text).keyword_line,
            " opt directory-signature sha256 AA BB \r\n");
}

TEST(SignatureTest, LengthsAreChecked) {
  for (const size_t size : {0, 1, 127, 129, 256, 513}) {
    const std::string body = Body(Bytes(size, 9));
    EXPECT_EQ(ExpectUnsound(RelaySignature{{body}, {}}).expects, RelaySignature::kExpects) << size;
    EXPECT_EQ(ExpectUnsound(CrossCertObject{body}).problem, &netdoc::problems::kBadObject);
    std::array<uint8_t, 128> bytes;
    size_t decoded;
    EXPECT_FALSE(CrossCertObject{body}.Decode(&bytes, &decoded)) << size;
  }
  for (const size_t size : {128, 129, 256, 384, 511, 512}) {
    ExpectSound(RsaSignature{{Body(Bytes(size, 9))}, {}});
  }
  ExpectUnsound(RsaSignature{{Body(Bytes(127, 9))}, {}});
  ExpectUnsound(RsaSignature{{Body(Bytes(513, 9))}, {}});
}

TEST(CrossCertTest, DecodesARealOne) {
  const auto object = ReadItem<CrossCertObject>(kCrosscertItem);
  ExpectSound(object);
  std::array<uint8_t, 128> bytes;
  size_t size;
  ASSERT_TRUE(object.Decode(&bytes, &size));
  EXPECT_EQ(ToItem("onion-key-crosscert", object), kCrosscertItem);
}

TEST(Ed25519CertificateTest, DecodesAnIdentityCertificate) {
  const auto object = ReadItem<IdentityCertificate>(kIdentityItem);
  ExpectSound(object);
  Ed25519Certificate certificate;
  ASSERT_TRUE(object.Decode(&certificate));
  EXPECT_EQ(certificate.size, 140u);
  EXPECT_EQ(certificate.version, 1);
  EXPECT_EQ(certificate.type, 4);
  EXPECT_EQ(certificate.key_type, 1);
  EXPECT_EQ(certificate.expiration_hours, 0x00079ed4u);
  EXPECT_EQ(certificate.expires().unix_seconds, 0x00079ed4 * int64_t{3600});
  EXPECT_EQ(certificate.certified_key[0], 0xe2);
  EXPECT_EQ(certificate.certified_key[31], 0xe8);
  EXPECT_EQ(certificate.extensions, 1);
  ASSERT_TRUE(certificate.has_signing_key);
  EXPECT_EQ(netdoc::EncodeBase64(certificate.signing_key, /*pad=*/false), kMasterKey);
  EXPECT_EQ(certificate.signed_bytes().size(), 76u);
  ASSERT_EQ(certificate.signature().size(), 64u);
  EXPECT_EQ(certificate.signature()[0], 0x2f);
  EXPECT_EQ(certificate.signature()[63], 0x0b);
  EXPECT_EQ(ToItem("identity-ed25519", object), kIdentityItem);
}

TEST(Ed25519CertificateTest, DecodesAFamilyCertificate) {
  const auto object = ReadItem<FamilyCertificate>(kFamilyCertItem);
  ExpectSound(object);
  Ed25519Certificate certificate;
  ASSERT_TRUE(object.Decode(&certificate));
  EXPECT_EQ(certificate.type, 12);
  EXPECT_TRUE(certificate.has_signing_key);
  EXPECT_EQ(ToItem("family-cert", object), kFamilyCertItem);
}

TEST(Ed25519CertificateTest, TheTypeMustBeTheItems) {
  const std::string_view identity = ReadItem<IdentityCertificate>(kIdentityItem).body;
  const Fault fault = ExpectUnsound(FamilyCertificate{identity});
  EXPECT_EQ(fault.problem, &netdoc::problems::kBadObject);
  EXPECT_EQ(fault.expects, FamilyCertificate::kExpects);
  EXPECT_EQ(fault.where, identity.substr(0, 64));
  ExpectUnsound(NtorCrossCertificate{identity});
  ExpectUnsound(IdentityCertificate{ReadItem<FamilyCertificate>(kFamilyCertItem).body});
}

TEST(Ed25519CertificateTest, TheSignerMustBeThereWhereItIsNeeded) {
  ExpectUnsound(IdentityCertificate{Body(Certificate(4, 0, {}))});
  ExpectUnsound(FamilyCertificate{Body(Certificate(12, 0, {}))});
  ExpectSound(NtorCrossCertificate{Body(Certificate(10, 0, {}))});
  ExpectSound(NtorCrossCertificate{Body(Certificate(10, 1, Extension(4, 0, 32)))});
  ExpectSound(IdentityCertificate{Body(Certificate(4, 1, Extension(4, 0, 32)))});
}

TEST(Ed25519CertificateTest, EveryRuleOfTheStructureHolds) {
  const Bytes signer = Extension(4, 0, 32);
  EXPECT_EQ(CertificateFault(Certificate(4, 1, signer)), "");
  EXPECT_EQ(CertificateFault(Certificate(4, 0, {})), "");
  EXPECT_EQ(CertificateFault({}), "a certificate of at least 104 bytes");
  EXPECT_EQ(CertificateFault(Bytes(103, 1)), "a certificate of at least 104 bytes");
  EXPECT_EQ(CertificateFault(Bytes(1025, 1)), "a certificate of at most 1024 bytes");
  Bytes version = Certificate(4, 1, signer);
  version[0] = 2;
  EXPECT_EQ(CertificateFault(version), "a certificate of version 1");
  EXPECT_EQ(CertificateFault(Certificate(4, 2, Join({signer, signer}))),
            "a certificate with one signer");
  EXPECT_EQ(CertificateFault(Certificate(4, 1, Extension(4, 0, 31))),
            "a certificate with a signer of 32 bytes");
  EXPECT_EQ(CertificateFault(Certificate(4, 1, Extension(4, 0, 33))),
            "a certificate with a signer of 32 bytes");
  EXPECT_EQ(CertificateFault(Certificate(4, 1, Extension(4, 1, 32))), "");  // it is known
  EXPECT_EQ(CertificateFault(Certificate(4, 1, Extension(5, 1, 3))),
            "a certificate without unknown extensions that affect validation");
  EXPECT_EQ(CertificateFault(Certificate(4, 1, Extension(5, 3, 0))),
            "a certificate without unknown extensions that affect validation");
  EXPECT_EQ(
      CertificateFault(Certificate(4, 3, Join({Extension(5, 2, 3), signer, Extension(5, 0, 0)}))),
      "");
  EXPECT_EQ(CertificateFault(Certificate(4, 0, {9})),
            "a certificate with its signature right behind its extensions");
  EXPECT_EQ(CertificateFault(Certificate(4, 1, Join({signer, {9}}))),
            "a certificate with its signature right behind its extensions");
  EXPECT_EQ(CertificateFault(Certificate(4, 2, signer)),
            "a certificate with all of its extensions");
  EXPECT_EQ(CertificateFault(Certificate(4, 255, Join({signer, {0, 0, 9}}))),
            "a certificate with all of its extensions");
  EXPECT_EQ(CertificateFault(Certificate(4, 1, {0xff, 0xff, 4, 0})),
            "a certificate with all of its extensions");
}

TEST(Ed25519CertificateTest, TheReasonIsWhatTheCheckExpects) {
  Bytes bytes = Certificate(4, 1, Extension(4, 0, 32));
  bytes[0] = 7;
  EXPECT_EQ(ExpectUnsound(IdentityCertificate{Body(bytes)}).expects, "a certificate of version 1");
  EXPECT_EQ(ExpectUnsound(IdentityCertificate{Body(Bytes(1025, 1))}).expects,
            "a certificate of at most 1024 bytes");
}

TEST(Ed25519CertificateTest, TruncationsAreRefused) {
  const Bytes whole = BytesOf(ReadItem<IdentityCertificate>(kIdentityItem).body);
  ASSERT_EQ(whole.size(), 140u);
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_NE(CertificateFault(Bytes(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(size))),
              "");
  }
}

TEST(Ed25519CertificateTest, TheLargestCertificateFits) {
  const Bytes bytes = Certificate(4, 2, Join({Extension(4, 0, 32), Extension(9, 0, 880)}));
  ASSERT_EQ(bytes.size(), 1024u);
  EXPECT_EQ(CertificateFault(bytes), "");
  ExpectSound(IdentityCertificate{Body(bytes)});
}

TEST(Ed25519CertificateTest, ExtensionsAreGivenInOrder) {
  Ed25519Certificate certificate;
  std::string_view reason;
  ASSERT_TRUE(ParseEd25519Certificate(
      Certificate(4, 3, Join({Extension(9, 2, 300), Extension(4, 0, 32), Extension(8, 0, 0)})),
      &certificate, &reason));
  std::vector<std::array<size_t, 3>> seen;
  certificate.ForEachExtension([&](const Ed25519Certificate::Extension& extension) {
    seen.push_back({extension.type, extension.flags, extension.data.size()});
  });
  EXPECT_EQ(seen, (std::vector<std::array<size_t, 3>>{{9, 2, 300}, {4, 0, 32}, {8, 0, 0}}));
}

TEST(Ed25519CertificateTest, ACertificateThatIsReusedForgetsItsSigner) {
  Ed25519Certificate certificate;
  std::string_view reason;
  ASSERT_TRUE(
      ParseEd25519Certificate(Certificate(4, 1, Extension(4, 0, 32)), &certificate, &reason));
  EXPECT_TRUE(certificate.has_signing_key);
  ASSERT_TRUE(ParseEd25519Certificate(Certificate(4, 0, {}), &certificate, &reason));
  EXPECT_FALSE(certificate.has_signing_key);
  EXPECT_EQ(certificate.signing_key, (std::array<uint8_t, 32>{}));
}

TEST(NtorOnionKeyCrosscertTest, RoundTrips) {
  const auto value = ReadItem<NtorOnionKeyCrosscert>(kNtorCrosscertItem);
  ExpectSound(value);
  EXPECT_FALSE(value.bit.value);
  Ed25519Certificate certificate;
  ASSERT_TRUE(value.certificate.Decode(&certificate));
  EXPECT_EQ(certificate.type, 10);
  EXPECT_FALSE(certificate.has_signing_key);
  EXPECT_EQ(netdoc::EncodeBase64(certificate.certified_key, /*pad=*/false), kMasterKey);
  EXPECT_EQ(ToItem("ntor-onion-key-crosscert", value), kNtorCrosscertItem);
  EXPECT_EQ(ToJson(value), "{\"bit\":0,\"certificate\":\"" +
                               netdoc::EncodeBase64(BytesOf(value.certificate.body), /*pad=*/true) +
                               "\"}");
}

TEST(NtorOnionKeyCrosscertTest, TheBitIsZeroOrOne) {
  std::string text(kNtorCrosscertItem);
  const size_t bit = text.find(" 0\n") + 1;
  text[bit] = '1';
  EXPECT_TRUE(ReadItem<NtorOnionKeyCrosscert>(text).bit.value);
  for (const char* bad : {"2", "01", "x"}) {
    std::string changed(kNtorCrosscertItem);
    changed.replace(bit, 1, bad);
    const Item item = OneItem(changed);
    ItemReader in(item);
    NtorOnionKeyCrosscert value;
    EXPECT_FALSE(Value<NtorOnionKeyCrosscert>::Read(in, &value)) << bad;
    EXPECT_EQ(in.fault().problem, &netdoc::problems::kBadArgument);
    EXPECT_EQ(in.fault().argument, "bit");
    EXPECT_EQ(in.fault().where, bad);
    EXPECT_EQ(value.unread, 1);
    // The certificate is there all the same, and the line cannot be written.
    ExpectSound(value);
    Encoder out;
    out.Item("ntor-onion-key-crosscert");
    Value<NtorOnionKeyCrosscert>::Write(out, value);
    EXPECT_FALSE(out.ok());
  }
}

TEST(NtorOnionKeyCrosscertTest, ItsCertificateIsChecked) {
  const std::string text = "ntor-onion-key-crosscert 1\n-----BEGIN ED25519 CERT-----\n" +
                           Body(Certificate(4, 1, Extension(4, 0, 32))) +
                           "-----END ED25519 CERT-----\n";
  const Fault fault = ExpectUnsound(ReadItem<NtorOnionKeyCrosscert>(text));
  EXPECT_EQ(fault.argument, "certificate");
  EXPECT_EQ(fault.expects, NtorCrossCertificate::kExpects);
}

}  // namespace
}  // namespace scape::descriptor
