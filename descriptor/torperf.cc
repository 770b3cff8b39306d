#include "descriptor/torperf.h"

#include <algorithm>

namespace scape::descriptor {

bool Torperf::Begins(std::string_view line) {
  const size_t equals = line.find('=');
  if (equals == std::string_view::npos) return false;
  const std::string_view name = line.substr(0, equals);
  return std::apply([&](const auto&... key) { return ((key.name == name) || ...); },
                    TorperfMeasurement::kKeys);
}

std::string_view Torperf::NameOf(std::string_view line) {
  const size_t begin = line.find_first_not_of(" \t");
  const size_t end = std::min(line.find_first_of(" \t=", begin), line.size());
  return begin < end && end < line.size() && line[end] == '=' ? "measurement" : "";
}

}  // namespace scape::descriptor
