// Keys, addresses, names, policies and other values that made-up documents hold.
#include <algorithm>
#include <iterator>

#include "descriptor/netdoc/scalars.h"
#include "descriptor/testing/generator_parts.h"

namespace scape::descriptor::testing::generator {

std::string Hex(std::span<const uint8_t> bytes) {
  std::string hex(2 * bytes.size(), '0');
  netdoc::EncodeHex(bytes, hex.data());
  return hex;
}

std::string Base64(std::span<const uint8_t> bytes, bool pad) {
  return netdoc::EncodeBase64(bytes, pad);
}

std::string Time(int64_t unix_seconds) {
  char text[32];
  return std::string(text, netdoc::FormatTime(netdoc::UtcTime{unix_seconds}, ' ', text));
}

std::string Object(std::string_view label, std::span<const uint8_t> bytes) {
  const std::string base64 = Base64(bytes, /*pad=*/true);
  std::string object;
  object.append("-----BEGIN ").append(label).append("-----\n");
  for (size_t at = 0; at < base64.size(); at += 64) {
    object.append(base64, at, 64).append("\n");
  }
  return object.append("-----END ").append(label).append("-----\n");
}

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

std::vector<uint8_t> MakeLongRsaKey(Random& random, size_t bytes) {
  const auto length = [](size_t size) {
    return std::array<uint8_t, 3>{0x82, static_cast<uint8_t>(size >> 8),
                                  static_cast<uint8_t>(size)};
  };
  std::vector<uint8_t> key = {0x30};
  const auto append = [&](const auto& more) {
    for (const uint8_t byte : more) key.push_back(byte);
  };
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

}  // namespace scape::descriptor::testing::generator
