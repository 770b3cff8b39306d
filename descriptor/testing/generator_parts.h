// What the generator's files have in common: random numbers, values, and the documents of one
// relay. See generator.h for what it makes; only descriptor/testing includes this.
#ifndef SCAPE_DESCRIPTOR_TESTING_GENERATOR_PARTS_H_
#define SCAPE_DESCRIPTOR_TESTING_GENERATOR_PARTS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/testing/generator.h"

namespace scape::descriptor::testing::generator {

// Random is splitmix64: its numbers are the same everywhere, which the standard library's
// distributions do not promise.
class Random {
 public:
  Random(uint64_t seed, uint64_t stream) : state_(seed ^ (stream + 1) * 0xd1342543de82ef95u) {}

  uint64_t Next() {
    state_ += 0x9e3779b97f4a7c15u;
    uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  uint64_t Below(uint64_t limit) { return Next() % limit; }
  uint64_t Between(uint64_t first, uint64_t last) { return first + Below(last - first + 1); }
  bool Percent(uint64_t chance) { return Below(100) < chance; }

  template <typename T, size_t kSize>
  const T& Of(const T (&choices)[kSize]) {
    return choices[Below(kSize)];
  }

  template <size_t kSize>
  std::array<uint8_t, kSize> Bytes() {
    std::array<uint8_t, kSize> bytes;
    uint64_t word = 0;
    for (size_t i = 0; i < kSize; ++i) {
      if (i % 8 == 0) word = Next();
      bytes[i] = static_cast<uint8_t>(word >> 8 * (i % 8));
    }
    return bytes;
  }

 private:
  uint64_t state_;
};

// Text is a string that is written from left to right: << fixes the order in which random numbers
// are drawn, which the operands of + and arguments leave to the compiler.
struct Text {
  std::string text;

  Text& operator<<(std::string_view more) {
    text += more;
    return *this;
  }
  Text& operator<<(uint64_t number) { return *this << std::to_string(number); }
};

// Values: generator_values.cc.

using RsaKey = std::array<uint8_t, 140>;
using Key32 = std::array<uint8_t, 32>;

std::string Hex(std::span<const uint8_t> bytes);
std::string Base64(std::span<const uint8_t> bytes, bool pad = false);
std::string Time(int64_t unix_seconds);
// Object returns the lines of an object.
std::string Object(std::string_view label, std::span<const uint8_t> bytes);
// MakeRsaKey returns the DER of an RSA public key of 1024 bits.
RsaKey MakeRsaKey(Random& random);
// MakeLongRsaKey is the same of so many bytes, 256 at least.
std::vector<uint8_t> MakeLongRsaKey(Random& random, size_t bytes);
// MakeCertificate returns an Ed25519 certificate; with `signer`, one that names its signer.
std::vector<uint8_t> MakeCertificate(Random& random, uint8_t type, int64_t expires,
                                     const Key32& certified, const Key32* signer);
std::string Ipv4(Random& random);
std::string HexGroup(Random& random, uint64_t limit);
std::string Ipv6(Random& random);
// Fingerprint returns 40 digits in ten groups of four.
std::string Fingerprint(std::span<const uint8_t> digest);
std::string Nickname(Random& random);
std::string Contact(Random& random, std::string_view name);
std::string Family(Random& random, bool old);
std::string HistoryValues(Random& random);
// ExitPolicy returns the lines of an exit policy.
std::string ExitPolicy(Random& random, std::string_view address, bool dotted_masks);
// PortList returns "accept 80,443" or the like.
std::string PortList(Random& random);

// Descriptors: generator_descriptors.cc.

// Release is a version of tor and when it came out. `series` is 49 for 0.4.9: features are asked
// for by it.
struct Release {
  std::string_view version;
  int series;
  int64_t date;  // in seconds since 1970
};

// Relay is what several documents of one relay have in common.
struct Relay {
  const Release* release;
  int64_t published;
  std::string nickname;
  std::string address;
  uint64_t or_port;
  bool tap;
  RsaKey identity;
  Key32 master;
  // Empty where only the server descriptor has them:
  std::string identity_certificate;  // the object
  std::string ntor_key;              // the line
  std::string extra_info_digests;
};

const Release& ChooseRelease(Random& random);
std::string NtorKey(Random& random, bool pad);
Relay MakeRelay(Random& random, const Release& release, int64_t published);
std::string IdentityCertificate(Random& random, const Relay& relay);
void WriteServerDescriptorOf(const Relay& relay, Random& random, const GeneratorOptions& options,
                             Text& out);
void WriteServerDescriptor(Random& random, const GeneratorOptions& options, Text& out);
void WriteBridgeServerDescriptor(Random& random, const GeneratorOptions&, Text& out);
void WriteMicrodescriptor(Random& random, const GeneratorOptions& options, Text& out);
// ChooseRecentRelease returns one of the last three.
const Release& ChooseRecentRelease(Random& random);

// Extra-infos: generator_extra_infos.cc.

// WriteStatistics writes the lines that relays and bridges have in common. Most statistics ended at
// some time of the day before `published`.
void WriteStatistics(Random& random, int series, int64_t published, bool bridge, Text& out);
// WriteRelayStatistics writes the lines that only relays with the options for them have.
void WriteRelayStatistics(Random& random, int series, int64_t published, Text& out);
void WriteExtraInfo(Random& random, const GeneratorOptions& options, Text& out);
void WriteBridgeExtraInfo(Random& random, const GeneratorOptions&, Text& out);

}  // namespace scape::descriptor::testing::generator

#endif  // SCAPE_DESCRIPTOR_TESTING_GENERATOR_PARTS_H_
