#include "descriptor/testing/generator.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/scalars.h"

namespace scape::descriptor::testing {
namespace {

using netdoc::UtcTime;

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

std::string Hex(std::span<const uint8_t> bytes) {
  std::string hex(2 * bytes.size(), '0');
  netdoc::EncodeHex(bytes, hex.data());
  return hex;
}

std::string Base64(std::span<const uint8_t> bytes, bool pad = false) {
  return netdoc::EncodeBase64(bytes, pad);
}

std::string Time(int64_t unix_seconds) {
  char text[32];
  return std::string(text, netdoc::FormatTime(UtcTime{unix_seconds}, ' ', text));
}

// Object returns the lines of an object.
std::string Object(std::string_view label, std::span<const uint8_t> bytes) {
  const std::string base64 = Base64(bytes, /*pad=*/true);
  std::string object;
  object.append("-----BEGIN ").append(label).append("-----\n");
  for (size_t at = 0; at < base64.size(); at += 64) {
    object.append(base64, at, 64).append("\n");
  }
  return object.append("-----END ").append(label).append("-----\n");
}

using RsaKey = std::array<uint8_t, 140>;

// MakeRsaKey returns the DER of an RSA public key of 1024 bits.
RsaKey MakeRsaKey(Random& random) {
  RsaKey key{0x30, 0x81, 0x89, 0x02, 0x81, 0x81, 0x00};
  const std::array<uint8_t, 128> modulus = random.Bytes<128>();
  std::copy(modulus.begin(), modulus.end(), key.begin() + 7);
  key[7] |= 0x80;    // the highest bit of 1024
  key[134] |= 0x01;  // odd
  constexpr uint8_t kExponent[] = {0x02, 0x03, 0x01, 0x00, 0x01};
  std::copy(std::begin(kExponent), std::end(kExponent), key.begin() + 135);
  return key;
}

// MakeLongRsaKey is the same of so many bytes, 256 at least.
std::vector<uint8_t> MakeLongRsaKey(Random& random, size_t bytes) {
  const auto length = [](size_t size) {
    return std::array<uint8_t, 3>{0x82, static_cast<uint8_t>(size >> 8),
                                  static_cast<uint8_t>(size)};
  };
  std::vector<uint8_t> key = {0x30};
  const auto append = [&](const auto& more) { key.insert(key.end(), more.begin(), more.end()); };
  append(length(4 + bytes + 1 + 5));
  key.push_back(0x02);
  append(length(bytes + 1));
  key.push_back(0x00);
  for (size_t i = 0; i < bytes; i += 32) append(random.Bytes<32>());
  key[key.size() - bytes] |= 0x80;
  key.back() |= 0x01;
  append(std::array<uint8_t, 5>{0x02, 0x03, 0x01, 0x00, 0x01});
  return key;
}

using Key32 = std::array<uint8_t, 32>;

// MakeCertificate returns an Ed25519 certificate; with `signer`, one that names its signer.
std::vector<uint8_t> MakeCertificate(Random& random, uint8_t type, int64_t expires,
                                     const Key32& certified, const Key32* signer) {
  const auto hours = static_cast<uint32_t>(expires / 3600);
  std::vector<uint8_t> certificate;
  certificate.reserve(140);
  certificate.assign({1, type, static_cast<uint8_t>(hours >> 24), static_cast<uint8_t>(hours >> 16),
                      static_cast<uint8_t>(hours >> 8), static_cast<uint8_t>(hours), 1});
  certificate.insert(certificate.end(), certified.begin(), certified.end());
  certificate.push_back(signer != nullptr ? 1 : 0);
  if (signer != nullptr) {
    certificate.insert(certificate.end(), {0, 32, 4, 0});
    certificate.insert(certificate.end(), signer->begin(), signer->end());
  }
  const std::array<uint8_t, 64> signature = random.Bytes<64>();
  certificate.insert(certificate.end(), signature.begin(), signature.end());
  return certificate;
}

std::string Ipv4(Random& random) {
  Text address;
  switch (random.Below(8)) {
    case 0:
      address << "192.0.2.";
      break;
    case 1:
      address << "198.51.100.";
      break;
    case 2:
      address << "203.0.113.";
      break;
    default:
      address << "198." << random.Between(18, 19) << "." << random.Below(256) << ".";
      break;
  }
  address << random.Between(1, 254);
  return address.text;
}

std::string HexGroup(Random& random, uint64_t limit) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string group;
  for (uint64_t value = random.Between(1, limit); value != 0; value /= 16) {
    group.insert(group.begin(), kDigits[value % 16]);
  }
  return group;
}

std::string Ipv6(Random& random) {
  Text address;
  address << "2001:db8";
  const uint64_t groups = random.Between(1, 4);
  for (uint64_t i = 0; i < groups; ++i) address << ":" << HexGroup(random, 0xffff);
  address << "::" << HexGroup(random, 0xff);
  return address.text;
}

// Fingerprint returns 40 digits in ten groups of four.
std::string Fingerprint(std::span<const uint8_t> digest) {
  std::string grouped = Hex(digest);
  for (size_t at = 36; at > 0; at -= 4) grouped.insert(at, 1, ' ');
  return grouped;
}

std::string Nickname(Random& random) {
  constexpr std::string_view kFirst[] = {"relay", "onion",  "quiet",  "north", "Blue",   "exit",
                                         "tor",   "hedge",  "Lamp",   "river", "cedar",  "Gate",
                                         "node",  "meadow", "pebble", "amber", "Lantern"};
  constexpr std::string_view kSecond[] = {"",     "fox",  "owl",   "stone", "wind", "Bridge",
                                          "wood", "star", "Hill",  "field", "moss", "Harbour",
                                          "lake", "path", "spark", "tower", "dusk"};
  if (random.Percent(12)) return "Unnamed";
  Text name;
  name << random.Of(kFirst) << random.Of(kSecond);
  if (random.Percent(60)) name << random.Below(1000);
  return name.text.substr(0, 19);
}

std::string Contact(Random& random, std::string_view name) {
  const std::string id = std::to_string(random.Below(10000));
  const std::string hex = Hex(random.Bytes<17>());
  Text contact;
  switch (random.Below(8)) {
    case 0:
      contact << name << " operator <tor" << id << " AT example dot org>";
      break;
    case 1:
      contact << "0x" << hex.substr(0, 8) << " " << name << " <" << name << "@example.net>";
      break;
    case 2:
      contact << "email:abuse" << id << "[]example.com url:https://example.com proof:uri-rsa "
              << "uplinkbw:" << random.Between(10, 10000) << " ciissversion:2";
      break;
    case 3:
      contact << "J\xc3\xbcrgen \xe2\x80\x9etor\xe2\x80\x9c <j" << id << "@example.org>";
      break;
    case 4:
      contact << "4096R/" << hex.substr(0, 8) << " <tor-" << id << "@example.invalid> - " << hex;
      break;
    case 5:
      contact << "https://example.org/" << id << "  (\"abuse\" & 'questions': see there)";
      break;
    case 6:
      contact << "none";
      break;
    default:
      contact << name << id << "@example.org";
      break;
  }
  return contact.text;
}

std::string Family(Random& random, bool old) {
  Text line;
  line << "family";
  const uint64_t count = random.Percent(90) ? random.Between(1, 8) : random.Between(20, 80);
  for (uint64_t i = 0; i < count; ++i) {
    line << " ";
    if (old && random.Percent(70)) {
      line << Nickname(random);
    } else {
      line << "$" << Hex(random.Bytes<20>());
      if (random.Percent(10)) line << (random.Percent(50) ? "=" : "~") << Nickname(random);
    }
  }
  line << "\n";
  return line.text;
}

std::string HistoryValues(Random& random) {
  Text values;
  const uint64_t count = random.Between(1, 96);
  const uint64_t usual = random.Between(1000, 50000000);
  for (uint64_t i = 0; i < count; ++i) {
    if (i != 0) values << ",";
    values << (random.Percent(5) ? 0 : random.Between(usual / 2, usual * 2));
  }
  return values.text;
}

constexpr std::string_view kPrivate[] = {"0.0.0.0/8",      "169.254.0.0/16", "127.0.0.0/8",
                                         "192.168.0.0/16", "10.0.0.0/8",     "172.16.0.0/12"};
constexpr std::string_view kPrivateDotted[] = {"0.0.0.0/255.0.0.0",   "169.254.0.0/255.255.0.0",
                                               "127.0.0.0/255.0.0.0", "192.168.0.0/255.255.0.0",
                                               "10.0.0.0/255.0.0.0",  "172.16.0.0/255.240.0.0"};
constexpr std::string_view kDefaultRejects[] = {
    "25", "119", "135-139", "445", "563", "1214", "4661-4666", "6346-6429", "6699", "6881-6999"};
constexpr std::string_view kReducedAccepts[] = {
    "20-23",     "43",        "53",   "79-81", "88",        "110",       "143",
    "194",       "220",       "389",  "443",   "464",       "531",       "543-544",
    "554",       "563",       "636",  "706",   "749",       "873",       "902-904",
    "981",       "989-995",   "1194", "1220",  "1293",      "1500",      "1533",
    "1677",      "1723",      "1755", "1863",  "2082-2083", "2086-2087", "2095-2096",
    "2102-2104", "3128",      "3389", "3690",  "4321",      "4643",      "5050",
    "5190",      "5222-5223", "5228", "5900",  "6660-6669", "6679",      "6697",
    "8000",      "8008",      "8074", "8080",  "8087-8088", "8332-8333", "8443",
    "8888",      "9418",      "9999", "10000", "11371",     "19294",     "19638",
    "50002",     "64738"};

// ExitPolicy returns the lines of an exit policy.
std::string ExitPolicy(Random& random, std::string_view address, bool dotted_masks) {
  const uint64_t kind = random.Below(100);
  if (kind < 55) return "reject *:*\n";
  Text policy;
  const auto line = [&](std::string_view action, std::string_view network, std::string_view ports) {
    policy << action << " " << network << ":" << ports << "\n";
  };
  for (const std::string_view network : dotted_masks ? kPrivateDotted : kPrivate) {
    line("reject", network, "*");
  }
  if (kind < 96 && random.Percent(80)) line("reject", address, "*");
  if (kind < 65) {
    for (const std::string_view ports : kDefaultRejects) line("reject", "*", ports);
    line("accept", "*", "*");
  } else if (kind < 80) {
    for (const std::string_view ports : kReducedAccepts) {
      if (!random.Percent(5)) line("accept", "*", ports);
    }
    line("reject", "*", "*");
  } else if (kind < 92) {
    line("accept", "*", "80");
    line("accept", "*", "443");
    if (random.Percent(40)) line("accept", "*", "6660-6669");
    line("reject", "*", "*");
  } else {
    const uint64_t count = random.Between(20, 200);
    for (uint64_t i = 0; i < count; ++i) {
      Text network;
      network << Ipv4(random);
      const uint64_t bits = random.Between(8, 32);
      if (bits != 32) network << "/" << bits;
      const std::string port = std::to_string(random.Between(1, 60000));
      const bool all_ports = random.Percent(50);
      line(random.Percent(90) ? "reject" : "accept", network.text, all_ports ? "*" : port);
    }
    line(random.Percent(50) ? "accept" : "reject", "*", "*");
  }
  return policy.text;
}

// PortList returns "accept 80,443" or the like.
std::string PortList(Random& random) {
  constexpr std::string_view kUsual[] = {
      "reject 1-65535",
      "accept 1-65535",
      "accept 80,443",
      "accept 20-23,43,53,79-81,88,110,143,194,220,389,443,464,531,543-544",
      "reject 25,119,135-139,445,563,1214,4661-4666,6346-6429,6699,6881-6999",
      "reject 22,25,465,587"};
  if (random.Percent(80)) return std::string(random.Of(kUsual));
  Text list;
  list << (random.Percent(50) ? "accept " : "reject ");
  const uint64_t count = random.Between(1, 40);
  uint64_t port = random.Between(1, 500);
  for (uint64_t i = 0; i < count; ++i) {
    if (i != 0) list << ",";
    list << port;
    if (random.Percent(30)) {
      port += random.Between(1, 300);
      list << "-" << port;
    }
    port += random.Between(2, 900);
  }
  return list.text;
}

// Release is a version of tor and when it came out. `series` is 49 for 0.4.9: features are asked
// for by it.
struct Release {
  std::string_view version;
  int series;
  int64_t date;  // in seconds since 1970
};

constexpr Release kReleases[] = {
    {"0.0.9.10", 9, 1118880000},  {"0.1.0.14", 10, 1123459200}, {"0.1.1.26", 11, 1166313600},
    {"0.1.2.19", 12, 1200528000}, {"0.2.0.34", 20, 1233964800}, {"0.2.1.30", 21, 1298505600},
    {"0.2.2.39", 22, 1347321600}, {"0.2.3.25", 23, 1353283200}, {"0.2.4.27", 24, 1428278400},
    {"0.2.5.12", 25, 1428278400}, {"0.2.7.6", 27, 1449705600},  {"0.2.8.8", 28, 1474588800},
    {"0.2.9.16", 29, 1536537600}, {"0.3.1.8", 31, 1508889600},  {"0.3.5.8", 35, 1550707200},
    {"0.4.2.6", 42, 1580342400},  {"0.4.5.11", 45, 1637539200}, {"0.4.6.10", 46, 1644451200},
    {"0.4.7.16", 47, 1698969600}, {"0.4.8.21", 48, 1763337600}, {"0.4.9.3-alpha", 49, 1757980800},
    {"0.4.9.11", 49, 1784160000},
};

std::string_view Proto(int series) {
  if (series < 31) {
    return "Cons=1-2 Desc=1-2 DirCache=1 HSDir=1 HSIntro=3 HSRend=1-2 Link=1-4 LinkAuth=1 "
           "Microdesc=1-2 Relay=1-2";
  }
  if (series < 42) {
    return "Cons=1-2 Desc=1-2 DirCache=1-2 HSDir=1-2 HSIntro=3-4 HSRend=1-2 Link=1-5 "
           "LinkAuth=1,3 Microdesc=1-2 Relay=1-2";
  }
  if (series < 45) {
    return "Cons=1-2 Desc=1-2 DirCache=1-2 HSDir=1-2 HSIntro=3-5 HSRend=1-2 Link=1-5 "
           "LinkAuth=1,3 Microdesc=1-2 Relay=1-2 Padding=2 FlowCtrl=1";
  }
  if (series < 49) {
    return "Conflux=1 Cons=1-2 Desc=1-2 DirCache=2 FlowCtrl=1-2 HSDir=2 HSIntro=4-5 HSRend=1-2 "
           "Link=1-5 LinkAuth=1,3 Microdesc=1-2 Padding=2 Relay=1-4";
  }
  return "Conflux=1 Cons=1-2 Desc=1-4 DirCache=2 FlowCtrl=1-2 HSDir=2 HSIntro=4-5 HSRend=1-2 "
         "Link=3-5 LinkAuth=3 Microdesc=1-3 Padding=2 Relay=2-6";
}

std::string Platform(Random& random, const Release& release) {
  constexpr std::string_view kSystems[] = {
      "Linux", "Linux", "Linux", "FreeBSD", "OpenBSD", "Windows 8 [server]", "Darwin", "NetBSD"};
  Text platform;
  platform << "Tor " << release.version;
  if (release.series >= 20 && release.series < 25 && random.Percent(50)) {
    platform << " (git-";
    for (int i = 0; i < 16; ++i)
      platform << std::string_view("0123456789abcdef").substr(random.Below(16), 1);
    platform << ")";
  }
  platform << " on " << random.Of(kSystems);
  if (release.series < 24) platform << (random.Percent(50) ? " x86_64" : " i686");
  return platform.text;
}

std::string Bandwidth(Random& random) {
  constexpr uint64_t kRates[] = {20480, 51200, 102400, 1048576, 5242880, 10485760, 1073741824};
  const uint64_t average = random.Of(kRates);
  const uint64_t burst = random.Percent(50) ? average : std::min<uint64_t>(2 * average, 2147483647);
  Text line;
  line << "bandwidth " << average << " " << burst << " "
       << (random.Percent(5) ? 0 : random.Between(1000, 40000000)) << "\n";
  return line.text;
}

const Release& ChooseRelease(Random& random) {
  constexpr size_t kOld = 10;  // before ed25519
  return random.Percent(70) ? kReleases[random.Between(kOld, std::size(kReleases) - 1)]
                            : kReleases[random.Below(kOld)];
}

// Opt is the prefix of the lines that came after the first version of the format.
std::string_view Opt(const Release& release) { return release.series < 24 ? "opt " : ""; }

// WriteHead writes the lines that relays and bridges have in common, from `platform` on.
void WriteHead(Random& random, const Release& release, int64_t published,
               std::string_view fingerprint, Text& out) {
  const int series = release.series;
  out << "platform " << Platform(random, release) << "\n";
  if (series >= 29) {
    out << "proto " << Proto(series) << "\n";
  } else if (series >= 20) {
    out << Opt(release) << "protocols Link 1 2 Circuit 1\n";
  }
  out << "published " << Time(published) << "\n";
  if (!fingerprint.empty()) out << Opt(release) << "fingerprint " << fingerprint << "\n";
  out << "uptime " << random.Below(9000000) << "\n" << Bandwidth(random);
}

// WriteExtraInfoDigest takes the line's arguments; none: they are random.
void WriteExtraInfoDigest(Random& random, const Release& release, bool ed25519,
                          std::string_view digests, Text& out) {
  if (release.series < 20) return;
  out << Opt(release) << "extra-info-digest ";
  if (!digests.empty()) {
    out << digests;
  } else {
    out << Hex(random.Bytes<20>());
    if (ed25519) out << " " << Base64(random.Bytes<32>());
  }
  out << "\n";
  if (random.Percent(4)) out << Opt(release) << "caches-extra-info\n";
}

std::string NtorKey(Random& random, bool pad) {
  return "ntor-onion-key " + Base64(random.Bytes<32>(), pad) + "\n";
}

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

Relay MakeRelay(Random& random, const Release& release, int64_t published) {
  Relay relay{.release = &release, .published = published};
  relay.nickname = Nickname(random);
  relay.address = Ipv4(random);
  relay.or_port = random.Percent(60) ? 9001 : random.Between(1, 65535);
  relay.tap = release.series < 49 || random.Percent(50);
  relay.identity = MakeRsaKey(random);
  relay.master = random.Bytes<32>();
  return relay;
}

std::string IdentityCertificate(Random& random, const Relay& relay) {
  const Key32 signing = random.Bytes<32>();
  const int64_t expires = relay.published + 86400 * static_cast<int64_t>(random.Between(2, 30));
  return Object("ED25519 CERT", MakeCertificate(random, 4, expires, signing, &relay.master));
}

void WriteServerDescriptorOf(const Relay& relay, Random& random, const GeneratorOptions& options,
                             Text& out) {
  const Release& release = *relay.release;
  const int series = release.series;
  const std::string_view opt = Opt(release);
  const int64_t published = relay.published;
  const std::string& nickname = relay.nickname;
  const std::string& address = relay.address;
  const uint64_t or_port = relay.or_port;
  const bool ed25519 = series >= 27;
  const bool tap = relay.tap;
  const RsaKey& identity = relay.identity;
  const Key32& master = relay.master;

  if (options.annotations) {
    if (random.Percent(60)) {
      out << "@type server-descriptor 1.0\n";
    } else {
      out << "@downloaded-at " << Time(published + 3600) << "\n";
      out << "@source \"" << Ipv4(random) << "\"\n";
    }
  }
  out << "router " << nickname << " " << address << " " << or_port << " 0 ";
  out << (random.Percent(60) ? 0 : random.Percent(60) ? 9030 : random.Between(1, 65535)) << "\n";
  if (ed25519) {
    const std::string& known = relay.identity_certificate;
    out << "identity-ed25519\n"
        << (known.empty() ? IdentityCertificate(random, relay) : known) << "master-key-ed25519 "
        << Base64(master) << "\n";
  }
  if (series >= 23 && random.Percent(30)) {
    out << "or-address [" << Ipv6(random) << "]:" << or_port << "\n";
  }
  std::string fingerprint;
  if (options.sha1 != nullptr) fingerprint = Fingerprint(options.sha1(identity));
  WriteHead(random, release, published, fingerprint, out);
  if (series >= 46 && random.Percent(15)) {
    out << "overload-general 1 " << Time((published - 7200) / 3600 * 3600) << "\n";
  }
  WriteExtraInfoDigest(random, release, ed25519, relay.extra_info_digests, out);
  if (tap) out << "onion-key\n" << Object("RSA PUBLIC KEY", MakeRsaKey(random));
  out << "signing-key\n" << Object("RSA PUBLIC KEY", identity);
  if (ed25519) {
    if (tap) out << "onion-key-crosscert\n" << Object("CROSSCERT", random.Bytes<128>());
    out << "ntor-onion-key-crosscert " << random.Below(2) << "\n"
        << Object("ED25519 CERT",
                  MakeCertificate(random, 10, published + 86400 * 7, master, nullptr));
  }
  if (series >= 49) {
    const uint64_t families = random.Percent(70) ? 0 : random.Between(1, 2);
    for (uint64_t i = 0; i < families; ++i) {
      const Key32 family = random.Bytes<32>();
      out << "family-cert\n"
          << Object("FAMILY CERT",
                    MakeCertificate(random, 12, published + 86400 * 30, master, &family));
    }
  }
  if (random.Percent(35)) out << Family(random, series < 20);
  if (series < 20) {
    const std::string end = Time(published - static_cast<int64_t>(random.Below(900)));
    out << "opt write-history " << end << " (900 s) " << HistoryValues(random) << "\n";
    out << "opt read-history  " << end << " (900 s) " << HistoryValues(random) << "\n";
    if (series == 12) out << "eventdns 1\n";
  } else if (random.Percent(80)) {
    out << opt << "hidden-service-dir\n";
  }
  if (random.Percent(75)) out << "contact " << Contact(random, nickname) << "\n";
  if (random.Percent(2)) out << opt << "hibernating 1\n";
  if (series >= 20 && series < 31 && random.Percent(3)) out << opt << "allow-single-hop-exits\n";
  if (series >= 24) {
    out << (relay.ntor_key.empty() ? NtorKey(random, /*pad=*/series < 46) : relay.ntor_key);
  }
  out << ExitPolicy(random, address, /*dotted_masks=*/series < 12);
  if (series >= 24 && random.Percent(10)) out << "ipv6-policy " << PortList(random) << "\n";
  if (series >= 28 && random.Percent(85)) out << "tunnelled-dir-server\n";
  if (ed25519) out << "router-sig-ed25519 " << Base64(random.Bytes<64>()) << "\n";
  out << "router-signature\n" << Object("SIGNATURE", random.Bytes<128>());
  if (series < 12) out << "\n";
}

void WriteServerDescriptor(Random& random, const GeneratorOptions& options, Text& out) {
  const Release& release = ChooseRelease(random);
  const int64_t published = release.date + static_cast<int64_t>(random.Below(86400 * 250));
  const Relay relay = MakeRelay(random, release, published);
  WriteServerDescriptorOf(relay, random, options, out);
}

void WriteBridgeServerDescriptor(Random& random, const GeneratorOptions&, Text& out) {
  const Release& release = ChooseRelease(random);
  const int series = release.series;
  const int64_t published = release.date + static_cast<int64_t>(random.Below(86400 * 250));
  const bool ed25519 = series >= 27;
  // Version 1.0 has no ed25519, and 1.0 and 1.1 show the ports.
  const uint64_t minor = ed25519 ? random.Between(1, 2) : 2 * random.Below(2);
  const uint64_t first_port = minor == 2 ? 49152 : 1;
  out << "@type bridge-server-descriptor 1." << minor << "\n";
  out << "router " << Nickname(random) << " 10." << random.Below(256) << "." << random.Below(256)
      << "." << random.Below(256) << " " << random.Between(first_port, 65535) << " 0 "
      << (random.Percent(90) ? 0 : random.Between(first_port, 65535)) << "\n";
  if (ed25519) out << "master-key-ed25519 " << Base64(random.Bytes<32>()) << "\n";
  if (series >= 23 && random.Percent(20)) {
    out << "or-address [fd9f:2e19:3bcf::" << HexGroup(random, 0xff) << ":"
        << HexGroup(random, 0xffff) << "]:" << random.Between(first_port, 65535) << "\n";
  }
  WriteHead(random, release, published, Fingerprint(random.Bytes<20>()), out);
  WriteExtraInfoDigest(random, release, ed25519, {}, out);
  if (series >= 20 && random.Percent(80)) out << Opt(release) << "hidden-service-dir\n";
  if (random.Percent(20)) out << Family(random, series < 20);
  if (random.Percent(30)) out << "contact somebody\n";
  if (series >= 33 && random.Percent(60)) {
    constexpr std::string_view kMethods[] = {"any", "none", "https", "email", "moat"};
    out << "bridge-distribution-request " << random.Of(kMethods) << "\n";
  }
  if (series >= 24) out << NtorKey(random, /*pad=*/series < 46);
  out << (random.Percent(90) ? "reject *:*\n" : ExitPolicy(random, "10.1.2.3", series < 12));
  if (series >= 28 && random.Percent(85)) out << "tunnelled-dir-server\n";
  if (ed25519) out << "router-digest-sha256 " << Base64(random.Bytes<32>()) << "\n";
  out << "router-digest " << Hex(random.Bytes<20>()) << "\n";
}

void WriteMicrodescriptor(Random& random, const GeneratorOptions& options, Text& out) {
  constexpr int kMethods[] = {8, 13, 16, 18, 21, 25, 28, 30, 33, 35, 35, 35};
  const int method = random.Of(kMethods);
  if (options.annotations) {
    if (random.Percent(50)) {
      out << "@type microdescriptor 1.0\n";
    } else {
      const int64_t listed = 1300000000 + method * 13000000;
      out << "@last-listed " << Time(listed + static_cast<int64_t>(random.Below(10000000))) << "\n";
    }
  }
  out << "onion-key\n";
  if (method < 35 || random.Percent(60)) out << Object("RSA PUBLIC KEY", MakeRsaKey(random));
  if (method >= 16) out << NtorKey(random, /*pad=*/method < 30);
  if (method >= 14 && method < 28 && random.Percent(20)) {
    out << "a [" << Ipv6(random) << "]:" << random.Between(1, 65535) << "\n";
  }
  if (random.Percent(30)) out << Family(random, method < 20);
  if (method >= 35 && random.Percent(20)) {
    std::vector<std::string> ids(random.Between(1, 2));
    for (std::string& id : ids) id = "ed25519:" + Base64(random.Bytes<32>());
    std::sort(ids.begin(), ids.end());
    out << "family-ids";
    for (const std::string& id : ids) out << " " << id;
    out << "\n";
  }
  if (random.Percent(35)) out << "p " << PortList(random) << "\n";
  if (method >= 15 && random.Percent(10)) out << "p6 " << PortList(random) << "\n";
  if (method >= 21) {
    out << "id ed25519 " << Base64(random.Bytes<32>()) << "\n";
  } else if (method >= 18) {
    out << "id rsa1024 " << Base64(random.Bytes<20>()) << "\n";
  }
}

// CountryList returns "us=16,de=8,??=8": rounded up, the largest first.
std::string CountryList(Random& random) {
  constexpr std::string_view kCountries[] = {
      "??", "ae", "ar", "at", "au", "ba", "be", "br", "by", "ca", "ch", "cn", "cz", "de", "dk",
      "eg", "es", "fi", "fr", "gb", "gr", "hk", "hu", "id", "il", "in", "ir", "it", "jp", "kr",
      "kz", "mx", "nl", "no", "pl", "pt", "ro", "rs", "ru", "se", "sy", "tr", "tw", "ua", "us"};
  struct Entry {
    uint64_t count;
    std::string_view country;
  };
  std::vector<Entry> entries;
  const uint64_t chance = random.Percent(20) ? 0 : random.Between(2, 60);
  for (const std::string_view country : kCountries) {
    if (!random.Percent(chance)) continue;
    const uint64_t most = random.Percent(80) ? 3 : 200;
    entries.push_back({8 * random.Between(1, most), country});
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return a.count != b.count ? a.count > b.count : a.country < b.country;
  });
  Text list;
  for (const Entry& entry : entries) {
    list << (list.text.empty() ? "" : ",") << entry.country << "=" << entry.count;
  }
  return list.text;
}

std::string PortCounts(Random& random, uint64_t multiple) {
  constexpr std::string_view kPorts[] = {"21",  "22",   "53",   "80",   "110",  "143", "443",
                                         "993", "5222", "6667", "8080", "8333", "9001"};
  Text list;
  for (const std::string_view port : kPorts) {
    if (random.Percent(40)) list << port << "=" << multiple * random.Between(1, 90000) << ",";
  }
  list << "other=" << multiple * random.Below(90000);
  return list.text;
}

// Decimal returns "0.07" for 7.
std::string Decimal(uint64_t hundredths) {
  Text decimal;
  decimal << hundredths / 100 << "." << hundredths / 10 % 10 << hundredths % 10;
  return decimal.text;
}

// Deciles returns ten numbers, the largest first.
std::string Deciles(Random& random, uint64_t largest, bool decimals) {
  Text list;
  uint64_t number = largest;
  for (int i = 0; i < 10; ++i) {
    number = random.Between(number / 3, number);
    list << (i == 0 ? "" : ",");
    if (decimals) {
      list << Decimal(number);
    } else {
      list << number;
    }
  }
  return list.text;
}

std::string Downloads(Random& random) {
  constexpr std::string_view kNames[] = {"min", "d1", "d2", "q1", "d3", "d4", "md",
                                         "d6",  "d7", "q3", "d8", "d9", "max"};
  Text list;
  list << "complete=" << 4 * random.Below(500) << ",timeout=" << 4 * random.Below(50)
       << ",running=" << 4 * random.Below(5);
  if (random.Percent(70)) {
    uint64_t speed = random.Between(100, 5000);
    for (const std::string_view name : kNames) {
      list << "," << name << "=" << speed;
      speed += random.Below(speed + 1000);
    }
  }
  return list.text;
}

// WriteStatistics writes the lines that relays and bridges have in common. Most statistics ended at
// some time of the day before `published`.
void WriteStatistics(Random& random, int series, int64_t published, bool bridge, Text& out) {
  const std::string end =
      Time(published - static_cast<int64_t>(random.Below(86000))) + " (86400 s)";
  const std::string_view length = series < 28 ? "900" : series < 35 ? "14400" : "86400";
  const std::string history_end = Time(published - static_cast<int64_t>(random.Below(900)));
  const auto history = [&](std::string_view keyword) {
    out << keyword << " " << history_end << " (" << length << " s)";
    if (!random.Percent(3)) out << " " << HistoryValues(random).substr(0, 300) << "0";
    out << "\n";
  };
  const auto line = [&](std::string_view keyword, std::string_view value) {
    out << keyword << " " << value << "\n";
  };
  const auto noisy = [&](std::string_view keyword, uint64_t bin) {
    out << keyword << " ";
    if (random.Percent(30)) out << "-";
    out << random.Below(bin * 400) << " delta_f=" << bin << " epsilon=0.30 bin_size=" << bin
        << "\n";
  };
  history("write-history");
  history("read-history");
  if (series >= 45 && random.Percent(40)) {
    history("ipv6-write-history");
    history("ipv6-read-history");
  }
  if (series >= 22 && random.Percent(80)) {
    history("dirreq-write-history");
    history("dirreq-read-history");
  }
  if (series >= 22) line("geoip-db-digest", Hex(random.Bytes<20>()));
  if (series >= 24) line("geoip6-db-digest", Hex(random.Bytes<20>()));
  if (bridge && series < 22) {
    line("geoip-start-time", Time(published - 86400));
    line("geoip-client-origins", CountryList(random));
  } else if (bridge && random.Percent(90)) {
    line("bridge-stats-end", end);
    line("bridge-ips", CountryList(random));
    if (series >= 24) {
      out << "bridge-ip-versions v4=" << 8 * random.Below(9) << ",v6=" << 8 * random.Below(3)
          << "\n";
      out << "bridge-ip-transports ";
      if (random.Percent(70)) out << "<OR>=" << 8 * random.Between(1, 9);
      if (random.Percent(30)) out << (out.text.back() == ' ' ? "" : ",") << "obfs4=8";
      out << "\n";
    }
  }
  if (series >= 22 && random.Percent(80)) {
    line("dirreq-stats-end", end);
    const bool both = series < 25;
    line("dirreq-v3-ips", CountryList(random));
    if (both) line("dirreq-v2-ips", CountryList(random));
    line("dirreq-v3-reqs", CountryList(random));
    if (both) line("dirreq-v2-reqs", CountryList(random));
    out << "dirreq-v3-resp ok=" << 4 * random.Below(900)
        << ",not-enough-sigs=" << 4 * random.Below(2)
        << ",unavailable=0,not-found=" << 4 * random.Below(2)
        << ",not-modified=" << 4 * random.Below(300) << ",busy=0\n";
    if (both) {
      out << "dirreq-v2-resp ok=" << 4 * random.Below(9)
          << ",unavailable=0,not-found=0,not-modified=" << 4 * random.Below(9) << ",busy=0\n";
    }
    line("dirreq-v3-direct-dl", Downloads(random));
    if (both) line("dirreq-v2-direct-dl", Downloads(random));
    line("dirreq-v3-tunneled-dl", Downloads(random));
    if (both) line("dirreq-v2-tunneled-dl", Downloads(random));
    if (both) {
      line("dirreq-v3-share", Decimal(random.Below(300)) + "%");
      line("dirreq-v2-share", Decimal(random.Below(300)) + "%");
    }
  }
  if (series >= 26 && random.Percent(60)) {
    line("hidserv-stats-end", end);
    noisy("hidserv-rend-relayed-cells", 1024);
    noisy("hidserv-dir-onions-seen", 8);
  }
  if (series >= 46 && random.Percent(60)) {
    line("hidserv-v3-stats-end", end);
    noisy("hidserv-rend-v3-relayed-cells", 1024);
    noisy("hidserv-dir-v3-onions-seen", 8);
  }
  if (series >= 31 && random.Percent(60)) {
    out << "padding-counts " << end << " bin-size=10000 write-drop=0";
    for (const std::string_view name :
         {"write-pad", "write-total", "read-drop", "read-pad", "read-total", "enabled-read-pad",
          "enabled-read-total", "enabled-write-pad", "enabled-write-total"}) {
      out << " " << name << "=" << 10000 * random.Below(900);
    }
    out << " max-chanpad-timers=" << random.Below(500) << "\n";
  }
}

// WriteRelayStatistics writes the lines that only relays with the options for them have.
void WriteRelayStatistics(Random& random, int series, int64_t published, Text& out) {
  const std::string end =
      Time(published - static_cast<int64_t>(random.Below(86000))) + " (86400 s)";
  const std::string hour = Time((published - 7200) / 3600 * 3600);
  if (series >= 22 && random.Percent(15)) {
    out << "entry-stats-end " << end << "\nentry-ips " << CountryList(random) << "\n";
  }
  if (series >= 22 && random.Percent(15)) {
    out << "cell-stats-end " << end << "\n";
    out << "cell-processed-cells " << Deciles(random, 5000, /*decimals=*/false) << "\n";
    out << "cell-queued-cells " << Deciles(random, 900, /*decimals=*/true) << "\n";
    out << "cell-time-in-queue " << Deciles(random, 9000, /*decimals=*/false) << "\n";
    out << "cell-circuits-per-decile " << random.Below(5000) << "\n";
  }
  for (const std::string_view keyword : {"conn-bi-direct", "ipv6-conn-bi-direct"}) {
    if (series < (keyword[0] == 'i' ? 45 : 23) || !random.Percent(40)) continue;
    out << keyword << " " << end << " " << random.Below(90000) << "," << random.Below(9000) << ","
        << random.Below(9000) << "," << random.Below(90000) << "\n";
  }
  if (series >= 22 && random.Percent(15)) {
    out << "exit-stats-end " << end << "\n";
    out << "exit-kibibytes-written " << PortCounts(random, 1) << "\n";
    out << "exit-kibibytes-read " << PortCounts(random, 1) << "\n";
    out << "exit-streams-opened " << PortCounts(random, 4) << "\n";
  }
  if (series == 46 && random.Percent(10)) out << "overload-general 1 " << hour << "\n";
  if (series >= 46 && random.Percent(20)) {
    out << "overload-ratelimits 1 " << hour << " " << random.Between(20480, 9000000) << " "
        << random.Between(9000000, 90000000) << " " << random.Below(90) << " " << random.Below(90)
        << "\n";
  }
  if (series >= 46 && random.Percent(5)) out << "overload-fd-exhausted 1 " << hour << "\n";
}

// ChooseExtraInfo returns a release that wrote extra-infos, and a time at which one was. Before the
// first with ed25519 came out, nobody missed its lines.
const Release& ChooseExtraInfo(Random& random, int64_t* published) {
  const Release* release = &ChooseRelease(random);
  while (release->series < 20) release = &ChooseRelease(random);
  *published = release->date + static_cast<int64_t>(random.Below(86400 * 250));
  if (release->series < 27) *published = std::min<int64_t>(*published, 1437955200 - 3600);
  return *release;
}

void WriteExtraInfo(Random& random, const GeneratorOptions& options, Text& out) {
  int64_t published = 0;
  const Release& release = ChooseExtraInfo(random, &published);
  const bool ed25519 = release.series >= 27;
  const bool bridge = random.Percent(10);
  if (options.annotations && random.Percent(70)) out << "@type extra-info 1.0\n";
  out << "extra-info " << Nickname(random) << " " << Hex(random.Bytes<20>()) << "\n";
  if (ed25519) {
    const Key32 master = random.Bytes<32>();
    const Key32 signing = random.Bytes<32>();
    const int64_t expires = published + 86400 * static_cast<int64_t>(random.Between(2, 30));
    out << "identity-ed25519\n"
        << Object("ED25519 CERT", MakeCertificate(random, 4, expires, signing, &master));
  }
  out << "published " << Time(published) << "\n";
  WriteStatistics(random, release.series, published, bridge, out);
  if (bridge && release.series >= 24) {
    out << "transport obfs4 " << Ipv4(random) << ":" << random.Between(1, 65535)
        << " iat-mode=" << random.Below(2) << "\n";
    if (random.Percent(50)) {
      out << "transport dummy [" << Ipv6(random) << "]:" << random.Between(1, 65535) << "\n";
    }
    if (release.series >= 48) out << "transport-info version=1." << random.Below(9) << "\n";
  }
  WriteRelayStatistics(random, release.series, published, out);
  if (ed25519) out << "router-sig-ed25519 " << Base64(random.Bytes<64>()) << "\n";
  out << "router-signature\n" << Object("SIGNATURE", random.Bytes<128>());
}

void WriteBridgeExtraInfo(Random& random, const GeneratorOptions&, Text& out) {
  int64_t published = 0;
  const Release& release = ChooseExtraInfo(random, &published);
  const bool ed25519 = release.series >= 27;
  // Version 1.0 has no transports, and 1.3 is the first with ed25519.
  const uint64_t minor = ed25519 ? 3 : release.series < 24 ? 0 : random.Between(1, 2);
  out << "@type bridge-extra-info 1." << minor << "\n";
  out << "extra-info " << Nickname(random) << " " << Hex(random.Bytes<20>()) << "\n";
  if (ed25519) out << "master-key-ed25519 " << Base64(random.Bytes<32>()) << "\n";
  out << "published " << Time(published) << "\n";
  WriteStatistics(random, release.series, published, /*bridge=*/true, out);
  for (const std::string_view transport : {"fte", "obfs3", "obfs4", "scramblesuit", "snowflake"}) {
    if (minor > 0 && random.Percent(30)) out << "transport " << transport << "\n";
  }
  if (ed25519) out << "router-digest-sha256 " << Base64(random.Bytes<32>()) << "\n";
  out << "router-digest " << Hex(random.Bytes<20>()) << "\n";
}

using Write = void (*)(Random& random, const GeneratorOptions& options, Text& out);

std::string Generate(Write write, uint64_t kind, size_t count, uint64_t seed,
                     const GeneratorOptions& options) {
  Text out;
  for (size_t i = 0; i < count; ++i) {
    Random random(seed, uint64_t{i} * 8 + kind);
    write(random, options, out);
  }
  return out.text;
}

// Network statuses.

constexpr int64_t kStatusTime = 1782864000;  // 2026-07-01 00:00:00

struct Authority {
  std::string nickname;
  std::array<uint8_t, 20> identity;
  std::array<uint8_t, 20> signing_key_digest;
};

// Authorities returns nine, in the order of their identities.
std::vector<Authority> Authorities(uint64_t seed) {
  std::vector<Authority> authorities;
  Random random(seed, 5);
  for (int i = 0; i < 9; ++i) {
    Authority authority{"authority" + std::to_string(i), random.Bytes<20>(), random.Bytes<20>()};
    authorities.push_back(authority);
  }
  std::sort(authorities.begin(), authorities.end(),
            [](const Authority& a, const Authority& b) { return a.identity < b.identity; });
  return authorities;
}

void WriteDirSource(const Authority& authority, Random& random, Text& out) {
  const std::string address = Ipv4(random);
  out << "dir-source " << authority.nickname << " " << Hex(authority.identity) << " " << address
      << " " << address << " 80 443\n";
  out << "contact " << authority.nickname << " <dir AT example dot org>\n";
}

void WriteStatusHead(StatusForm form, Random& random, Text& out) {
  const bool vote = form == StatusForm::kVote;
  out << "network-status-version 3" << (form == StatusForm::kMicrodescConsensus ? " microdesc" : "")
      << "\n";
  out << "vote-status " << (vote ? "vote" : "consensus") << "\n";
  out << (vote ? "consensus-methods 32 33 34 35\n" : "consensus-method 35\n");
  if (vote) out << "published " << Time(kStatusTime - 600) << "\n";
  out << "valid-after " << Time(kStatusTime) << "\n";
  out << "fresh-until " << Time(kStatusTime + 3600) << "\n";
  out << "valid-until " << Time(kStatusTime + 3 * 3600) << "\n";
  out << "voting-delay 300 300\n";
  out << "client-versions 0.4.8.21,0.4.9.5,0.4.9.11\n";
  out << "server-versions 0.4.8.21,0.4.9.5,0.4.9.11\n";
  out << "known-flags Authority BadExit Exit Fast Guard HSDir MiddleOnly NoEdConsensus Running "
         "Stable StaleDesc Sybil V2Dir Valid\n";
  if (vote) {
    out << "flag-thresholds stable-uptime=1471801 stable-mtbf=2892124 fast-speed=102000 "
           "guard-wfu=98.000% guard-tk=691200 guard-bw-inc-exits=6010000 "
           "guard-bw-exc-exits=5070000 enough-mtbf=1 ignoring-advertised-bws=1\n";
  }
  const std::string_view client = "Cons=2 Desc=2 FlowCtrl=1-2 Link=4-5 Microdesc=2 Relay=2-4";
  const std::string_view relay = "Cons=2 Desc=2 DirCache=2 FlowCtrl=1-2 Link=4-5 Relay=2-4";
  out << "recommended-client-protocols " << client << "\nrecommended-relay-protocols " << relay
      << "\nrequired-client-protocols " << client << "\nrequired-relay-protocols " << relay << "\n";
  out << "params CircuitPriorityHalflifeMsec=30000 DoSCircuitCreationEnabled=1 "
         "ExtendByEd25519ID=1 bwauthpid=1 cc_alg=2 circ_max_cell_queue_size=1250 "
         "hs_service_max_rdv_failures=1 hsdir_spread_store=4 sendme_emit_min_version=1\n";
  if (!vote) {
    for (const std::string_view which : {"previous", "current"}) {
      out << "shared-rand-" << which << "-value 9 " << Base64(random.Bytes<32>(), /*pad=*/true)
          << "\n";
    }
  }
}

void WriteKeyCertificate(std::span<const uint8_t> identity_key, const Authority& authority,
                         Random& random, Text& out) {
  out << "dir-key-certificate-version 3\nfingerprint " << Hex(authority.identity) << "\n";
  out << "dir-key-published " << Time(kStatusTime - 30 * 86400) << "\n";
  out << "dir-key-expires " << Time(kStatusTime + 60 * 86400) << "\n";
  out << "dir-identity-key\n" << Object("RSA PUBLIC KEY", identity_key);
  out << "dir-signing-key\n" << Object("RSA PUBLIC KEY", MakeLongRsaKey(random, 256));
  out << "dir-key-crosscert\n" << Object("ID SIGNATURE", random.Bytes<256>());
  out << "dir-key-certification\n" << Object("SIGNATURE", random.Bytes<384>());
}

// StatusEntry is what an entry says of its relay and of the relay's documents.
struct StatusEntry {
  std::array<uint8_t, 20> identity;
  std::string digest;           // of the server descriptor, in base64
  std::string microdescriptor;  // its digest, in base64
  std::string ed25519;
  int64_t published;
  std::string policy;
  std::string nickname;
  std::string address;
  uint64_t or_port;
};

// MakeStatusEntry draws for all forms what only some of them show.
StatusEntry MakeStatusEntry(const std::array<uint8_t, 20>& identity, Random& random) {
  StatusEntry entry{.identity = identity};
  entry.digest = Base64(random.Bytes<20>());
  entry.microdescriptor = Base64(random.Bytes<32>());
  entry.ed25519 = Base64(random.Bytes<32>());
  entry.published = kStatusTime - 600 - static_cast<int64_t>(random.Below(64800));
  entry.policy = PortList(random);
  entry.nickname = Nickname(random);
  entry.address = Ipv4(random);
  entry.or_port = random.Between(1, 65535);
  return entry;
}

void WriteStatusEntry(StatusForm form, const StatusEntry& entry, Random& random, Text& out) {
  const bool microdesc = form == StatusForm::kMicrodescConsensus;
  out << "r " << entry.nickname << " " << Base64(entry.identity) << " ";
  if (!microdesc) out << entry.digest << " ";
  out << (microdesc ? "2038-01-01 00:00:00" : Time(entry.published)) << " " << entry.address << " "
      << entry.or_port << " 0\n";
  if (random.Percent(35)) out << "a [" << Ipv6(random) << "]:" << random.Between(1, 65535) << "\n";
  if (microdesc) out << "m " << entry.microdescriptor << "\n";
  const bool exit = random.Percent(30);
  const bool fast = random.Percent(90);
  const bool guard = fast && random.Percent(55);
  const bool stable = guard || random.Percent(50);
  out << "s" << (exit ? " Exit" : "") << (fast ? " Fast" : "") << (guard ? " Guard" : "")
      << (stable ? " HSDir" : "") << " Running" << (stable ? " Stable" : "") << " V2Dir Valid\n";
  constexpr std::string_view kVersions[] = {"0.4.8.21", "0.4.9.5", "0.4.9.11"};
  out << "v Tor " << random.Of(kVersions) << "\n";
  out << "pr Conflux=1 Cons=1-2 Desc=1-4 DirCache=2 FlowCtrl=1-2 HSDir=2 HSIntro=4-5 HSRend=1-2 "
         "Link=1-5 LinkAuth=1,3 Microdesc=1-3 Padding=2 Relay=2-6\n";
  const uint64_t bandwidth = random.Between(1, 90000);
  const bool measured = random.Percent(92);
  out << "w Bandwidth=" << bandwidth;
  if (form == StatusForm::kVote) {
    if (measured) out << " Measured=" << random.Between(1, 90000);
  } else if (!measured) {
    out << " Unmeasured=1";
  }
  out << "\n";
  if (!microdesc) out << "p " << entry.policy << "\n";
  if (form != StatusForm::kVote) return;
  out << "id ed25519 " << entry.ed25519 << "\n";
  out << "m 32,33,34 sha256=" << entry.microdescriptor << "\n";
  out << "m 35 sha256=" << Base64(random.Bytes<32>()) << "\n";
  out << "stats wfu=0.9" << random.Between(10000, 99999) << " tk=" << random.Between(1, 900000)
      << " mtbf=" << random.Between(1, 9000000) << "\n";
}

void WriteDirectorySignature(StatusForm form, const Authority& authority, Random& random,
                             Text& out) {
  out << "directory-signature " << (form == StatusForm::kMicrodescConsensus ? "sha256 " : "")
      << Hex(authority.identity) << " " << Hex(authority.signing_key_digest) << "\n"
      << Object("SIGNATURE", random.Bytes<256>());
}

// WriteStatus calls write_entry(i, out) for so many entries.
template <typename WriteEntry>
std::string WriteStatus(StatusForm form, size_t entries, uint64_t seed,
                        const GeneratorOptions& options, WriteEntry write_entry) {
  Random random(seed, 6);
  Text out;
  constexpr std::string_view kTypes[] = {"vote-3 1.0", "consensus-3 1.0",
                                         "microdesc-consensus-3 1.0"};
  if (options.annotations) {
    out << "@type network-status-" << kTypes[static_cast<size_t>(form)] << "\n";
  }
  std::vector<Authority> authorities = Authorities(seed);
  WriteStatusHead(form, random, out);
  if (form == StatusForm::kVote) {
    Authority& authority = authorities[0];
    const std::vector<uint8_t> key = MakeLongRsaKey(random, 384);
    if (options.sha1 != nullptr) authority.identity = options.sha1(key);
    WriteDirSource(authority, random, out);
    out << "shared-rand-participate\nshared-rand-commit 1 sha3-256 " << Hex(authority.identity)
        << " " << Base64(random.Bytes<40>(), /*pad=*/true) << "\n";
    WriteKeyCertificate(key, authority, random, out);
  } else {
    for (const Authority& authority : authorities) {
      WriteDirSource(authority, random, out);
      out << "vote-digest " << Hex(random.Bytes<20>()) << "\n";
    }
  }
  for (size_t i = 0; i < entries; ++i) write_entry(i, out);
  out << "directory-footer\n";
  if (form == StatusForm::kVote) {
    WriteDirectorySignature(form, authorities[0], random, out);
    return out.text;
  }
  out << "bandwidth-weights Wbd=0 Wbe=0 Wbg=4203 Wbm=10000 Wdb=10000 Web=10000 Wed=10000 "
         "Wee=10000 Weg=10000 Wem=10000 Wgb=10000 Wgd=0 Wgg=5797 Wgm=5797 Wmb=10000 Wmd=0 Wme=0 "
         "Wmg=4203 Wmm=10000\n";
  for (const Authority& authority : authorities) {
    WriteDirectorySignature(form, authority, random, out);
  }
  return out.text;
}

std::span<const uint8_t> Bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

// SignedText is the document through the keyword line of its RSA signature.
std::string_view SignedText(std::string_view document) {
  constexpr std::string_view kLast = "\nrouter-signature\n";
  return document.substr(0, document.find(kLast) + kLast.size());
}

}  // namespace

std::string GenerateStatus(StatusForm form, size_t entries, uint64_t seed,
                           const GeneratorOptions& options) {
  std::vector<std::array<uint8_t, 20>> identities(entries);
  Random identity_stream(seed, 7);
  for (auto& identity : identities) identity = identity_stream.Bytes<20>();
  std::sort(identities.begin(), identities.end());
  return WriteStatus(form, entries, seed, options, [&](size_t i, Text& out) {
    Random random(seed, uint64_t{i} * 8 + 13);
    const StatusEntry entry = MakeStatusEntry(identities[i], random);
    WriteStatusEntry(form, entry, random, out);
  });
}

Network GenerateNetwork(size_t relays, uint64_t seed, const GeneratorOptions& options) {
  Network network;
  GeneratorOptions plain = options;
  plain.annotations = false;
  std::vector<StatusEntry> entries;
  for (size_t i = 0; i < relays; ++i) {
    Random random(seed, uint64_t{i} * 8 + 14);
    constexpr size_t kRecent = 3;  // releases
    const Release& release = kReleases[std::size(kReleases) - 1 - random.Below(kRecent)];
    const int64_t published = kStatusTime - 600 - static_cast<int64_t>(random.Below(64800));
    Relay relay = MakeRelay(random, release, published);
    relay.identity_certificate = IdentityCertificate(random, relay);
    relay.ntor_key = NtorKey(random, /*pad=*/false);
    const std::array<uint8_t, 20> identity = options.sha1(relay.identity);

    Text extra_info;
    extra_info << "extra-info " << relay.nickname << " " << Hex(identity) << "\nidentity-ed25519\n"
               << relay.identity_certificate << "published " << Time(published) << "\n";
    WriteStatistics(random, release.series, published, /*bridge=*/false, extra_info);
    WriteRelayStatistics(random, release.series, published, extra_info);
    extra_info << "router-sig-ed25519 " << Base64(random.Bytes<64>()) << "\n"
               << "router-signature\n"
               << Object("SIGNATURE", random.Bytes<128>());
    relay.extra_info_digests = Hex(options.sha1(Bytes(SignedText(extra_info.text)))) + " " +
                               Base64(options.sha256(Bytes(extra_info.text)));

    Text descriptor;
    WriteServerDescriptorOf(relay, random, plain, descriptor);

    Text microdescriptor;
    StatusEntry entry = MakeStatusEntry(identity, random);
    entry.ed25519 = Base64(relay.master);
    microdescriptor << "onion-key\n" << relay.ntor_key;
    if (random.Percent(35)) microdescriptor << "p " << entry.policy << "\n";
    microdescriptor << "id ed25519 " << entry.ed25519 << "\n";

    entry.nickname = relay.nickname;
    entry.address = relay.address;
    entry.or_port = relay.or_port;
    entry.published = published;
    entry.digest = Base64(options.sha1(Bytes(SignedText(descriptor.text))));
    entry.microdescriptor = Base64(options.sha256(Bytes(microdescriptor.text)));
    entries.push_back(std::move(entry));
    const auto annotate = [&](std::string_view type) {
      return options.annotations ? "@type " + std::string(type) + " 1.0\n" : std::string();
    };
    network.server_descriptors += annotate("server-descriptor") + descriptor.text;
    network.extra_infos += annotate("extra-info") + extra_info.text;
    network.microdescriptors += annotate("microdescriptor") + microdescriptor.text;
  }
  std::sort(entries.begin(), entries.end(),
            [](const StatusEntry& a, const StatusEntry& b) { return a.identity < b.identity; });
  const auto status = [&](StatusForm form) {
    return WriteStatus(form, relays, seed, options, [&](size_t i, Text& out) {
      Random random(seed, uint64_t{i} * 8 + 15);
      WriteStatusEntry(form, entries[i], random, out);
    });
  };
  network.consensus = status(StatusForm::kConsensus);
  network.microdesc_consensus = status(StatusForm::kMicrodescConsensus);
  return network;
}

std::string GenerateServerDescriptors(size_t count, uint64_t seed,
                                      const GeneratorOptions& options) {
  return Generate(&WriteServerDescriptor, 0, count, seed, options);
}

std::string GenerateBridgeServerDescriptors(size_t count, uint64_t seed,
                                            const GeneratorOptions& options) {
  return Generate(&WriteBridgeServerDescriptor, 1, count, seed, options);
}

std::string GenerateExtraInfos(size_t count, uint64_t seed, const GeneratorOptions& options) {
  return Generate(&WriteExtraInfo, 3, count, seed, options);
}

std::string GenerateBridgeExtraInfos(size_t count, uint64_t seed, const GeneratorOptions& options) {
  return Generate(&WriteBridgeExtraInfo, 4, count, seed, options);
}

std::string GenerateMicrodescriptors(size_t count, uint64_t seed, const GeneratorOptions& options) {
  return Generate(&WriteMicrodescriptor, 2, count, seed, options);
}

}  // namespace scape::descriptor::testing
