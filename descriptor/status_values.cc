#include "descriptor/status_values.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "descriptor/netdoc/scalars.h"

namespace scape::descriptor {
namespace {

using netdoc::Encoder;
using netdoc::Fault;
using netdoc::ItemReader;
using netdoc::JsonWriter;
using netdoc::Words;

bool Bad(std::string_view where, Fault* fault) {
  *fault = {&netdoc::problems::kBadArgument, where, {}, {}};
  return false;
}

// IsName tells whether `name` is printable ASCII, as all names of parameters and headers are.
bool IsName(std::string_view name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c <= '~'; });
}

void WriteWords(Words words, Encoder& out) {
  for (const std::string_view word : words) out.Argument(word);
}

void JsonStrings(Words words, JsonWriter& json) {
  json.BeginArray();
  for (const std::string_view word : words) json.String(word);
  json.EndArray();
}

}  // namespace

bool IdentityBase64::Read(ItemReader& in, IdentityBase64* out) {
  const auto read = [&](const char* begin) {
    out->text = std::string_view(begin, 27);
    return netdoc::DecodeBase64Sha1(out->text, &out->bytes, &out->unused) ? out->text.size() : 0;
  };
  if (in.NextBy(read)) return true;
  std::string_view text;
  if (!in.Next(&text)) return false;
  // Padding is not written, but read.
  if (text.size() == 28 && text.back() == '=') text.remove_suffix(1);
  out->text = text;
  return netdoc::DecodeBase64Sha1(text, &out->bytes, &out->unused) || in.Fail(text);
}

bool IdentityBase64::IsNext(const ItemReader& in) {
  const std::string_view rest = in.Peek();
  const bool date = rest.size() >= 10 && rest[4] == '-' && rest[7] == '-' &&
                    (rest.size() == 10 || netdoc::IsBlank(rest[10]));
  return !date && !rest.empty();
}

void IdentityBase64::Write(Encoder& out) const {
  std::array<uint8_t, 21> padded{};
  std::copy(bytes.begin(), bytes.end(), padded.begin());
  padded[20] = static_cast<uint8_t>(unused << 6);
  out.Argument(netdoc::EncodeBase64(padded, /*pad=*/false).substr(0, 27));
}

bool IdentityBase64::Check(Fault* fault) const {
  if (unused != 0) *fault = {&netdoc::problems::kLooseBase64, text, {}, {}};
  return true;
}

void FlagList::Write(Encoder& out) const { WriteWords(flags(), out); }

void FlagList::Json(JsonWriter& json) const { JsonStrings(flags(), json); }

bool FlagList::Has(std::string_view flag) const {
  for (const std::string_view one : flags()) {
    if (one == flag) return true;
  }
  return false;
}

bool NumberList::Read(ItemReader& in, NumberList* out) {
  if (in.AtEnd()) return in.FailMissing();
  out->text = in.Rest();
  return true;
}

void NumberList::Write(Encoder& out) const { WriteWords(Words(text), out); }

void NumberList::Json(JsonWriter& json) const {
  json.BeginArray();
  for (const std::string_view word : Words(text)) {
    uint64_t number;
    if (netdoc::ParseUnsigned(word, &number)) json.Unsigned(number);
  }
  json.EndArray();
}

bool NumberList::Check(Fault* fault) const {
  for (const std::string_view word : Words(text)) {
    uint64_t number;
    if (!netdoc::ParseUnsigned(word, &number)) return Bad(word, fault);
  }
  return true;
}

bool NumberList::Has(uint64_t number) const {
  for (const std::string_view word : Words(text)) {
    uint64_t one;
    if (netdoc::ParseUnsigned(word, &one) && one == number) return true;
  }
  return false;
}

bool VersionList::Read(ItemReader& in, VersionList* out) {
  out->text = {};
  if (in.AtEnd()) return true;
  return in.Next(&out->text);
}

void VersionList::Write(Encoder& out) const {
  if (!text.empty()) out.Argument(text);
}

void VersionList::Json(JsonWriter& json) const { JsonStrings(versions(), json); }

bool ParseParameter(std::string_view text, Parameter* parameter) {
  std::string_view value;
  if (!netdoc::SplitKey(text, &parameter->name, &value) || !IsName(parameter->name)) return false;
  int64_t number;
  if (!netdoc::ParseSigned(value, &number) || number < INT32_MIN || number > INT32_MAX) {
    return false;
  }
  parameter->value = static_cast<int32_t>(number);
  return true;
}

void ParameterList::Write(Encoder& out) const { WriteWords(Words(text), out); }

void ParameterList::Json(JsonWriter& json) const {
  json.BeginObject();
  std::set<std::string_view> names;  // of a name that comes twice the first counts
  ForEach([&](const Parameter& parameter, std::string_view) {
    if (!names.insert(parameter.name).second) return;
    json.Member(parameter.name, [&] { json.Signed(parameter.value); });
  });
  json.EndObject();
}

bool ParameterList::Check(Fault* fault) const {
  std::string_view last;
  std::string_view last_name;
  for (const std::string_view word : Words(text)) {
    Parameter parameter;
    if (!ParseParameter(word, &parameter)) {
      if (fault->problem == nullptr) Bad(word, fault);
      continue;  // the others are sound
    }
    // The whole words are compared, as tor does: "a1=2" stands before "a=1".
    if (last.data() != nullptr && (last >= word || parameter.name == last_name) &&
        fault->problem == nullptr) {
      *fault = {&problems::kUnsortedList, word, {}, {}};
    }
    last = word;
    last_name = parameter.name;
  }
  return true;
}

std::optional<int32_t> ParameterList::Find(std::string_view name) const {
  for (const std::string_view word : Words(text)) {
    Parameter parameter;
    if (ParseParameter(word, &parameter) && parameter.name == name) return parameter.value;
  }
  return std::nullopt;
}

void HeaderList::Write(Encoder& out) const { WriteWords(Words(text), out); }

void HeaderList::Json(JsonWriter& json) const {
  json.BeginObject();
  std::set<std::string_view> names;  // of a name that comes twice the first counts
  for (const std::string_view word : Words(text)) {
    std::string_view name, value;
    if (!netdoc::SplitKey(word, &name, &value) || !IsName(name)) continue;
    // In UTF-8: what else a member has in raw bytes would be a second name.
    if (names.insert(name).second) {
      json.Member(name, [&] { json.String(netdoc::ReplaceInvalidUtf8(value)); });
    }
  }
  json.EndObject();
}

bool HeaderList::Check(Fault* fault) const {
  for (const std::string_view word : Words(text)) {
    std::string_view name, value;
    if (!netdoc::SplitKey(word, &name, &value) || !IsName(name)) {
      Bad(word, fault);
      break;  // the others are sound
    }
  }
  return true;
}

namespace {

constexpr int32_t kMost = INT32_MAX;

// Sorted by name. What is not given a default has none that the specification names.
constexpr ParameterInfo kParameters[] = {
    {"DoSCircuitCreationDefenseType", 1, 2, {}},
    {"DoSCircuitCreationEnabled", 0, 1, 0},
    {"DoSConnectionDefenseType", 1, 2, {}},
    {"DoSConnectionEnabled", 0, 1, 0},
    {"DoSRefuseSingleHopClientRendezvous", 0, 1, 0},
    {"ExtendByEd25519ID", 0, 1, 0},
    {"FastFlagMinThreshold", 4, kMost, 4},
    {"HSV3MaxDescriptorSize", 1, kMost, 50000},
    {"KISTSchedRunInterval", 0, 100, {}},
    {"UseGuardFraction", 0, 1, 0},
    {"bwweightscale", 1, kMost, 10000},
    {"cbtdisabled", 0, 1, 0},
    {"circ_max_cell_queue_size", 1000, kMost, 50000},
    {"circwindow", 100, 1000, 1000},
    {"guard-lifetime-days", 1, 3650, 120},
    {"hs_intro_num_extra", 0, 128, 2},
    {"hs_service_max_rdv_failures", 1, 10, 2},
    {"hsdir_interval", 5, 14400, 1440},
    {"hsdir_n_replicas", 1, 16, 2},
    {"hsdir_spread_fetch", 1, 128, 3},
    {"hsdir_spread_store", 1, 128, 4},
    {"max-consensus-age-to-cache-for-diff", 0, 8192, 72},
    {"maxunmeasuredbw", 1, kMost, 20},
    {"min_paths_for_circs_pct", 25, 95, 60},
    {"onion-key-rotation-days", 1, 90, 28},
    {"publish-family-list", 0, 1, 1},
    {"refuseunknownexits", 0, 1, 1},
    {"sendme_accept_min_version", 0, 255, 0},
    {"sendme_emit_min_version", 0, 255, 0},
    {"try-diff-for-consensus-newer-than", 0, 8192, 72},
    {"use-family-ids", 0, 1, 1},
    {"use-family-lists", 0, 1, 1},
};

static_assert(std::is_sorted(std::begin(kParameters), std::end(kParameters),
                             [](const ParameterInfo& a, const ParameterInfo& b) {
                               return a.name < b.name;
                             }));

}  // namespace

const ParameterInfo* FindParameter(std::string_view name) {
  const auto* found = std::lower_bound(
      std::begin(kParameters), std::end(kParameters), name,
      [](const ParameterInfo& info, std::string_view wanted) { return info.name < wanted; });
  return found != std::end(kParameters) && found->name == name ? found : nullptr;
}

}  // namespace scape::descriptor
