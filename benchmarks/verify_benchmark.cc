// What checking signatures costs, beside the operations of OpenSSL and libsodium that it needs.
// Everything is measured in turns, so that what disturbs one disturbs the others; medians of the
// rounds are printed. Every variant's result is checked before anything is measured.
//
//   verify_benchmark [ROUNDS [RELAYS]]
//   verify_benchmark server-descriptors FILE [PASSES]
//   verify_benchmark consensus FILE CERTIFICATES [PASSES]
//
// The latter two are for programs that compare: they parse and check all server descriptors of a
// file, or the first consensus of one and nothing else, print how many documents were good (or
// signatures), and the median CPU time of the passes. Of the first, SCAPE_BENCH_SERVER_DESCRIPTORS
// names a file of signed server descriptors, of which those of the first RELAYS relays are taken
// (all their descriptors), else testdata's are; and SCAPE_BENCH_CONSENSUS and
// SCAPE_BENCH_CERTIFICATES a consensus and its certificates.
#include <sodium.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "crypto/authorities.h"
#include "crypto/certificate_store.h"
#include "crypto/digest.h"
#include "crypto/ed25519.h"
#include "crypto/relay_checker.h"
#include "crypto/rsa.h"
#include "crypto/status_checker.h"
#include "descriptor/document_type.h"
#include "descriptor/key_certificate.h"
#include "descriptor/netdoc/document_reader.h"
#include "descriptor/netdoc/parse.h"
#include "descriptor/network_status.h"
#include "descriptor/server_descriptor.h"

namespace {

using namespace scape;  // NOLINT: a program
using crypto::Outcome;
using crypto::Verdict;
using descriptor::KeyCertificate;
using descriptor::NetworkStatus;
using descriptor::ServerDescriptor;

[[noreturn]] void Fail(const std::string& why) {
  std::fprintf(stderr, "verify_benchmark: %s\n", why.c_str());
  std::exit(2);
}

// Path is the one that the environment names, or the other.
std::string Path(const char* variable, const char* otherwise) {
  const char* const path = std::getenv(variable);
  return path == nullptr || path[0] == '\0' ? otherwise : path;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) Fail(path + ": cannot be read");
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

template <typename Document>
void Parse(std::string_view body, Document* document) {
  netdoc::Diagnostics diagnostics(netdoc::Mode::kLenient);
  netdoc::ParseDocument(body, 0, document, diagnostics);
}

std::vector<std::string_view> Bodies(std::string_view text) {
  std::vector<std::string_view> bodies;
  netdoc::DocumentReader reader(descriptor::ReaderTypes(), {}, text);
  netdoc::RawDocument raw;
  while (reader.Next(&raw)) {
    if (raw.problem == nullptr) bodies.push_back(raw.body);
  }
  return bodies;
}

// Variant is one thing that is measured: `run` does it all once, and returns how many it did.
struct Variant {
  std::string name;
  std::function<size_t()> run;
  std::vector<double> seconds = {};
  size_t done = 0;

  double median() const {
    std::vector<double> sorted = seconds;
    std::sort(sorted.begin(), sorted.end());
    return sorted[sorted.size() / 2];
  }
};

void Measure(std::vector<Variant>& variants, int rounds) {
  for (int round = 0; round < rounds; ++round) {
    for (Variant& variant : variants) {
      const auto begin = std::chrono::steady_clock::now();
      variant.done = variant.run();
      const auto end = std::chrono::steady_clock::now();
      variant.seconds.push_back(std::chrono::duration<double>(end - begin).count());
    }
  }
}

// Ratio is the median over the rounds of how long `a` took for each time that `b` took.
double Ratio(const Variant& a, const Variant& b) {
  std::vector<double> ratios;
  for (size_t i = 0; i < a.seconds.size(); ++i) ratios.push_back(a.seconds[i] / b.seconds[i]);
  std::sort(ratios.begin(), ratios.end());
  return ratios[ratios.size() / 2];
}

// Operations are what a descriptor's checks come down to, with everything decoded.
struct Operations {
  struct Ed25519 {
    std::vector<uint8_t> message;
    std::array<uint8_t, 64> signature;
    crypto::Ed25519Point key;
  };
  struct Rsa {
    descriptor::RsaPublicKey key;
    std::vector<uint8_t> signature;
  };
  std::vector<Ed25519> ed25519;
  std::vector<Rsa> rsa;
  std::optional<std::pair<crypto::Ed25519Point, bool>> curve25519;
  std::vector<std::string_view> sha1;
  std::vector<std::string_view> sha256;
};

Operations OperationsOf(const ServerDescriptor& d) {
  Operations operations;
  const auto signed_by = [&](const descriptor::Ed25519Certificate& certificate,
                             const crypto::Ed25519Point& key) {
    const std::span<const uint8_t> all = std::span(certificate.bytes).first(certificate.size);
    Operations::Ed25519 one;
    one.message.assign(all.begin(), all.end() - 64);
    std::copy(all.end() - 64, all.end(), one.signature.begin());
    one.key = key;
    operations.ed25519.push_back(one);
  };
  descriptor::Ed25519Certificate identity, ntor;
  crypto::Ed25519Point ntor_key, ntor_signer;
  Operations::Rsa onion, signing;
  std::array<uint8_t, descriptor::CrossCertObject::kMaxBytes> crosscert;
  std::array<uint8_t, std::remove_cvref_t<decltype(*d.router_signature)>::kMaxBytes> signature;
  Operations::Ed25519 last;
  size_t size;
  if (!d.identity_ed25519 || !d.identity_ed25519->Decode(&identity) ||
      !d.ntor_onion_key_crosscert || !d.ntor_onion_key_crosscert->certificate.Decode(&ntor) ||
      !d.ntor_onion_key->Decode(&ntor_key) ||
      !crypto::Ed25519FromCurve25519(ntor_key, d.ntor_onion_key_crosscert->bit.value,
                                     &ntor_signer) ||
      !d.signing_key->Decode(&signing.key) || !d.router_signature->Decode(&signature, &size) ||
      !d.router_sig_ed25519 || !d.router_sig_ed25519->Decode(&last.signature)) {
    Fail("a descriptor has not all signatures of today");
  }
  signing.signature.assign(signature.begin(), signature.begin() + static_cast<ptrdiff_t>(size));
  operations.rsa.push_back(signing);
  if (d.onion_key_crosscert && d.onion_key->Decode(&onion.key) &&
      d.onion_key_crosscert->Decode(&crosscert, &size)) {
    onion.signature.assign(crosscert.begin(), crosscert.begin() + static_cast<ptrdiff_t>(size));
    operations.rsa.push_back(onion);
  }
  signed_by(identity, identity.signing_key);
  signed_by(ntor, ntor_signer);
  operations.curve25519.emplace(ntor_key, d.ntor_onion_key_crosscert->bit.value);
  const std::string_view text = d.signed_text();
  const size_t end = text.find("\nrouter-sig-ed25519 ") + 20;
  const auto message =
      crypto::Sha256(std::string("Tor router descriptor signature v1").append(text.substr(0, end)));
  last.message.assign(message->begin(), message->end());
  last.key = identity.certified_key;
  operations.ed25519.push_back(last);
  operations.sha1 = {text, text.substr(0, signing.key.size)};
  operations.sha256 = {text.substr(0, end)};
  return operations;
}

bool Do(const Operations& operations, crypto::Sha1Digester& sha1, crypto::Sha256Digester& sha256) {
  bool good = true;
  for (const std::string_view text : operations.sha1) good &= sha1.Hash(text)[0] + 1 > 0;
  for (const std::string_view text : operations.sha256) good &= sha256.Hash(text)[0] + 1 > 0;
  crypto::Ed25519Point point;
  if (operations.curve25519) {
    good &= crypto::Ed25519FromCurve25519(operations.curve25519->first,
                                          operations.curve25519->second, &point);
  }
  for (const Operations::Ed25519& one : operations.ed25519) {
    good &= crypto_sign_verify_detached(one.signature.data(), one.message.data(),
                                        one.message.size(), one.key.data()) == 0;
  }
  for (const Operations::Rsa& one : operations.rsa) {
    std::array<uint8_t, crypto::RsaChecker::kMaxBytes> block;
    auto checker = crypto::RsaChecker::Create(one.key);
    good &= checker.ok() && !checker->Recover(one.signature, block).empty();
  }
  return good;
}

void Relays(int rounds, size_t relays) {
  const std::string text =
      ReadFile(Path("SCAPE_BENCH_SERVER_DESCRIPTORS", "testdata/server-descriptors"));
  std::vector<std::string_view> bodies;
  std::vector<ServerDescriptor> documents;
  std::set<crypto::Sha1Digest> chosen;
  for (const std::string_view body : Bodies(text)) {
    ServerDescriptor document;
    Parse(body, &document);
    if (!document.fingerprint.has_value()) continue;
    const crypto::Sha1Digest& fingerprint = document.fingerprint->bytes;
    if (!chosen.contains(fingerprint)) {
      if (chosen.size() == relays) continue;
      chosen.insert(fingerprint);
    }
    bodies.push_back(body);
    documents.push_back(std::move(document));
  }
  std::vector<Operations> operations;
  for (const ServerDescriptor& document : documents) operations.push_back(OperationsOf(document));
  auto sha1 = *crypto::Sha1Digester::Create();
  auto sha256 = *crypto::Sha256Digester::Create();

  const auto check_all = [&](crypto::RelayChecker::Memory memory, bool parse) {
    auto checker = *crypto::RelayChecker::Create(memory);
    std::vector<Verdict> verdicts;
    ServerDescriptor reused;
    size_t good = 0;
    for (size_t i = 0; i < documents.size(); ++i) {
      verdicts.clear();
      if (parse) Parse(bodies[i], &reused);
      checker.Check(parse ? reused : documents[i], &verdicts);
      good += crypto::Worst(verdicts) == Outcome::kGood;
    }
    if (good != documents.size()) Fail("a descriptor is not good");
    return good;
  };
  using Memory = crypto::RelayChecker::Memory;
  std::vector<Variant> variants = {
      {"raw operations",
       [&] {
         for (const Operations& one : operations) {
           if (!Do(one, sha1, sha256)) Fail("an operation fails");
         }
         return operations.size();
       }},
      {"libsodium ed25519",
       [&] {
         for (const Operations& one : operations) {
           const Operations::Ed25519& last = one.ed25519.back();
           if (crypto_sign_verify_detached(last.signature.data(), last.message.data(),
                                           last.message.size(), last.key.data()) != 0) {
             Fail("a signature is not good");
           }
         }
         return operations.size();
       }},
      {"check, forgetting", [&] { return check_all(Memory::kForget, false); }},
      {"check, remembering", [&] { return check_all(Memory::kRemember, false); }},
      {"parse and check, remembering", [&] { return check_all(Memory::kRemember, true); }}};
  for (Variant& variant : variants) variant.run();
  Measure(variants, rounds);
  std::printf("%zu server descriptors of %zu relays, medians of %d rounds\n", documents.size(),
              chosen.size(), rounds);
  for (const Variant& variant : variants) {
    std::printf("  %-30s %9.0f documents/s %8.1f us\n", variant.name.c_str(),
                static_cast<double>(variant.done) / variant.median(),
                1e6 * variant.median() / static_cast<double>(variant.done));
  }
  std::printf("  forgetting / raw operations       %6.2f   (at most 1.15)\n",
              Ratio(variants[2], variants[0]));
  std::printf("  forgetting / remembering          %6.2f   (at least 2)\n",
              Ratio(variants[2], variants[3]));
  std::printf("  libsodium / remembering           %6.2f   (at least 0.7)\n",
              Ratio(variants[1], variants[3]));
  std::printf("  libsodium / parse and check       %6.2f\n", Ratio(variants[1], variants[4]));
}

// Status is a consensus and what it is checked with: the certificates of a file, and everybody who
// has signed it as the authorities.
class Status {
 public:
  struct Raw {
    crypto::RsaChecker* key;
    std::vector<uint8_t> signature;
  };

  Status(const std::string& path, const std::string& certificates) : text_(ReadFile(path)) {
    const std::vector<std::string_view> bodies = Bodies(text_);
    if (bodies.empty()) Fail(path + ": there is no consensus");
    body_ = bodies.front();
    Parse(body_, &consensus_);
    const std::string certificate_text = ReadFile(certificates);
    std::vector<Verdict> verdicts;
    for (const std::string_view body : Bodies(certificate_text)) {
      KeyCertificate certificate;
      Parse(body, &certificate);
      store_.Add(certificate, &verdicts);
    }
    std::vector<crypto::Sha1Digest> signers;
    for (const auto& one : consensus_.directory_signature) {
      signers.push_back(one.identity.bytes);
      by_sha256_ = one.algorithm_name() == "sha256";
      auto* const found = store_.Find(one.identity.bytes, one.signing_key_digest.bytes);
      std::array<uint8_t, descriptor::RsaSignature::kMaxBytes> bytes;
      size_t size;
      if (found == nullptr || !one.signature.Decode(&bytes, &size)) continue;
      raws_.push_back(
          {&found->signing_key, {bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(size)}});
    }
    trusted_ = crypto::AuthoritySet::Of(signers);
  }

  const NetworkStatus& consensus() const { return consensus_; }
  std::string_view body() const { return body_; }
  bool by_sha256() const { return by_sha256_; }
  const std::vector<Raw>& raws() const { return raws_; }

  void Check(const NetworkStatus& status) {
    checker_.CheckConsensus(status, trusted_, consensus_.valid_after, &store_, &verdict_);
    if (verdict_.good != raws_.size()) Fail("a consensus is not good");
  }

 private:
  const std::string text_;
  std::string_view body_;
  NetworkStatus consensus_;
  crypto::CertificateStore store_ = *crypto::CertificateStore::Create();
  crypto::StatusChecker checker_ = *crypto::StatusChecker::Create();
  crypto::AuthoritySet trusted_ = crypto::AuthoritySet::Of({});
  bool by_sha256_ = false;
  std::vector<Raw> raws_;
  crypto::StatusVerdict verdict_;
};

void Consensuses(int rounds) {
  Status status(Path("SCAPE_BENCH_CONSENSUS", "testdata/consensus-diff/consensus-microdesc.base"),
                Path("SCAPE_BENCH_CERTIFICATES", "testdata/key-certificates"));
  const NetworkStatus& consensus = status.consensus();
  auto sha1 = *crypto::Sha1Digester::Create();
  auto sha256 = *crypto::Sha256Digester::Create();
  constexpr size_t kTimes = 50;
  NetworkStatus reused;
  std::vector<Variant> variants = {{"hash and RSA operations",
                                    [&] {
                                      for (size_t i = 0; i < kTimes; ++i) {
                                        if (status.by_sha256()) {
                                          sha256.Hash(consensus.signed_text());
                                        } else {
                                          sha1.Hash(consensus.signed_text());
                                        }
                                        for (const Status::Raw& raw : status.raws()) {
                                          std::array<uint8_t, crypto::RsaChecker::kMaxBytes> block;
                                          if (raw.key->Recover(raw.signature, block).empty())
                                            Fail("a signature is not good");
                                        }
                                      }
                                      return kTimes;
                                    }},
                                   {"check",
                                    [&] {
                                      for (size_t i = 0; i < kTimes; ++i) status.Check(consensus);
                                      return kTimes;
                                    }},
                                   {"parse and check", [&] {
                                      for (size_t i = 0; i < kTimes; ++i) {
                                        Parse(status.body(), &reused);
                                        status.Check(reused);
                                      }
                                      return kTimes;
                                    }}};
  for (Variant& variant : variants) variant.run();
  Measure(variants, rounds);
  std::printf("a consensus of %zu bytes with %zu signatures, medians of %d rounds\n",
              status.body().size(), status.raws().size(), rounds);
  for (const Variant& variant : variants) {
    std::printf("  %-30s %9.1f us\n", variant.name.c_str(),
                1e6 * variant.median() / static_cast<double>(kTimes));
  }
  std::printf("  check / hash and RSA operations   %6.2f   (at most 1.2)\n",
              Ratio(variants[1], variants[0]));
}

double CpuSeconds() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// PrintPasses runs `pass`, which returns how many it found good, and prints one line.
void PrintPasses(int passes, size_t bytes, const std::function<size_t()>& pass) {
  std::vector<double> seconds;
  size_t good = 0;
  for (int i = 0; i < passes; ++i) {
    const double begin = CpuSeconds();
    good = pass();
    seconds.push_back(CpuSeconds() - begin);
  }
  std::sort(seconds.begin(), seconds.end());
  std::printf("bytes=%zu docs=%zu cpu=%.6fs\n", bytes, good, seconds[seconds.size() / 2]);
}

void PassesOfDescriptors(const std::string& path, int passes) {
  const std::string text = ReadFile(path);
  PrintPasses(passes, text.size(), [&] {
    auto checker = *crypto::RelayChecker::Create();
    ServerDescriptor document;
    std::vector<Verdict> verdicts;
    size_t good = 0;
    netdoc::DocumentReader reader(descriptor::ReaderTypes(), {}, text);
    netdoc::RawDocument raw;
    while (reader.Next(&raw)) {
      if (raw.problem != nullptr) continue;
      Parse(raw.body, &document);
      verdicts.clear();
      checker.Check(document, &verdicts);
      good += crypto::Worst(verdicts) == Outcome::kGood;
    }
    return good;
  });
}

void PassesOfConsensus(const std::string& path, const std::string& certificates, int passes) {
  Status status(path, certificates);
  NetworkStatus parsed;
  PrintPasses(passes, status.body().size(), [&] {
    Parse(status.body(), &parsed);
    status.Check(parsed);
    return status.raws().size();
  });
}

}  // namespace

int main(int argc, char** argv) {
  if (sodium_init() < 0) Fail("libsodium does not work");
  const auto number = [&](int at, int otherwise) {
    return argc > at ? std::max(1, std::atoi(argv[at])) : otherwise;
  };
  const std::string_view what = argc > 1 ? argv[1] : "";
  if (what == "server-descriptors" && argc > 2) {
    PassesOfDescriptors(argv[2], number(3, 1));
  } else if (what == "consensus" && argc > 3) {
    PassesOfConsensus(argv[2], argv[3], number(4, 1));
  } else {
    const int rounds = number(1, 9);
    Relays(rounds, static_cast<size_t>(number(2, 200)));
    Consensuses(rounds);
  }
  return 0;
}
