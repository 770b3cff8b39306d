// Made-up extra-infos, of relays and of bridges: mostly their statistics.
#include <algorithm>

#include "descriptor/testing/generator_parts.h"

namespace scape::descriptor::testing::generator {

// CountryList returns "us=16,de=8,??=8": rounded up, the largest first.
static std::string CountryList(Random& random) {
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

static std::string PortCounts(Random& random, uint64_t multiple) {
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
static std::string Decimal(uint64_t hundredths) {
  Text decimal;
  decimal << hundredths / 100 << "." << hundredths / 10 % 10 << hundredths % 10;
  return decimal.text;
}

// Deciles returns ten numbers, the largest first.
static std::string Deciles(Random& random, uint64_t largest, bool decimals) {
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

static std::string Downloads(Random& random) {
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
static const Release& ChooseExtraInfo(Random& random, int64_t* published) {
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

}  // namespace scape::descriptor::testing::generator
