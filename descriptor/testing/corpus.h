// A corpus of real documents, for the tests over it: SCAPE_CORPUS names a folder, and
// SCAPE_CORPUS_MANIFEST its table of contents, which has a line of cells separated by tabs for each
// file. tools/test sets both; without them such tests are skipped.
//
//   if (!HasCorpus()) GTEST_SKIP() << kNoCorpus;
//   for (const CorpusFile& file : CorpusFiles()) ...
#ifndef SCAPE_DESCRIPTOR_TESTING_CORPUS_H_
#define SCAPE_DESCRIPTOR_TESTING_CORPUS_H_

#include <cstddef>
#include <string>
#include <vector>

namespace scape::descriptor::testing {

inline constexpr char kNoCorpus[] = "SKIPPED: SCAPE_CORPUS and SCAPE_CORPUS_MANIFEST are not set";

struct CorpusFile {
  std::string path;      // below the corpus, as unpacked
  std::string type;      // without the version
  size_t documents = 0;  // in it
  std::string notes;     // what is known about it
  bool malformed = false;

  std::string Name() const;  // without its folders
  std::string Text() const;
};

bool HasCorpus();

// CorpusFiles returns the files of the types that are read.
std::vector<CorpusFile> CorpusFiles();

}  // namespace scape::descriptor::testing

#endif  // SCAPE_DESCRIPTOR_TESTING_CORPUS_H_
