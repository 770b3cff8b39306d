// Tokens are the words that make a document out of bytes: what a fuzzer should know.
#ifndef SCAPE_DESCRIPTOR_FUZZ_TOKENS_H_
#define SCAPE_DESCRIPTOR_FUZZ_TOKENS_H_

#include <string>
#include <vector>

namespace scape::fuzz {

// Tokens returns the keywords, annotations and object lines of every table, each once, sorted.
std::vector<std::string> Tokens();

}  // namespace scape::fuzz

#endif  // SCAPE_DESCRIPTOR_FUZZ_TOKENS_H_
