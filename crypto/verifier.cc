#include "crypto/verifier.h"

#include <algorithm>
#include <utility>

#include "crypto/lint_context.h"
#include "descriptor/bridge_network_status.h"
#include "descriptor/detached_signature.h"
#include "descriptor/directory.h"
#include "descriptor/key_certificate.h"
#include "descriptor/network_status.h"
#include "descriptor/network_status_2.h"

namespace scape::crypto {
namespace {

using descriptor::AnyDocument;
using descriptor::BridgeNetworkStatus;
using descriptor::DetachedSignature;
using descriptor::Directory;
using descriptor::ExtraInfo;
using descriptor::KeyCertificate;
using descriptor::NetworkStatus;
using descriptor::NetworkStatus2;
using descriptor::RunningRouters;
using descriptor::ServerDescriptor;

}  // namespace

absl::StatusOr<Evidence> Evidence::Create() {
  absl::StatusOr<CertificateStore> certificates = CertificateStore::Create();
  if (!certificates.ok()) return certificates.status();
  absl::StatusOr<DocumentGraph> graph =
      DocumentGraph::Create(DocumentGraph::Consensuses::kNamedBefore);
  if (!graph.ok()) return graph.status();
  return Evidence(*std::move(certificates), *std::move(graph));
}

void Evidence::Add(const AnyDocument& document, std::string_view file,
                   const netdoc::RawDocument& raw) {
  verdicts_.clear();
  if (const auto* certificate = document.As<KeyCertificate>()) {
    certificates_.Add(*certificate, &verdicts_);
  } else if (const auto* status = document.As<NetworkStatus>()) {
    for (const KeyCertificate& certificate : status->certificate) {
      certificates_.Add(certificate, &verdicts_);
    }
  }
  // What a network status names is only as good as the status: AddNamer.
  if (document.As<NetworkStatus>() != nullptr) return;
  if (const auto* relay = document.As<ServerDescriptor>()) AddKeys(RelayKeys::Of(*relay));
  AddNamer(document, file, raw);
}

void Evidence::Add(Gathered gathered, std::string_view file) {
  AddKeys(std::move(gathered.keys));
  complete_ = graph_.Add(std::move(gathered.described), file) && complete_;
}

void Evidence::AddKeys(std::optional<RelayKeys> keys) {
  if (!keys.has_value()) return;
  const auto [at, is_new] = relays_.try_emplace(keys->fingerprint);
  if (is_new) {
    at->second = *std::move(keys);
  } else {
    at->second.Add(*keys);
  }
}

absl::StatusOr<Evidence::Gatherer> Evidence::Gatherer::Create() {
  absl::StatusOr<std::unique_ptr<DocumentGraph::Describer>> describer =
      DocumentGraph::Describer::Create();
  if (!describer.ok()) return describer.status();
  return Gatherer(*std::move(describer));
}

std::optional<Evidence::Gathered> Evidence::Gatherer::Gather(const AnyDocument& document,
                                                             const netdoc::RawDocument& raw) {
  if (document.As<KeyCertificate>() != nullptr || document.As<NetworkStatus>() != nullptr) {
    return std::nullopt;
  }
  Gathered gathered{describer_->Describe(document, raw), std::nullopt};
  if (const auto* relay = document.As<ServerDescriptor>()) gathered.keys = RelayKeys::Of(*relay);
  return gathered;
}

void Evidence::AddNamer(const AnyDocument& document, std::string_view file,
                        const netdoc::RawDocument& raw) {
  complete_ = graph_.Add(document, file, raw) && complete_;
}

bool Evidence::NeedsVerifying(const netdoc::RawDocument& raw) {
  return static_cast<const descriptor::DocumentType*>(raw.type)->rules.data() ==
         netdoc::kTable<NetworkStatus>.rules.data();
}

const RelayKeys* Evidence::KeysOf(const Sha1Digest& fingerprint) const {
  const auto found = relays_.find(fingerprint);
  return found == relays_.end() ? nullptr : &found->second;
}

Verifier::Verifier(const VerifyOptions& options, const Evidence& evidence, RelayChecker relays,
                   StatusChecker statuses, CertificateStore certificates, CertificateStore scratch,
                   Sha1Digester sha1, Sha256Digester sha256)
    : options_(options),
      evidence_(evidence),
      relays_(std::move(relays)),
      statuses_(std::move(statuses)),
      certificates_(std::move(certificates)),
      scratch_(std::move(scratch)),
      sha1_(std::move(sha1)),
      sha256_(std::move(sha256)),
      old_authorities_(OldAuthorities()) {}

absl::StatusOr<std::unique_ptr<Verifier>> Verifier::Create(const VerifyOptions& options,
                                                           const Evidence& evidence) {
  return Make(options, evidence, RelayChecker::Create());
}

absl::StatusOr<std::unique_ptr<Verifier>> Verifier::Copy() const {
  return Make(options_, evidence_, relays_.Copy());
}

absl::StatusOr<std::unique_ptr<Verifier>> Verifier::Make(const VerifyOptions& options,
                                                         const Evidence& evidence,
                                                         absl::StatusOr<RelayChecker> relays) {
  if (!relays.ok()) return relays.status();
  absl::StatusOr<StatusChecker> statuses = StatusChecker::Create();
  if (!statuses.ok()) return statuses.status();
  absl::StatusOr<CertificateStore> certificates = evidence.certificates().Copy();
  if (!certificates.ok()) return certificates.status();
  absl::StatusOr<CertificateStore> scratch = CertificateStore::Create();
  if (!scratch.ok()) return scratch.status();
  absl::StatusOr<Sha1Digester> sha1 = Sha1Digester::Create();
  if (!sha1.ok()) return sha1.status();
  absl::StatusOr<Sha256Digester> sha256 = Sha256Digester::Create();
  if (!sha256.ok()) return sha256.status();
  return std::unique_ptr<Verifier>(new Verifier(
      options, evidence, *std::move(relays), *std::move(statuses), *std::move(certificates),
      *std::move(scratch), *std::move(sha1), *std::move(sha256)));
}

netdoc::UtcTime Verifier::At(netdoc::UtcTime own, DocumentVerdict* verdict) const {
  verdict->time = own;
  verdict->at = options_.at.value_or(own);
  return verdict->at;
}

const AuthoritySet& Verifier::Trusted(netdoc::UtcTime own) {
  if (options_.authorities.has_value()) return *options_.authorities;
  if (of_time_is_of_ != own) {
    of_time_ = AuthoritiesAt(own);
    of_time_is_of_ = own;
  }
  return of_time_;
}

void Verifier::VerifyStatus(const NetworkStatus& status, DocumentVerdict* verdict) {
  const std::string_view nowhere = status.text.substr(0, 0);
  const netdoc::UtcTime at = At(status.valid_after, verdict);
  if (status.kind == descriptor::kVote) {
    statuses_.CheckVote(status, &verdict->checks);
    const AuthoritySet::Member* const voter =
        status.authorities.empty()
            ? nullptr
            : Trusted(status.valid_after)
                  .Find(status.authorities.front().dir_source.identity.bytes);
    if (voter == nullptr || voter->weak) {
      verdict->checks.push_back(UnknownVerdict(
          document_checks::kTrustedSigner,
          voter == nullptr ? problems::kUnknownAuthority : problems::kWeakAuthorityKey, nowhere));
    }
    CheckValidity(ValidityOf(status), at, nowhere, &verdict->checks);
    return;
  }
  statuses_.CheckConsensus(status, Trusted(status.valid_after), at, &certificates_,
                           &verdict->status);
  const StatusVerdict& result = verdict->status;
  const CheckKind& majority = document_checks::kMajority;
  if (result.unsigned_text.data() != nullptr) {
    verdict->checks.push_back(
        BadVerdict(majority, problems::kUnsignedText, result.unsigned_text, majority.name));
  } else if (result.signatures.empty()) {
    verdict->checks.push_back(BadVerdict(majority, problems::kNoSignatures, nowhere));
  } else if (!result.accepted()) {
    // With the certificates that are missing it might be enough.
    verdict->checks.push_back(result.good + result.without_certificate >= result.needed
                                  ? UnknownVerdict(majority, problems::kTooFewSignatures, nowhere)
                                  : BadVerdict(majority, problems::kTooFewSignatures, nowhere));
  } else {
    verdict->checks.push_back(GoodVerdict(majority, nowhere));
    for (const SignatureVerdict& signature : result.signatures) {
      if (signature.verdict.outcome != Outcome::kBad &&
          signature.verdict.outcome != Outcome::kWarned) {
        continue;
      }
      verdict->checks.back().outcome = Outcome::kWarned;
      verdict->checks.back().problem = &problems::kBadOfSome;
    }
    // A signer that no dir-source names makes tor refuse the whole.
    for (const SignatureVerdict& signature : result.signatures) {
      if (signature.verdict.problem == &problems::kSignerIsNoVoter) {
        verdict->checks.push_back(
            BadVerdict(majority, problems::kSignerIsNoVoter, signature.verdict.where));
      }
    }
  }
  CheckValidity(ValidityOf(status), at, nowhere, &verdict->checks);
}

void Verifier::VerifyUnsigned(const AnyDocument& document, const netdoc::RawDocument& raw,
                              DocumentVerdict* verdict) {
  const std::string_view nowhere = raw.body.substr(0, 0);
  const CheckKind& check = document_checks::kNamed;
  const descriptor::DocumentIdentity identity = document.Identity(LintContextWithDigests());
  if (identity.target.has_value()) {
    const descriptor::DocumentDigests digests = document.Digests();
    std::optional<Sha1Digest> sha1 = digests.sha1;
    std::optional<Sha256Digest> sha256 = digests.sha256;
    if (!digests.sha1_of.empty()) sha1 = sha1_.Hash(digests.sha1_of);
    if (!digests.sha256_of.empty()) sha256 = sha256_.Hash(digests.sha256_of);
    if (const auto by = evidence_.graph().WhoNames(*identity.target, sha1, sha256)) {
      verdict->named_in = by->file;
      verdict->named_line = by->line;
      verdict->checks.push_back(GoodVerdict(check, nowhere));
      return;
    }
  }
  verdict->checks.push_back(UnknownVerdict(check, problems::kUnsignedDocument, nowhere));
}

void Verifier::Verify(const AnyDocument& document, const netdoc::RawDocument& raw,
                      DocumentVerdict* verdict) {
  verdict->checks.clear();
  verdict->status = {};
  verdict->time.reset();
  verdict->at = options_.at.value_or(netdoc::UtcTime{});
  verdict->named_in = {};
  verdict->named_line = 0;
  const std::string_view nowhere = raw.body.substr(0, 0);
  std::vector<Verdict>* const checks = &verdict->checks;
  const AuthoritySet& old_trusted =
      options_.authorities.has_value() ? *options_.authorities : old_authorities_;
  if (const auto* relay = document.As<ServerDescriptor>()) {
    const netdoc::UtcTime at = At(relay->published, verdict);
    relays_.Check(*relay, checks);
    if (Worst(*checks) != Outcome::kUnknown) CheckValidity(ValidityOf(*relay), at, nowhere, checks);
  } else if (const auto* extra_info = document.As<ExtraInfo>()) {
    const netdoc::UtcTime at = At(extra_info->published, verdict);
    relays_.Check(*extra_info, evidence_.KeysOf(extra_info->extra_info.fingerprint.bytes), checks);
    if (extra_info->kind != descriptor::kBridgeExtraInfo) {
      CheckValidity(ValidityOf(*extra_info), at, nowhere, checks);
    }
  } else if (const auto* certificate = document.As<KeyCertificate>()) {
    const netdoc::UtcTime at = At(certificate->dir_key_published, verdict);
    scratch_.Clear();
    scratch_.Add(*certificate, checks);
    CheckValidity(ValidityOf(*certificate), at, nowhere, checks);
  } else if (const auto* status = document.As<NetworkStatus>()) {
    VerifyStatus(*status, verdict);
  } else if (const auto* detached = document.As<DetachedSignature>()) {
    const netdoc::UtcTime at = At(detached->valid_after, verdict);
    statuses_.CheckDetached(*detached, Trusted(detached->valid_after), at, &certificates_,
                            &verdict->status);
    if (verdict->status.signatures.empty()) {
      checks->push_back(BadVerdict(document_checks::kEach, problems::kNoSignatures, nowhere));
    }
    const CheckKind& each = document_checks::kEach;
    for (const SignatureVerdict& one : verdict->status.signatures) {
      if (one.verdict.outcome == Outcome::kGood) continue;
      Verdict verdict_on_all = UnknownVerdict(each, problems::kNotAllGood, nowhere);
      verdict_on_all.outcome = one.verdict.outcome;
      checks->push_back(verdict_on_all);
    }
    if (checks->empty()) checks->push_back(GoodVerdict(each, nowhere));
    // One verdict on all: the worst.
    const Outcome worst = Worst(*checks);
    std::erase_if(*checks, [&](const Verdict& one) { return one.outcome != worst; });
    checks->erase(checks->begin() + 1, checks->end());
    CheckValidity({detached->valid_after, detached->valid_until, 86400, 86400}, at, nowhere,
                  checks);
  } else if (const auto* status_2 = document.As<NetworkStatus2>()) {
    At(status_2->published, verdict);
    statuses_.CheckOld(*status_2, old_trusted, checks);
  } else if (const auto* directory = document.As<Directory>()) {
    if (directory->published.has_value()) At(*directory->published, verdict);
    statuses_.CheckOld(*directory, old_trusted, checks);
  } else if (const auto* running = document.As<RunningRouters>()) {
    At(running->published, verdict);
    statuses_.CheckOld(*running, old_trusted, checks);
  } else if (document.As<BridgeNetworkStatus>() != nullptr) {
    checks->push_back(
        UnknownVerdict(document_checks::kMajority, problems::kNothingToVerify, nowhere));
  } else {
    VerifyUnsigned(document, raw, verdict);
  }
  verdict->outcome = Worst(*checks);
  if (options_.strict && verdict->outcome == Outcome::kWarned) verdict->outcome = Outcome::kBad;
}

}  // namespace scape::crypto
