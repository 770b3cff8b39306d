#include "descriptor/testing/corpus.h"

#include <cstdlib>
#include <sstream>

#include "descriptor/document_type.h"
#include "descriptor/testing/testdata.h"

namespace scape::descriptor::testing {
namespace {

std::string Environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// The columns of the table of contents that are read.
enum Column : size_t { kPath = 0, kType = 5, kDocuments = 6, kNotes = 9 };

}  // namespace

std::string CorpusFile::Name() const { return path.substr(path.rfind('/') + 1); }
std::string CorpusFile::Text() const { return ReadFile(Environment("SCAPE_CORPUS") + "/" + path); }

bool HasCorpus() {
  return !Environment("SCAPE_CORPUS").empty() && !Environment("SCAPE_CORPUS_MANIFEST").empty();
}

std::vector<CorpusFile> CorpusFiles() {
  std::vector<CorpusFile> files;
  std::istringstream manifest(ReadFile(Environment("SCAPE_CORPUS_MANIFEST")));
  std::string line;
  std::getline(manifest, line);  // the head
  while (std::getline(manifest, line)) {
    std::vector<std::string> cells;
    std::istringstream row(line);
    for (std::string cell; std::getline(row, cell, '\t');) cells.push_back(cell);
    if (cells.size() <= kDocuments) continue;
    CorpusFile file{.path = cells[kPath], .type = cells[kType]};
    std::string& type = file.type;
    type = type.substr(0, type.find(' '));
    if (type == "detached-signature") type = "detached-signature-3";  // its full name
    if (type == "directory-1") type = "directory";                    // lists of routers
    if (FindDocumentType(type) == nullptr) continue;
    if (file.path.find(".onionperf.analysis.json") != std::string::npos) type = "onionperf";
    if (file.path.ends_with(".xz")) file.path.resize(file.path.size() - 3);
    file.documents = std::strtoul(cells[kDocuments].c_str(), nullptr, 10);
    if (cells.size() > kNotes) file.notes = cells[kNotes];
    file.malformed = file.path.starts_with("malformed/");
    files.push_back(std::move(file));
  }
  return files;
}

}  // namespace scape::descriptor::testing
