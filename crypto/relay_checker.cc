#include "crypto/relay_checker.h"

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <type_traits>
#include <utility>

#include "descriptor/lint.h"
#include "descriptor/netdoc/table.h"

namespace scape::crypto {
namespace {

using descriptor::Ed25519Certificate;
using descriptor::RsaPublicKey;

// How many rows of identities, of four each, and of keys are remembered at most, and half as many
// as of other checks. A month of archives has 10,000 relays, in no order.
constexpr size_t kRows = size_t{1} << 13;

// What router-sig-ed25519 signs begins with this (dir-spec, router-sig-ed25519).
constexpr std::string_view kSignaturePrefix = "Tor router descriptor signature v1";

constexpr std::string_view kSigningKey = "`signing-key`";
constexpr std::string_view kOnionKey = "`onion-key`";
constexpr std::string_view kNtorOnionKey = "`ntor-onion-key`";
constexpr std::string_view kMasterKey = "the master key";
constexpr std::string_view kMasterKeyOfDescriptor = "the one of the relay's server descriptor";
constexpr std::string_view kCertifiedKey = "the key that `identity-ed25519` certifies";
constexpr std::string_view kFamilyKey = "the family's key";

constexpr std::string_view kEd25519Line = "\nrouter-sig-ed25519";
constexpr std::string_view kRsaLine = "\nrouter-signature\n";

std::string_view View(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// UnreadItem returns the first line of those items of `keywords` of which nothing could be read.
template <typename Document>
std::string_view UnreadItem(const Document& document,
                            std::initializer_list<std::string_view> keywords) {
  for (const std::string_view keyword : keywords) {
    const int row = netdoc::kTable<Document>.index.Find(keyword);
    if (row >= 0 && document.seen.Has(static_cast<size_t>(row)) &&
        !document.read.Has(static_cast<size_t>(row))) {
      return descriptor::LineOf(document.text, keyword);
    }
  }
  return {};
}

// SignaturesBegin returns where the first line that both kinds of signatures begin like begins,
// with the line feed before it; npos: nowhere. No line before it need be looked at for either.
size_t SignaturesBegin(std::string_view text) {
  constexpr std::string_view kLine = "\nrouter-sig";
  static_assert(kRsaLine.starts_with(kLine) && kEd25519Line.starts_with(kLine));
  return text.find(kLine);
}

// TextThroughKeyword returns the text through the SP behind the first line that begins with
// `router-sig-ed25519`, which is how tor finds it; empty: there is none.
std::string_view TextThroughKeyword(std::string_view text, size_t signatures) {
  const size_t line = text.find(kEd25519Line, signatures);
  if (line == std::string_view::npos) return {};
  const size_t blank = text.find(' ', line + kEd25519Line.size());
  return blank == std::string_view::npos ? std::string_view() : text.substr(0, blank + 1);
}

}  // namespace

std::optional<RelayKeys> RelayKeys::Of(const descriptor::ServerDescriptor& descriptor) {
  RsaPublicKey key;
  netdoc::Fault fault;
  if (!descriptor.signing_key.has_value() || !descriptor.signing_key->Check(&fault) ||
      !descriptor.signing_key->Decode(&key)) {
    return std::nullopt;
  }
  const absl::StatusOr<Sha1Digest> fingerprint = Fingerprint(key);
  if (!fingerprint.ok()) return std::nullopt;
  RelayKeys keys{std::string(descriptor.signing_key->body), *fingerprint, {std::nullopt}};
  Ed25519Certificate certificate;
  if (descriptor.identity_ed25519.has_value() &&
      descriptor.identity_ed25519->Decode(&certificate)) {
    keys.master_keys.front() = certificate.signing_key;
  }
  return keys;
}

void RelayKeys::Add(const RelayKeys& other) {
  for (const MasterKey& key : other.master_keys) {
    if (master_keys.size() < kMostMasterKeys &&
        std::find(master_keys.begin(), master_keys.end(), key) == master_keys.end()) {
      master_keys.push_back(key);
    }
  }
}

RelayChecker::RelayChecker(Sha1Digester sha1, Sha256Digester sha256,
                           std::shared_ptr<internal::RelayMemory> memory)
    : sha1_(std::move(sha1)),
      sha256_(std::move(sha256)),
      memory_(std::move(memory)),
      keys_(memory_ == nullptr ? 0 : kRows) {}

absl::StatusOr<RelayChecker> RelayChecker::Create(Memory memory) {
  return Make(memory == Memory::kRemember ? std::make_shared<internal::RelayMemory>(kRows)
                                          : nullptr);
}

absl::StatusOr<RelayChecker> RelayChecker::Copy() const { return Make(memory_); }

absl::StatusOr<RelayChecker> RelayChecker::Make(std::shared_ptr<internal::RelayMemory> memory) {
  absl::StatusOr<Sha1Digester> sha1 = Sha1Digester::Create();
  if (!sha1.ok()) return sha1.status();
  absl::StatusOr<Sha256Digester> sha256 = Sha256Digester::Create();
  if (!sha256.ok()) return sha256.status();
  return RelayChecker(*std::move(sha1), *std::move(sha256), std::move(memory));
}

Sha256Digest RelayChecker::Inputs(const CheckKind& check,
                                  std::initializer_list<std::string_view> texts) {
  sha256_.Reset();
  sha256_.Update(check.name);
  for (const std::string_view text : texts) {
    // Lengths, so that what one text ends with is not taken for what the next begins with.
    const uint64_t size = text.size();
    sha256_.Update(std::string_view(reinterpret_cast<const char*>(&size), sizeof size));
    sha256_.Update(text);
  }
  return sha256_.Finish();
}

std::optional<RelayChecker::Expires> RelayChecker::Recall(const Sha256Digest& inputs) const {
  if (memory_ == nullptr) return std::nullopt;
  return memory_->others.Find(inputs);
}

void RelayChecker::Remember(const Sha256Digest& inputs, const Expires& expires) {
  if (memory_ != nullptr) memory_->others.Add(inputs, expires);
}

// Ready returns the key of a `signing-key` object, of the last ones or in *own; null: it is none.
RelayChecker::SigningKey* RelayChecker::Ready(std::string_view body, SigningKey* own) {
  const uint64_t number = std::hash<std::string_view>()(body);
  if (SigningKey* const found =
          keys_.Find(number, [body](const SigningKey& key) { return key.body == body; });
      found != nullptr && !body.empty()) {
    return found;
  }
  const descriptor::SigningKey object{body};
  RsaPublicKey key;
  netdoc::Fault fault;
  if (!object.Check(&fault) || !object.Decode(&key)) return nullptr;
  SigningKey* made = keys_.Replace(number);
  if (made == nullptr) made = own;
  made->body = body;
  made->fingerprint = sha1_.Hash(key.der());
  made->checker.reset();
  if (absl::StatusOr<RsaChecker> checker = RsaChecker::Create(key); checker.ok()) {
    made->checker.emplace(*std::move(checker));
  }
  return made;
}

std::optional<RelayChecker::Identity> RelayChecker::CheckIdentity(
    const std::optional<descriptor::IdentityCertificate>& certificate,
    const std::optional<descriptor::Ed25519Key>& master_key, std::string_view text,
    std::vector<Verdict>* verdicts) {
  const CheckKind& check = relay_checks::kIdentityEd25519;
  const auto bad = [&](const netdoc::Problem& problem, std::string_view where,
                       std::string_view expects = {}) {
    verdicts->push_back(BadVerdict(check, problem, where, expects));
    return std::nullopt;
  };
  if (!certificate.has_value()) {
    return bad(problems::kNotSigned, text.substr(0, 0), check.name);
  }
  const Sha256Digest inputs =
      Inputs(check, {certificate->body, master_key.has_value() ? master_key->text : ""});
  if (const auto known = memory_ == nullptr ? std::nullopt : memory_->identities.Find(inputs)) {
    verdicts->push_back(GoodVerdict(check, certificate->body, known->expires));
    return *known;
  }
  Ed25519Certificate decoded;
  netdoc::Fault fault;
  // Check knows the type that it must be of, and that it must name its signer.
  if (!certificate->Check(&fault) || !certificate->Decode(&decoded)) {
    return bad(problems::kNotReadable, certificate->body);
  }
  const Identity identity{decoded.signing_key, decoded.certified_key, decoded.expires()};
  if (master_key.has_value()) {
    Ed25519Point stated;
    if (!master_key->Decode(&stated)) return bad(problems::kNotReadable, master_key->text);
    if (stated != identity.master_key) {
      return bad(problems::kWrongSigner, certificate->body, "`master-key-ed25519`");
    }
  }
  if (CheckCertificate(decoded, identity.master_key) != CertificateResult::kGood) {
    return bad(problems::kBadEd25519Signature, certificate->body, kMasterKey);
  }
  if (memory_ != nullptr) memory_->identities.Add(inputs, identity);
  verdicts->push_back(GoodVerdict(check, certificate->body, decoded.expires()));
  return identity;
}

void RelayChecker::CheckEd25519Signature(
    const std::optional<descriptor::Ed25519Signature>& signature,
    const std::optional<Identity>& identity, std::string_view text, size_t signatures,
    std::vector<Verdict>* verdicts) {
  const CheckKind& check = relay_checks::kRouterSigEd25519;
  if (!signature.has_value()) {
    verdicts->push_back(BadVerdict(check, problems::kNotSigned, text.substr(0, 0), check.name));
    return;
  }
  if (!identity.has_value()) {
    verdicts->push_back(
        UnknownVerdict(check, problems::kSignerNotGiven, signature->text, kCertifiedKey));
    return;
  }
  const std::string_view signed_text = TextThroughKeyword(text, signatures);
  // The signature must be what the signed text ends at, and nothing may stand between its line and
  // the RSA signature: that would be signed by the weaker key alone.
  const char* const end = signature->text.data() + signature->text.size();
  if (signature->text.data() != signed_text.data() + signed_text.size() ||
      (text.find(kRsaLine, signatures) != std::string_view::npos &&
       !text.substr(static_cast<size_t>(end - text.data())).starts_with(kRsaLine))) {
    verdicts->push_back(BadVerdict(check, problems::kUnsignedText, signature->text, check.name));
    return;
  }
  std::array<uint8_t, 64> bytes;
  if (signed_text.empty() || !signature->Decode(&bytes)) {
    verdicts->push_back(BadVerdict(check, problems::kNotReadable, signature->text));
    return;
  }
  sha256_.Reset();
  sha256_.Update(kSignaturePrefix);
  sha256_.Update(signed_text);
  const Sha256Digest message = sha256_.Finish();
  verdicts->push_back(
      CheckEd25519(message, bytes, identity->signing_key)
          ? GoodVerdict(check, signature->text, identity->expires)
          : BadVerdict(check, problems::kBadEd25519Signature, signature->text, kCertifiedKey));
}

Verdict RelayChecker::OnionKeyVerdict(const descriptor::ServerDescriptor& document,
                                      const SigningKey* signing_key, const Identity& identity) {
  const CheckKind& check = relay_checks::kOnionKeyCrosscert;
  if (!document.onion_key_crosscert.has_value()) {
    return BadVerdict(check, problems::kNotSigned, document.text.substr(0, 0), check.name);
  }
  const std::string_view where = document.onion_key_crosscert->body;
  const Sha1Digest fingerprint = signing_key == nullptr ? Sha1Digest{} : signing_key->fingerprint;
  const Sha256Digest inputs =
      Inputs(check, {document.onion_key.has_value() ? document.onion_key->body : "", where,
                     View(fingerprint), View(identity.master_key)});
  if (Recall(inputs).has_value()) return GoodVerdict(check, where);
  RsaPublicKey key;
  netdoc::Fault fault;
  if (!document.onion_key.has_value() || !document.onion_key->present() ||
      !document.onion_key->Check(&fault) || !document.onion_key->Decode(&key)) {
    return BadVerdict(check, problems::kUnusableKey, where, kOnionKey);
  }
  std::array<uint8_t, descriptor::CrossCertObject::kMaxBytes> signature;
  size_t size;
  if (!document.onion_key_crosscert->Decode(&signature, &size)) {
    return BadVerdict(check, problems::kNotReadable, where);
  }
  if (signing_key == nullptr) {
    return UnknownVerdict(check, problems::kSignerNotGiven, where, kSigningKey);
  }
  std::array<uint8_t, 52> identities;
  std::copy(fingerprint.begin(), fingerprint.end(), identities.begin());
  std::copy(identity.master_key.begin(), identity.master_key.end(), identities.begin() + 20);
  // Not by way of the remembered keys: an onion key is another one every month.
  absl::StatusOr<RsaChecker> checker = RsaChecker::Create(key);
  const Verdict verdict = RsaVerdict(check, kOnionKey, checker.ok() ? &*checker : nullptr,
                                     identities, std::span(signature).first(size), where);
  if (verdict.outcome == Outcome::kGood) Remember(inputs, {});
  return verdict;
}

Verdict RelayChecker::NtorVerdict(const descriptor::ServerDescriptor& document,
                                  const Identity& identity) {
  const CheckKind& check = relay_checks::kNtorOnionKeyCrosscert;
  if (!document.ntor_onion_key_crosscert.has_value()) {
    return BadVerdict(check, problems::kNotSigned, document.text.substr(0, 0), check.name);
  }
  const descriptor::NtorOnionKeyCrosscert& item = *document.ntor_onion_key_crosscert;
  const std::string_view where = item.certificate.body;
  const std::array<uint8_t, 1> bit = {item.bit.value};
  const Sha256Digest inputs =
      Inputs(check, {document.ntor_onion_key.has_value() ? document.ntor_onion_key->text : "",
                     View(bit), where, View(identity.master_key)});
  // What could not be read of the line is no part of the inputs.
  if (const auto expires = Recall(inputs); expires.has_value() && item.unread == 0) {
    return GoodVerdict(check, where, *expires);
  }
  Ed25519Certificate certificate;
  netdoc::Fault fault;
  if (item.unread != 0 || !item.certificate.Check(&fault) ||
      !item.certificate.Decode(&certificate)) {
    return BadVerdict(check, problems::kNotReadable, where);
  }
  Ed25519Point ntor, signer;
  if (!document.ntor_onion_key.has_value() || !document.ntor_onion_key->Decode(&ntor)) {
    return BadVerdict(check, problems::kUnusableKey, where, kNtorOnionKey);
  }
  if (certificate.certified_key != identity.master_key) {
    return BadVerdict(check, problems::kWrongSubject, where, kMasterKey);
  }
  if (!Ed25519FromCurve25519(ntor, item.bit.value, &signer)) {
    return BadVerdict(check, problems::kUnusableKey, where, kNtorOnionKey);
  }
  switch (CheckCertificate(certificate, signer)) {
    case CertificateResult::kGood:
      break;
    case CertificateResult::kOtherSigner:
      return BadVerdict(check, problems::kWrongSigner, where, kNtorOnionKey);
    case CertificateResult::kBadSignature:
      return BadVerdict(check, problems::kBadEd25519Signature, where, kNtorOnionKey);
  }
  Remember(inputs, certificate.expires());
  return GoodVerdict(check, where, certificate.expires());
}

Verdict RelayChecker::FamilyVerdict(const descriptor::FamilyCertificate& family,
                                    const Identity& identity) {
  const CheckKind& check = relay_checks::kFamilyCert;
  const Sha256Digest inputs = Inputs(check, {family.body, View(identity.master_key)});
  if (const auto expires = Recall(inputs); expires.has_value()) {
    return GoodVerdict(check, family.body, *expires);
  }
  Ed25519Certificate certificate;
  netdoc::Fault fault;
  if (!family.Check(&fault) || !family.Decode(&certificate)) {
    return BadVerdict(check, problems::kNotReadable, family.body);
  }
  if (certificate.certified_key != identity.master_key) {
    return BadVerdict(check, problems::kWrongSubject, family.body, kMasterKey);
  }
  // Whose family it is, is what the certificate says.
  if (CheckCertificate(certificate, certificate.signing_key) != CertificateResult::kGood) {
    return BadVerdict(check, problems::kBadEd25519Signature, family.body, kFamilyKey);
  }
  Remember(inputs, certificate.expires());
  return GoodVerdict(check, family.body, certificate.expires());
}

std::optional<SignatureChecked<descriptor::ServerDescriptor>> RelayChecker::Check(
    const descriptor::ServerDescriptor& document, std::vector<Verdict>* verdicts) {
  const size_t before = verdicts->size();
  CheckAll(document, verdicts);
  return SignatureChecked<descriptor::ServerDescriptor>::If(
      document, std::span<const Verdict>(*verdicts).subspan(before));
}

std::optional<SignatureChecked<descriptor::ExtraInfo>> RelayChecker::Check(
    const descriptor::ExtraInfo& document, const RelayKeys* relay, std::vector<Verdict>* verdicts) {
  const size_t before = verdicts->size();
  CheckAll(document, relay, verdicts);
  return SignatureChecked<descriptor::ExtraInfo>::If(
      document, std::span<const Verdict>(*verdicts).subspan(before));
}

void RelayChecker::CheckAll(const descriptor::ServerDescriptor& document,
                            std::vector<Verdict>* verdicts) {
  const std::string_view nowhere = document.text.substr(0, 0);
  if (document.kind == descriptor::kBridgeDescriptor) {
    verdicts->push_back(
        UnknownVerdict(relay_checks::kRouterSignature, problems::kNothingToVerify, nowhere));
    return;
  }
  const size_t signatures = SignaturesBegin(document.text);
  SigningKey own;
  SigningKey* const key =
      document.signing_key.has_value() ? Ready(document.signing_key->body, &own) : nullptr;

  if (const std::string_view line = UnreadItem(document, {relay_checks::kFingerprint.name});
      line.data() != nullptr) {
    verdicts->push_back(BadVerdict(relay_checks::kFingerprint, problems::kNotReadable, line));
  }
  if (document.fingerprint.has_value()) {
    const CheckKind& check = relay_checks::kFingerprint;
    const std::string_view where = descriptor::LineOf(document.text, check.name);
    if (key == nullptr) {
      verdicts->push_back(UnknownVerdict(check, problems::kSignerNotGiven, where, kSigningKey));
    } else if (document.fingerprint->bytes != key->fingerprint) {
      verdicts->push_back(BadVerdict(check, problems::kWrongSubject, where, kSigningKey));
    } else {
      verdicts->push_back(GoodVerdict(check, where));
    }
  }

  // Before tor 0.2.7 there were no Ed25519 identities. Whatever hints at one wants all of it.
  const std::string_view unread =
      UnreadItem(document, {"identity-ed25519", "master-key-ed25519", "onion-key-crosscert",
                            "ntor-onion-key-crosscert", "family-cert", "router-sig-ed25519"});
  const bool has_ed25519 =
      document.identity_ed25519.has_value() || document.master_key_ed25519.has_value() ||
      document.onion_key_crosscert.has_value() || document.ntor_onion_key_crosscert.has_value() ||
      !document.family_cert.empty() || document.router_sig_ed25519.has_value() ||
      unread.data() != nullptr;
  if (unread.data() != nullptr) {
    verdicts->push_back(BadVerdict(relay_checks::kIdentityEd25519, problems::kNotReadable, unread));
  } else if (!has_ed25519 && document.AgeAgainst("0.2.7.2-alpha") == netdoc::Age::kNotOlder) {
    Verdict verdict =
        BadVerdict(relay_checks::kIdentityEd25519, problems::kNoEd25519Identity, nowhere);
    verdict.outcome = Outcome::kWarned;
    verdicts->push_back(verdict);
  }
  if (has_ed25519) {
    const std::optional<Identity> identity = CheckIdentity(
        document.identity_ed25519, document.master_key_ed25519, document.text, verdicts);
    if (identity.has_value()) {
      // A relay may have no TAP key any more.
      if (document.onion_key.has_value() || document.onion_key_crosscert.has_value()) {
        verdicts->push_back(OnionKeyVerdict(document, key, *identity));
      }
      verdicts->push_back(NtorVerdict(document, *identity));
      for (const descriptor::FamilyCertificate& family : document.family_cert) {
        verdicts->push_back(FamilyVerdict(family, *identity));
      }
    }
    CheckEd25519Signature(document.router_sig_ed25519, identity, document.text, signatures,
                          verdicts);
  }

  if (key != nullptr) return CheckRsaSignature(document, *key, signatures, verdicts);
  const CheckKind& check = relay_checks::kRouterSignature;
  verdicts->push_back(
      BadVerdict(check, problems::kUnusableKey,
                 document.router_signature.has_value() ? document.router_signature->body : nowhere,
                 kSigningKey));
}

template <typename Document>
void RelayChecker::CheckRsaSignature(const Document& document, SigningKey& key, size_t signatures,
                                     std::vector<Verdict>* verdicts) {
  const CheckKind& check = relay_checks::kRouterSignature;
  const auto bad = [&](const netdoc::Problem& problem, std::string_view where) {
    verdicts->push_back(BadVerdict(check, problem, where, check.name));
  };
  if (!document.router_signature.has_value()) {
    return bad(problems::kNotSigned, document.text.substr(0, 0));
  }
  const std::string_view where = document.router_signature->body;
  std::array<uint8_t, std::remove_cvref_t<decltype(*document.router_signature)>::kMaxBytes> bytes;
  size_t size;
  if (!document.router_signature->Decode(&bytes, &size)) {
    return bad(problems::kNotReadable, where);
  }
  // tor looks for the first line that begins so, and wants the signature to be last.
  const std::string_view signed_text = document.signed_text();
  const size_t line = document.text.find(kRsaLine.substr(0, kRsaLine.size() - 1), signatures);
  if (line == std::string_view::npos || line + kRsaLine.size() != signed_text.size()) {
    return bad(problems::kUnsignedText, where);
  }
  const std::string_view behind =
      FirstUnsigned(document.text.substr(line + 1), check.name, Signatures::kOne);
  if (behind.data() != nullptr) return bad(problems::kUnsignedText, behind);
  verdicts->push_back(RsaVerdict(check, kSigningKey,
                                 key.checker.has_value() ? &*key.checker : nullptr,
                                 sha1_.Hash(signed_text), std::span(bytes).first(size), where));
}

void RelayChecker::CheckAll(const descriptor::ExtraInfo& document, const RelayKeys* relay,
                            std::vector<Verdict>* verdicts) {
  const std::string_view nowhere = document.text.substr(0, 0);
  const CheckKind& check = relay_checks::kRouterSignature;
  if (document.kind == descriptor::kBridgeExtraInfo) {
    verdicts->push_back(UnknownVerdict(check, problems::kNothingToVerify, nowhere));
    return;
  }
  const size_t signatures = SignaturesBegin(document.text);
  std::optional<Identity> identity;
  const std::string_view unread =
      UnreadItem(document, {"identity-ed25519", "master-key-ed25519", "router-sig-ed25519"});
  if (unread.data() != nullptr) {
    verdicts->push_back(BadVerdict(relay_checks::kIdentityEd25519, problems::kNotReadable, unread));
  }
  if (document.identity_ed25519.has_value() || document.master_key_ed25519.has_value() ||
      document.router_sig_ed25519.has_value() || unread.data() != nullptr) {
    identity = CheckIdentity(document.identity_ed25519, document.master_key_ed25519, document.text,
                             verdicts);
    CheckEd25519Signature(document.router_sig_ed25519, identity, document.text, signatures,
                          verdicts);
  }
  if (relay == nullptr) {
    verdicts->push_back(UnknownVerdict(
        check, problems::kSignerNotGiven,
        document.router_signature.has_value() ? document.router_signature->body : nowhere,
        kSigningKey));
    return;
  }
  // The identities of both must be the same: else anybody could sign with one of his own.
  const CheckKind& ed25519 = relay_checks::kIdentityEd25519;
  const auto known = [&](const RelayKeys::MasterKey& key) {
    return std::find(relay->master_keys.begin(), relay->master_keys.end(), key) !=
           relay->master_keys.end();
  };
  if (!document.identity_ed25519.has_value()) {
    if (!known(std::nullopt)) {
      verdicts->push_back(BadVerdict(ed25519, problems::kNotSigned, nowhere, ed25519.name));
    }
  } else if (identity.has_value() && !known(identity->master_key)) {
    verdicts->push_back(BadVerdict(ed25519, problems::kWrongSigner, document.identity_ed25519->body,
                                   kMasterKeyOfDescriptor));
  }
  SigningKey own;
  if (SigningKey* const key = Ready(relay->signing_key, &own); key == nullptr) {
    verdicts->push_back(BadVerdict(check, problems::kUnusableKey, nowhere, kSigningKey));
  } else if (document.extra_info.unread != 0 ||
             key->fingerprint != document.extra_info.fingerprint.bytes) {
    verdicts->push_back(BadVerdict(check, problems::kWrongSigner, nowhere, kSigningKey));
  } else {
    CheckRsaSignature(document, *key, signatures, verdicts);
  }
}

}  // namespace scape::crypto
