#include "descriptor/status_values.h"

#include <algorithm>
#include <array>
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

// Sorted by name. Where a range has changed, it is the widest.
constexpr ParameterInfo kParameters[] = {
    {"AllowNonearlyExtend", 0, 1},
    {"AuthDirNumSRVAgreements", 1, kMost},
    {"CircuitPriorityHalflifeMsec", 1, kMost},
    {"CircuitPriorityTickSecs", 1, 600},
    {"DoSCircuitCreationBurst", 1, kMost},
    {"DoSCircuitCreationDefenseTimePeriod", 0, kMost},
    {"DoSCircuitCreationDefenseType", 1, 2},
    {"DoSCircuitCreationEnabled", 0, 1},
    {"DoSCircuitCreationMinConnections", 1, kMost},
    {"DoSCircuitCreationRate", 1, kMost},
    {"DoSConnectionConnectBurst", 1, kMost},
    {"DoSConnectionConnectDefenseTimePeriod", 10, kMost},
    {"DoSConnectionConnectRate", 1, kMost},
    {"DoSConnectionDefenseType", 1, 2},
    {"DoSConnectionEnabled", 0, 1},
    {"DoSConnectionMaxConcurrentCount", 1, kMost},
    {"DoSRefuseSingleHopClientRendezvous", 0, 1},
    {"DoSStreamCreationBurst", 1, kMost},
    {"DoSStreamCreationDefenseType", 1, 3},
    {"DoSStreamCreationEnabled", 0, 1},
    {"DoSStreamCreationRate", 1, kMost},
    {"ExtendByEd25519ID", 0, 1},
    {"FastFlagMaxThreshold", 4, kMost},
    {"FastFlagMinThreshold", 4, kMost},
    {"HSV3MaxDescriptorSize", 1, kMost},
    {"HiddenServiceEnableIntroDoSBurstPerSec", 0, kMost},
    {"HiddenServiceEnableIntroDoSDefense", 0, 1},
    {"HiddenServiceEnableIntroDoSRatePerSec", 0, kMost},
    {"KISTSchedRunInterval", 0, 100},
    {"KISTSchedRunIntervalClient", 2, 100},
    {"MaxOnionQueueDelay", 1, kMost},
    {"Support022HiddenServices", 0, 1},
    {"UseGuardFraction", 0, 1},
    {"UseNTorHandshake", 0, 1},
    {"UseOptimisticData", 0, 1},
    {"allow-network-reentry", 0, 1},
    {"assume-reachable", 0, 1},
    {"assume-reachable-ipv6", 0, 1},
    {"bwweightscale", 1, kMost},
    {"cbtclosequantile", 10, 99},
    {"cbtdisabled", 0, 1},
    {"cbtinitialtimeout", 10, kMost},
    {"cbtlearntimeout", 10, 60000},
    {"cbtmaxopencircs", 0, 14},
    {"cbtmaxtimeouts", 3, 10000},
    {"cbtmincircs", 1, 10000},
    {"cbtmintimeout", 10, kMost},
    {"cbtnummodes", 1, 20},
    {"cbtquantile", 10, 99},
    {"cbtrecentcount", 3, 1000},
    {"cbttestfreq", 1, kMost},
    {"cc_alg", 0, 3},
    {"cc_bwe_min", 2, 20},
    {"cc_cwnd_full_gap", 0, 32767},
    {"cc_cwnd_full_minpct", 0, 100},
    {"cc_cwnd_full_per_cwnd", 0, 1},
    {"cc_cwnd_inc", 1, 1000},
    {"cc_cwnd_inc_pct_ss", 1, 500},
    {"cc_cwnd_inc_rate", 1, 250},
    {"cc_cwnd_init", 31, 10000},
    {"cc_cwnd_max", 500, kMost},
    {"cc_cwnd_min", 31, 1000},
    {"cc_ewma_cwnd_pct", 1, 255},
    {"cc_ewma_max", 2, kMost},
    {"cc_ewma_ss", 2, kMost},
    {"cc_rtt_reset_pct", 0, 100},
    {"cc_sendme_inc", 1, 254},
    {"cc_ss_max", 500, kMost},
    {"cc_sscap_exit", 100, kMost},
    {"cc_sscap_onion", 100, kMost},
    {"cc_sscap_sbws", 100, kMost},
    {"cc_vegas_alpha_exit", 0, 1000},
    {"cc_vegas_alpha_onion", 0, 1000},
    {"cc_vegas_alpha_sbws", 0, 1000},
    {"cc_vegas_beta_exit", 0, 1000},
    {"cc_vegas_beta_onion", 0, 1000},
    {"cc_vegas_beta_sbws", 0, 1000},
    {"cc_vegas_delta_exit", 0, kMost},
    {"cc_vegas_delta_onion", 0, kMost},
    {"cc_vegas_delta_sbws", 0, kMost},
    {"cc_vegas_gamma_exit", 0, 1000},
    {"cc_vegas_gamma_onion", 0, 1000},
    {"cc_vegas_gamma_sbws", 0, 1000},
    {"cc_xoff_client", 1, 10000},
    {"cc_xoff_exit", 1, 10000},
    {"cc_xon_change_pct", 1, 99},
    {"cc_xon_ewma_cnt", 2, 100},
    {"cc_xon_rate", 1, 5000},
    {"cellq_high", 1, 1000},
    {"cellq_low", 1, 1000},
    {"cfx_drain_pct", 0, 255},
    {"cfx_enabled", 0, 1},
    {"cfx_low_exit_threshold", 0, 10000},
    {"cfx_max_legs_set", 3, 255},
    {"cfx_max_linked_set", 0, 255},
    {"cfx_max_oooq_bytes", 0, kMost},
    {"cfx_max_prebuilt_set", 0, 255},
    {"cfx_max_unlinked_leg_retry", 0, 255},
    {"cfx_num_legs_set", 0, 255},
    {"cfx_send_pct", 0, 255},
    {"circ_max_cell_queue_size", 50, kMost},
    {"circ_max_cell_queue_size_out", 50, kMost},
    {"circpad_global_allowed_cells", 0, 65534},
    {"circpad_global_max_padding_pct", 0, 100},
    {"circpad_max_circ_queued_cells", 0, 50000},
    {"circpad_padding_disabled", 0, 1},
    {"circpad_padding_reduced", 0, 1},
    {"circwindow", 100, 1000},
    {"dos_num_circ_max_outq", 0, kMost},
    {"exit_dns_num_attempts", 0, 255},
    {"exit_dns_timeout", 1, 120000},
    {"guard-confirmed-min-lifetime-days", 1, 3650},
    {"guard-extreme-restriction-percent", 1, 100},
    {"guard-hs-l2-lifetime-max", 1, kMost},
    {"guard-hs-l2-lifetime-min", 1, kMost},
    {"guard-hs-l2-number", 1, 19},
    {"guard-internet-likely-down-interval", 1, kMost},
    {"guard-lifetime-days", 1, 3650},
    {"guard-max-sample-size", 1, kMost},
    {"guard-max-sample-threshold-percent", 1, 100},
    {"guard-meaningful-restriction-percent", 1, kMost},
    {"guard-min-filtered-sample-size", 1, kMost},
    {"guard-n-primary-dir-guards-to-use", 1, kMost},
    {"guard-n-primary-guards", 1, kMost},
    {"guard-n-primary-guards-to-use", 1, kMost},
    {"guard-nonprimary-guard-connect-timeout", 1, kMost},
    {"guard-nonprimary-guard-idle-timeout", 1, kMost},
    {"guard-remove-unlisted-guards-after-days", 1, 3650},
    {"hs_intro_max_introduce2", 0, kMost},
    {"hs_intro_max_lifetime", 0, kMost},
    {"hs_intro_min_introduce2", 0, kMost},
    {"hs_intro_min_lifetime", 0, kMost},
    {"hs_intro_num_extra", 0, 128},
    {"hs_service_max_rdv_failures", 1, 10},
    {"hsdir_interval", 5, 14400},
    {"hsdir_n_replicas", 1, 16},
    {"hsdir_spread_fetch", 1, 128},
    {"hsdir_spread_store", 1, 128},
    {"max-consensus-age-to-cache-for-diff", 0, 8192},
    {"max_pending_tasks_per_cpu", 1, kMost},
    {"maxunmeasuredbw", 1, kMost},
    {"min_paths_for_circs_pct", 25, 95},
    {"nf_conntimeout_clients", 60, 86400},
    {"nf_conntimeout_relays", 60, 604800},
    {"nf_ito_high", 0, 60000},
    {"nf_ito_high_reduced", 0, 60000},
    {"nf_ito_low", 0, 60000},
    {"nf_ito_low_reduced", 0, 60000},
    {"nf_pad_before_usage", 0, 1},
    {"nf_pad_relays", 0, 1},
    {"nf_pad_single_onion", 0, 1},
    {"onion-key-grace-period-days", 1, 90},
    {"onion-key-rotation-days", 1, 90},
    {"onion_queue_wait_cutoff", 1, kMost},
    {"orconn_high", 509, kMost},
    {"orconn_low", 509, kMost},
    {"overload_onionskin_ntor_period_secs", 0, kMost},
    {"overload_onionskin_ntor_scale_percent", 0, 100000},
    {"pb_dropguards", 0, 1},
    {"pb_extremepct", 0, 100},
    {"pb_extremeusepct", 0, 100},
    {"pb_mincircs", 5, kMost},
    {"pb_minuse", 3, kMost},
    {"pb_multfactor", 1, kMost},
    {"pb_noticepct", 0, 100},
    {"pb_noticeusepct", 0, 100},
    {"pb_scalecircs", 10, kMost},
    {"pb_scalefactor", 2, kMost},
    {"pb_scaleuse", 10, kMost},
    {"pb_warnpct", 0, 100},
    {"perconnbwburst", 1, kMost},
    {"perconnbwrate", 1, kMost},
    {"publish-dummy-tap-key", 0, 1},
    {"publish-family-list", 0, 1},
    {"refuseunknownexits", 0, 1},
    {"sendme_accept_min_version", 0, 255},
    {"sendme_emit_min_version", 0, 255},
    {"try-diff-for-consensus-newer-than", 0, 8192},
    {"use-family-ids", 0, 1},
    {"use-family-lists", 0, 1},
    {"usecreatefast", 0, 1},
    {"vanguards-lite-enabled", 0, 1},
};

static_assert(std::is_sorted(std::begin(kParameters), std::end(kParameters),
                             [](const ParameterInfo& a, const ParameterInfo& b) {
                               return a.name < b.name;
                             }));

struct RangeText {
  char bytes[28] = {};
  size_t size = 0;

  constexpr RangeText() = default;
  constexpr explicit RangeText(const ParameterInfo& parameter) {
    if (parameter.maximum == kMost) {
      Add("at least ");
      Add(parameter.minimum);
    } else {
      Add(parameter.minimum);
      Add(" to ");
      Add(parameter.maximum);
    }
  }

 private:
  constexpr void Add(std::string_view text) {
    for (const char c : text) bytes[size++] = c;
  }
  constexpr void Add(int32_t number) {
    if (number >= 10) Add(number / 10);
    bytes[size++] = static_cast<char>('0' + number % 10);
  }
};

constexpr auto kRanges = [] {
  std::array<RangeText, std::size(kParameters)> ranges;
  for (size_t i = 0; i < ranges.size(); ++i) ranges[i] = RangeText(kParameters[i]);
  return ranges;
}();

}  // namespace

std::string_view RangeOf(const ParameterInfo& parameter) {
  const RangeText& range = kRanges[static_cast<size_t>(&parameter - kParameters)];
  return {range.bytes, range.size};
}

const ParameterInfo* FindParameter(std::string_view name) {
  const auto* found = std::lower_bound(
      std::begin(kParameters), std::end(kParameters), name,
      [](const ParameterInfo& info, std::string_view wanted) { return info.name < wanted; });
  return found != std::end(kParameters) && found->name == name ? found : nullptr;
}

}  // namespace scape::descriptor
