// The generator makes up documents as tors of 2005 to 2026 wrote them, in any number, so that tests
// and benchmarks have bulk without a collection of real ones.
//
//   std::string text = GenerateServerDescriptors(1000, /*seed=*/7);   // concatenated, about 2.6 MB
//   std::string same = GenerateServerDescriptors(1000, 7);            // equal, on every platform
//
// The documents are well-formed: keys are DER or have the right length, certificates have the right
// structure and name the master key, times fit together, and every line is one that the tor version
// in `platform` wrote. All of it comes from the seed: keys have no secret halves and signatures are
// random bytes, so nothing verifies. Addresses are from the ranges for documentation and
// benchmarks. Document i depends on the seed and i only: of the same seed, fewer documents are a
// prefix of more.
//
// Pure functions, any thread.
#ifndef SCAPE_DESCRIPTOR_TESTING_GENERATOR_H_
#define SCAPE_DESCRIPTOR_TESTING_GENERATOR_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace scape::descriptor::testing {

struct GeneratorOptions {
  // sha1 computes a SHA-1, for the `fingerprint` of relays; null: they have no such line.
  std::array<uint8_t, 20> (*sha1)(std::span<const uint8_t> bytes) = nullptr;
  std::array<uint8_t, 32> (*sha256)(std::span<const uint8_t> bytes) = nullptr;
  // Whether documents begin with the annotations of an archive (@type) or of a cache
  // (@downloaded-at and the like).
  bool annotations = true;
};

// GenerateServerDescriptors: relays of tor 0.0.9 to 0.4.9.
std::string GenerateServerDescriptors(size_t count, uint64_t seed,
                                      const GeneratorOptions& options = {});

// GenerateBridgeServerDescriptors: sanitised descriptors of bridges, versions 1.0 to 1.2. All have
// an @type line: without one, nothing tells what a short one is.
std::string GenerateBridgeServerDescriptors(size_t count, uint64_t seed,
                                            const GeneratorOptions& options = {});

// GenerateExtraInfos: of relays of tor 0.2.0 to 0.4.9, and of some bridges, not sanitised.
std::string GenerateExtraInfos(size_t count, uint64_t seed, const GeneratorOptions& options = {});

// GenerateBridgeExtraInfos: sanitised ones, versions 1.0 to 1.3, with an @type line each.
std::string GenerateBridgeExtraInfos(size_t count, uint64_t seed,
                                     const GeneratorOptions& options = {});

// GenerateMicrodescriptors: of consensus methods 8 to 35.
std::string GenerateMicrodescriptors(size_t count, uint64_t seed,
                                     const GeneratorOptions& options = {});

// GenerateStatus makes one network status of 2026 with so many entries: a vote, a consensus, or a
// consensus of the flavor microdesc. Of one seed the three are of the same relays and time.
enum class StatusForm { kVote, kConsensus, kMicrodescConsensus };
std::string GenerateStatus(StatusForm form, size_t entries, uint64_t seed,
                           const GeneratorOptions& options = {});

// GenerateNetwork makes the documents of one network on one day: each names the others by their
// true digests, for which both functions of the options are needed. Relay i is the same in all.
struct Network {
  std::string server_descriptors;
  std::string extra_infos;
  std::string microdescriptors;
  std::string consensus;
  std::string microdesc_consensus;
};
Network GenerateNetwork(size_t relays, uint64_t seed, const GeneratorOptions& options);

}  // namespace scape::descriptor::testing

#endif  // SCAPE_DESCRIPTOR_TESTING_GENERATOR_H_
