// Made-up server descriptors, of relays and of bridges, and microdescriptors.
#include <algorithm>
#include <iterator>

#include "descriptor/testing/generator_parts.h"

namespace scape::descriptor::testing::generator {

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

static std::string_view Proto(int series) {
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

static std::string Platform(Random& random, const Release& release) {
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

static std::string Bandwidth(Random& random) {
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

const Release& ChooseRecentRelease(Random& random) {
  constexpr size_t kRecent = 3;
  return kReleases[std::size(kReleases) - 1 - random.Below(kRecent)];
}

// Opt is the prefix of the lines that came after the first version of the format.
static std::string_view Opt(const Release& release) { return release.series < 24 ? "opt " : ""; }

// WriteHead writes the lines that relays and bridges have in common, from `platform` on.
static void WriteHead(Random& random, const Release& release, int64_t published,
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
static void WriteExtraInfoDigest(Random& random, const Release& release, bool ed25519,
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

}  // namespace scape::descriptor::testing::generator
