#include "descriptor/testing/testdata.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace scape::descriptor::testing {
namespace {

// A test runs where its data is.
constexpr char kTestdata[] = "testdata/";

}  // namespace

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw std::runtime_error("cannot read " + path);
  return std::move(text).str();
}

std::string ReadTestdata(const std::string& name) { return ReadFile(kTestdata + name); }

std::vector<std::string> ListTestdata(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kTestdata + folder)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> GoodSamples() {
  std::vector<std::string> names;
  for (const std::string& name : ListTestdata("")) {
    const std::filesystem::path path = kTestdata + name;
    const std::string extension = path.extension();
    const bool other = extension == ".md" || extension == ".txt" || extension == ".bazel";
    if (std::filesystem::is_regular_file(path) && !other) names.push_back(name);
  }
  return names;
}

std::vector<std::string> ProblemList(const netdoc::Diagnostics& diagnostics) {
  std::vector<netdoc::Diagnostic> sorted = diagnostics.list();
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const netdoc::Diagnostic& a, const netdoc::Diagnostic& b) {
                     return a.where.data() < b.where.data();
                   });
  std::vector<std::string> problems;
  for (const netdoc::Diagnostic& diagnostic : sorted) {
    std::string problem(netdoc::SeverityName(diagnostic.severity));
    problem.append(" ").append(diagnostic.problem->name);
    if (diagnostic.rule != nullptr) problem.append(" ").append(diagnostic.rule->keyword);
    problems.push_back(problem);
  }
  return problems;
}

std::string WithoutAnnotations(std::string_view text) {
  while (!text.empty() && text[0] == '@') text.remove_prefix(text.find('\n') + 1);
  return std::string(text);
}

std::string Replaced(std::string_view text, std::string_view from, std::string_view to) {
  const size_t at = text.find(from);
  if (from.empty() || at == std::string_view::npos ||
      text.find(from, at + 1) != std::string_view::npos) {
    throw std::invalid_argument("not there exactly once: " + std::string(from));
  }
  return std::string(text.substr(0, at)).append(to).append(text.substr(at + from.size()));
}

}  // namespace scape::descriptor::testing
