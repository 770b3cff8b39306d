#include "descriptor/testing/generator.h"

#include "descriptor/testing/generator_parts.h"

namespace scape::descriptor::testing {

using namespace generator;  // all of it is about generating

namespace {

using Write = void (*)(Random& random, const GeneratorOptions& options, Text& out);

std::string Generate(Write write, uint64_t kind, size_t count, uint64_t seed,
                     const GeneratorOptions& options) {
  Text out;
  for (size_t i = 0; i < count; ++i) {
    Random random(seed, uint64_t{i} * 8 + kind);
    write(random, options, out);
  }
  return out.text;
}

}  // namespace

std::string GenerateServerDescriptors(size_t count, uint64_t seed,
                                      const GeneratorOptions& options) {
  return Generate(&WriteServerDescriptor, 0, count, seed, options);
}

std::string GenerateBridgeServerDescriptors(size_t count, uint64_t seed,
                                            const GeneratorOptions& options) {
  return Generate(&WriteBridgeServerDescriptor, 1, count, seed, options);
}

std::string GenerateExtraInfos(size_t count, uint64_t seed, const GeneratorOptions& options) {
  return Generate(&WriteExtraInfo, 3, count, seed, options);
}

std::string GenerateBridgeExtraInfos(size_t count, uint64_t seed, const GeneratorOptions& options) {
  return Generate(&WriteBridgeExtraInfo, 4, count, seed, options);
}

std::string GenerateMicrodescriptors(size_t count, uint64_t seed, const GeneratorOptions& options) {
  return Generate(&WriteMicrodescriptor, 2, count, seed, options);
}

}  // namespace scape::descriptor::testing
