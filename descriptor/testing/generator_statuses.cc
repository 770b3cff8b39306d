// Made-up network statuses, and whole networks.
#include <algorithm>
#include <utility>

#include "descriptor/testing/generator_parts.h"

namespace scape::descriptor::testing {
namespace generator {
namespace {

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
}  // namespace generator

using namespace generator;  // all of it is about generating

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
    const Release& release = ChooseRecentRelease(random);
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

}  // namespace scape::descriptor::testing
