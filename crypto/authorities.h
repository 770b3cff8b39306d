// Authorities are the directory authorities whose signatures make a consensus: those of today, of
// any date since there are consensuses (October 2007), or those of another network.
//
//   AuthoritySet set = AuthoritiesToday();
//   AuthoritySet set = AuthoritiesAt(consensus.valid_after);
//   absl::StatusOr<AuthoritySet> set = ParseAuthorities(text);   // tor's DirAuthority lines
//   set.needed();                                                // 5, of nine voters
//
// The table is of the lists that came with tor, by months. Identities have not changed on the very
// day of a release: at a date a voter may sign by that of the month before or behind, too, and is
// one voter under either.
//
// A set owns what it holds. Any thread.
#ifndef SCAPE_CRYPTO_AUTHORITIES_H_
#define SCAPE_CRYPTO_AUTHORITIES_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/digest.h"
#include "descriptor/netdoc/scalars.h"

namespace scape::crypto {

struct AuthoritySet {
  struct Member {
    Sha1Digest identity;  // SHA-1 of the authority identity key
    std::string voter;    // who it is; the same for all identities of one voter
    // Its key was made by a generator with few outcomes, so that its signatures prove nothing:
    // Debian's OpenSSL of 2006 to May 2008.
    bool weak = false;
  };
  std::vector<Member> members;
  size_t voters = 0;

  // needed is how many voters must have signed: more than half of them.
  size_t needed() const { return voters / 2 + 1; }
  // Find returns null when nobody in the set has this identity.
  const Member* Find(const Sha1Digest& identity) const;

  // Of is a set of voters with one identity each. One that comes twice counts once.
  static AuthoritySet Of(std::span<const Sha1Digest> identities);
};

AuthoritySet AuthoritiesToday();
AuthoritySet AuthoritiesAt(netdoc::UtcTime time);
// AuthoritiesOfYear are all that have been voters on a day of it.
AuthoritySet AuthoritiesOfYear(int year);
// OldAuthorities are who signed directories and network statuses before there were consensuses, and
// beside them until 2014: fingerprints of the relays that they were.
AuthoritySet OldAuthorities();
// The years for which there is anybody. Later ones are as today.
inline constexpr int kFirstAuthorityYear = 2007;

// ParseAuthorities reads a list, an authority a line. What counts on a line is one of
//   v3ident=HEX        as in tor's own list and in torrc's DirAuthority lines
//   fingerprint HEX    as in key certificates
//   HEX [NICKNAME]
// A "#" begins a comment. kInvalidArgument: there is none in it, or a HEX is not 40 digits.
absl::StatusOr<AuthoritySet> ParseAuthorities(std::string_view text);

}  // namespace scape::crypto

#endif  // SCAPE_CRYPTO_AUTHORITIES_H_
