#include "descriptor/document_type.h"

#include <algorithm>

#include "descriptor/consensus_diff.h"
#include "descriptor/keys.h"
#include "descriptor/status_values.h"
#include "descriptor/types.h"

namespace scape::descriptor {
namespace {

const std::vector<const DocumentType*>& Types() {
  static const std::vector<const DocumentType*>& types = *new std::vector<const DocumentType*>{
      &ServerDescriptorType(),
      &BridgeServerDescriptorType(),
      &ExtraInfoType(),
      &BridgeExtraInfoType(),
      &MicrodescriptorType(),
      &ConsensusType(),
      &MicrodescConsensusType(),
      &VoteType(),
      &NetworkStatus2Type(),
      &BridgeNetworkStatusType(),
      &KeyCertificateType(),
      &DetachedSignatureType(),
      &ConsensusDiffType(),
      &ExitListType(),
      &SnowflakeStatsType(),
      &BridgedbMetricsType(),
      &BridgestrapStatsType(),
      &DirectoryType(),
      &RunningRoutersType(),
      &BandwidthFileType(),
      &TorperfType(),
      &OnionperfType(),
      &BridgePoolAssignmentType(),
      &FallbackDirectoriesType(),
      &WebstatsType(),
  };
  return types;
}

}  // namespace

std::span<const DocumentType* const> DocumentTypes() { return Types(); }

std::span<const netdoc::ReaderType* const> ReaderTypes() {
  static const std::vector<const netdoc::ReaderType*>& types =
      *new std::vector<const netdoc::ReaderType*>(Types().begin(), Types().end());
  return types;
}

const DocumentType* FindDocumentType(std::string_view name) {
  std::string_view version;
  if (const size_t space = name.find(' '); space != std::string_view::npos) {
    version = name.substr(space + 1);
    name = name.substr(0, space);
  }
  for (const DocumentType* type : Types()) {
    if (type->name != name) continue;
    const std::string major = std::to_string(type->major);
    if (version.empty() || version == major || version.substr(0, major.size() + 1) == major + ".") {
      return type;
    }
  }
  return nullptr;
}

const DocumentType* TypeOfFileName(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const auto all_digits = [](std::string_view text) {
    return text.find_first_not_of("0123456789") == std::string_view::npos;
  };
  // SITE_SERVER_access.log_YYYYMMDD
  constexpr std::string_view kAccessLog = "access.log_";
  if (const size_t at = name.find(kAccessLog); at != std::string_view::npos) {
    const std::string_view date = name.substr(at + kAccessLog.size());
    if (date.size() == 8 && all_digits(date)) return &WebstatsType();
  }
  const struct {
    std::string_view end;  // of the name
    const DocumentType& type;
  } kEnds[] = {
      {".tpf", TorperfType()},
      {".onionperf.analysis.json", OnionperfType()},
      {"fallback_dirs.inc", FallbackDirectoriesType()},
      {"auth_dirs.inc", FallbackDirectoriesType()},
      {"cached_fallbacks.cfg", FallbackDirectoriesType()},
      {".v3bw", BandwidthFileType()},
      {"networkstatus-bridges", BridgeNetworkStatusType()},
  };
  for (const auto& known : kEnds) {
    if (name.ends_with(known.end)) return &known.type;
  }
  return nullptr;
}

const DocumentType& TypeOf(const netdoc::RawDocument& raw, const AnyDocument& document) {
  const auto* type = static_cast<const DocumentType*>(raw.type);
  if (raw.type_given || (type->kind & document.kind()) != 0) return *type;
  for (const DocumentType* sibling : Types()) {
    if (sibling->rules.data() == type->rules.data() && sibling->kind == document.kind()) {
      return *sibling;
    }
  }
  return *type;
}

std::string TypeName(const netdoc::RawDocument& raw, const AnyDocument& document) {
  const DocumentType& type = TypeOf(raw, document);
  const int minor =
      raw.minor >= 0 ? raw.minor : std::min<int>(document.NewestMinor(), type.newest_minor);
  std::string text;
  text.reserve(type.name.size() + sizeof " 1.255");
  text.append(type.name).append(" ").append(std::to_string(type.major));
  return text.append(".").append(std::to_string(minor));
}

std::vector<const netdoc::Problem*> AllProblems() {
  std::vector<const netdoc::Problem*> problems(std::begin(netdoc::kNetdocProblems),
                                               std::end(netdoc::kNetdocProblems));
  const auto add = [&](const netdoc::Problem* problem) {
    // Types may have a problem in common.
    if (std::none_of(problems.begin(), problems.end(),
                     [&](const netdoc::Problem* other) { return other->name == problem->name; })) {
      problems.push_back(problem);
    }
  };
  for (const netdoc::Problem* problem : kKeyProblems) add(problem);
  for (const netdoc::Problem* problem : kStatusProblems) add(problem);
  for (const netdoc::Problem* problem : kLinkProblems) add(problem);
  for (const netdoc::Problem* problem : kConsensusDiffProblems) add(problem);
  for (const DocumentType* type : Types()) {
    for (const netdoc::Problem* problem : type->lint_problems()) add(problem);
  }
  return problems;
}

}  // namespace scape::descriptor
