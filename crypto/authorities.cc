#include "crypto/authorities.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace scape::crypto {
namespace {

// YearMonth is a month, counted from year 0.
constexpr int YearMonth(int year, int month) { return 12 * year + month - 1; }
constexpr int kToday = YearMonth(9999, 12);

struct Term {
  std::string_view identity;
  std::string_view voter;
  int first;  // months, both inclusive
  int last;
  bool weak = false;
};

// By what tor's releases listed, and what their consensuses and certificates show. turtles was ides
// until 2012.
constexpr Term kTerms[] = {
    {"5420FD8EA46BD4290F1D07A1883C9D85ECC486C4", "moria1", YearMonth(2007, 9), YearMonth(2008, 5),
     true},
    {"A9AC67E64B200BBF2FA26DF194AC0469E2A948C6", "tor26", YearMonth(2007, 9), YearMonth(2008, 5),
     true},
    {"27B6B5996C426270A5C95488AA5BCEB6BCC86956", "turtles", YearMonth(2007, 11),
     YearMonth(2014, 11)},
    {"0D95B91896E6089AB9A3C6CB56E724CAF898C43F", "lefkada", YearMonth(2007, 12),
     YearMonth(2008, 3)},
    {"EAA879B5C75032E462CB018630D2D0DF46EBA606", "gabelmoo", YearMonth(2008, 1), YearMonth(2008, 5),
     true},
    {"585769C78764D58426B8B52B6651A5A71137189A", "dannenberg", YearMonth(2008, 1),
     YearMonth(2016, 1)},
    {"E8A9C45EDE6D711294FADF8E7951F4DE6CA56B58", "dizum", YearMonth(2008, 4), kToday},
    {"14C131DFC5C6F93646BE72FA1401C02A8DF2E8B4", "tor26", YearMonth(2008, 5), YearMonth(2024, 3)},
    {"E2A2AF570166665D738736D0DD58169CC61D8A8B", "moria1", YearMonth(2008, 5), YearMonth(2010, 1)},
    {"81349FC1F2DBA2C2C11B45CB9706637D480AB913", "gabelmoo", YearMonth(2008, 5),
     YearMonth(2010, 1)},
    {"80550987E1D626E3EBA5E5E75A458DE0626D088C", "urras", YearMonth(2009, 8), YearMonth(2016, 6)},
    {"D586D18309DED4CD6D57C18FDB97EFA96D330566", "moria1", YearMonth(2010, 1), YearMonth(2022, 11)},
    {"ED03BB616EB2F60BEC80151114BB25CEF515B226", "gabelmoo", YearMonth(2010, 1), kToday},
    {"49015F787433103580E3B66A1707A00E60F2D15B", "maatuska", YearMonth(2010, 7), kToday},
    {"EFCBE720AB3A82B99F9E953CD5BF50F7EEFC7B97", "faravahar", YearMonth(2012, 10),
     YearMonth(2022, 10)},
    {"23D15D965BC35114467363C165C4F724B64B4F66", "longclaw", YearMonth(2014, 12), kToday},
    {"0232AF901C31A04EE9848595AF9BB7620D4C5B2E", "dannenberg", YearMonth(2016, 2), kToday},
    {"27102BC123E7AF1D4741AE047E160C91ADC76B21", "bastet", YearMonth(2017, 10), kToday},
    {"F533C81CEF0BC0267857C99B2F471ADF249FA232", "moria1", YearMonth(2022, 12), kToday},
    {"2F3DF9CA0E5D36F2685A2DA67184EB8DCB8CBA8C", "tor26", YearMonth(2024, 4), kToday},
    {"70849B868D606BAECFB6128C5E3D782029AA394F", "faravahar", YearMonth(2024, 6), kToday},
};

// The keys of relays with which authorities signed the first two directory protocols.
constexpr struct {
  std::string_view fingerprint;
  std::string_view voter;
} kOldAuthorities[] = {
    {"FFCB46DB1339DA84674C70D7CB586434C4370441", "moria1"},
    {"9695DFC35FFEB861329B9F1AB04C46397020CE31", "moria1"},
    {"719BE45DE224B607C53707D0E2143E2D423E74CF", "moria2"},
    {"847B1F850344D7876491A54892F904934E4EB85D", "tor26"},
    {"7EA6EAD6FD83083C538F44038BBFA077587DD755", "dizum"},
    {"68333D0761BCF397A587A0C0B963E4A9E99EC4D3", "gabelmoo"},
    {"F2044413DAC2E02E3D6BCF4735A19BCA1DE97281", "gabelmoo"},
    {"7BE683E65D48141321C5ED92F075C55364AC7123", "dannenberg"},
    {"F397038ADC51336135E7B80BD99CA3844360292B", "turtles"},
};

// How long before and behind its term an identity is taken of somebody who is a voter.
constexpr int kTolerance = 1;

std::optional<Sha1Digest> ParseIdentity(std::string_view hex) {
  Sha1Digest digest;
  if (hex.size() != 2 * digest.size() || !netdoc::DecodeHex(hex, digest)) return std::nullopt;
  return digest;
}

std::string Hex(const Sha1Digest& digest) {
  std::string hex(2 * digest.size(), '0');
  netdoc::EncodeHex(digest, hex.data());
  return hex;
}

// VotersIn returns how many voters there were in a month.
size_t VotersIn(int month) {
  std::vector<std::string_view> voters;
  for (const Term& term : kTerms) {
    if (term.first <= month && month <= term.last &&
        std::find(voters.begin(), voters.end(), term.voter) == voters.end()) {
      voters.push_back(term.voter);
    }
  }
  return voters.size();
}

// Between returns whoever was a voter in one of these months, with as many voters as there were at
// most at a time in those from `first` to `last`. Their identities of so many months before and
// behind are members, too.
AuthoritySet Between(int first, int last, int tolerance) {
  AuthoritySet set;
  const auto is_voter = [&](std::string_view voter) {
    return std::any_of(std::begin(kTerms), std::end(kTerms), [&](const Term& term) {
      return term.voter == voter && term.first <= last && first <= term.last;
    });
  };
  for (const Term& term : kTerms) {
    if (is_voter(term.voter) && term.first - tolerance <= last && first <= term.last + tolerance) {
      set.members.push_back({*ParseIdentity(term.identity), std::string(term.voter), term.weak});
    }
  }
  for (int month = first; month <= last; ++month) {
    set.voters = std::max(set.voters, VotersIn(month));
  }
  return set;
}

std::string_view FirstWord(std::string_view* text) {
  const size_t begin = std::min(text->find_first_not_of(" \t\r\""), text->size());
  const size_t end = std::min(text->find_first_of(" \t\r\"", begin), text->size());
  const std::string_view word = text->substr(begin, end - begin);
  text->remove_prefix(end);
  return word;
}

}  // namespace

const AuthoritySet::Member* AuthoritySet::Find(const Sha1Digest& identity) const {
  const auto found = std::find_if(members.begin(), members.end(), [&](const Member& member) {
    return member.identity == identity;
  });
  return found == members.end() ? nullptr : &*found;
}

AuthoritySet AuthoritySet::Of(std::span<const Sha1Digest> identities) {
  AuthoritySet set;
  for (const Sha1Digest& identity : identities) {
    if (set.Find(identity) != nullptr) continue;
    set.members.push_back({identity, Hex(identity), false});
  }
  set.voters = set.members.size();
  return set;
}

AuthoritySet OldAuthorities() {
  AuthoritySet set;
  std::vector<std::string_view> voters;
  for (const auto& [fingerprint, voter] : kOldAuthorities) {
    set.members.push_back({*ParseIdentity(fingerprint), std::string(voter), false});
    if (std::find(voters.begin(), voters.end(), voter) == voters.end()) voters.push_back(voter);
  }
  set.voters = voters.size();
  return set;
}

AuthoritySet AuthoritiesToday() { return Between(kToday, kToday, 0); }

AuthoritySet AuthoritiesAt(netdoc::UtcTime time) {
  const absl::CivilMonth month = absl::ToCivilMonth(time.ToAbsl(), absl::UTCTimeZone());
  const int year = static_cast<int>(std::clamp<absl::civil_year_t>(month.year(), 0, 9998));
  const int number = YearMonth(year, month.month());
  return Between(number, number, kTolerance);
}

AuthoritySet AuthoritiesOfYear(int year) {
  year = std::clamp(year, 0, 9998);
  return Between(YearMonth(year, 1), YearMonth(year, 12), 0);
}

absl::StatusOr<AuthoritySet> ParseAuthorities(std::string_view text) {
  AuthoritySet set;
  uint64_t number = 0;
  while (!text.empty()) {
    ++number;
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    line = line.substr(0, line.find('#'));
    std::string_view rest = line;
    const std::string_view first = FirstWord(&rest);
    std::optional<std::string_view> hex;
    std::string_view nickname;
    constexpr std::string_view kV3Ident = "v3ident=";
    if (const size_t at = line.find(kV3Ident); at != std::string_view::npos) {
      std::string_view value = line.substr(at + kV3Ident.size());
      hex = FirstWord(&value);
      // tor's own list begins with the nickname, torrc's lines with their keyword.
      nickname =
          first == "DirAuthority" || first == "AlternateDirAuthority" ? FirstWord(&rest) : first;
    } else if (first == "fingerprint") {
      hex = FirstWord(&rest);
    } else if (first.size() == 40 && ParseIdentity(first).has_value()) {
      hex = first;
      nickname = FirstWord(&rest);
    }
    if (!hex.has_value()) continue;
    const std::optional<Sha1Digest> identity = ParseIdentity(*hex);
    if (!identity.has_value()) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "line %d: an authority's identity must be 40 hexadecimal digits", number));
    }
    if (set.Find(*identity) != nullptr) continue;
    // Two lines of one name are two voters: here nobody has changed.
    set.members.push_back({*identity, Hex(*identity), false});
    if (!nickname.empty()) set.members.back().voter += " " + std::string(nickname);
    ++set.voters;
  }
  if (set.members.empty()) {
    return absl::InvalidArgumentError(
        "there is no authority in it: a line has v3ident=HEX, fingerprint HEX, or HEX NICKNAME");
  }
  return set;
}

}  // namespace scape::crypto
