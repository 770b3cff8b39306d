// BandwidthFile is what a bandwidth authority measured, as its directory authority reads it: sbws's
// files of versions 1.1.0 and up, and torflow's of 1.0.0, which have no headers
// (bandwidth-file-spec).
//
//   BandwidthFile file;
//   netdoc::ParseDocument(text, kBandwidthFile, &file, diagnostics);
//   RelayBandwidth relay;
//   for (const auto& line : file.relays) {
//     if (line.Decode(&relay) && relay.bw.has_value()) ...     // *relay.bw, in kilobytes
//   }
//
// A line with node_id= or bw= is a relay's; any other `name=value` is a header. Names that nobody
// knows are kept, of headers in other_headers, of relays in RelayBandwidth::keyed. A parsed file
// borrows the text it was parsed from.
#ifndef SCAPE_DESCRIPTOR_BANDWIDTH_FILE_H_
#define SCAPE_DESCRIPTOR_BANDWIDTH_FILE_H_

#include <optional>
#include <string_view>
#include <vector>

#include "descriptor/keys.h"
#include "descriptor/measurement_values.h"
#include "descriptor/netdoc/lazy_line.h"
#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/table.h"
#include "descriptor/netdoc/value.h"
#include "descriptor/relay_id.h"

namespace scape::descriptor {

inline constexpr netdoc::Kinds kBandwidthFile = 1;

// BandwidthTerminator is the line that ends the headers: "=====", "====" in some old files.
struct BandwidthTerminator {
  std::string_view text = "=====";

  static constexpr std::string_view kExpects = "=====";
  static bool Read(netdoc::ItemReader& in, BandwidthTerminator* out) { return in.Next(&out->text); }
  void Write(netdoc::Encoder& out) const { out.Argument(text); }
  void Json(netdoc::JsonWriter& json) const { json.String(text); }
};

// OtherHeader is a header that this table does not have.
struct OtherHeader {
  std::string_view name;
  std::string_view value;

  static constexpr std::string_view kExpects = "a name, =, and its value";
  static constexpr std::string_view kMembers[] = {"name", "value"};
  static bool Read(netdoc::ItemReader& in, OtherHeader* out);
  void Write(netdoc::Encoder& out) const { out.Key(name).Word(value); }
  void Json(netdoc::JsonWriter& json) const;
};

// RelayBandwidth is a relay's line: `node_id=$FINGERPRINT bw=7 nick=...`, in any order.
struct RelayBandwidth : netdoc::KeyedLine {
  std::optional<NodeId> node_id;
  std::optional<uint64_t> bw;
  std::optional<Nickname> nick;
  std::optional<Ed25519Key> master_key_ed25519;
  std::optional<uint64_t> rtt;
  std::optional<IsoTime> time;
  std::optional<uint64_t> success;
  std::optional<uint64_t> error_circ;
  std::optional<uint64_t> error_stream;
  std::optional<uint64_t> error_destination;
  std::optional<uint64_t> error_second_relay;
  std::optional<uint64_t> error_misc;
  std::optional<uint64_t> bw_mean;
  std::optional<uint64_t> bw_median;
  std::optional<uint64_t> desc_bw_avg;
  std::optional<uint64_t> desc_bw_bur;
  std::optional<uint64_t> desc_bw_obs_last;
  std::optional<uint64_t> desc_bw_obs_mean;
  std::optional<uint64_t> consensus_bandwidth;
  std::optional<PythonBoolean> consensus_bandwidth_is_unmeasured;
  std::optional<uint64_t> relay_in_recent_consensus_count;
  std::optional<uint64_t> relay_recent_priority_list_count;
  std::optional<uint64_t> relay_recent_measurement_attempt_count;
  std::optional<uint64_t> relay_recent_measurement_failure_count;
  std::optional<uint64_t> relay_recent_measurements_excluded_error_count;
  std::optional<uint64_t> relay_recent_measurements_excluded_near_count;
  std::optional<uint64_t> relay_recent_measurements_excluded_old_count;
  std::optional<uint64_t> relay_recent_measurements_excluded_few_count;
  std::optional<netdoc::Bit> under_min_report;
  std::optional<netdoc::Bit> unmeasured;
  std::optional<netdoc::Bit> vote;
  std::optional<uint64_t> xoff_recv;
  std::optional<uint64_t> xoff_sent;
  std::optional<Real> r_strm;
  std::optional<Real> r_strm_filt;
  std::optional<IsoTime> measured_at;
  std::optional<IsoTime> updated_at;
  std::optional<Real> pid_error;
  std::optional<Real> pid_error_sum;
  std::optional<Real> pid_bw;
  std::optional<Real> pid_delta;
  std::optional<Real> circ_fail;
  std::optional<std::string_view> scanner;

  static constexpr auto kKeys = netdoc::Keys(
      netdoc::Key<&RelayBandwidth::node_id>("node_id"), netdoc::Key<&RelayBandwidth::bw>("bw"),
      netdoc::Key<&RelayBandwidth::nick>("nick"),
      netdoc::Key<&RelayBandwidth::master_key_ed25519>("master_key_ed25519"),
      netdoc::Key<&RelayBandwidth::rtt>("rtt"), netdoc::Key<&RelayBandwidth::time>("time"),
      netdoc::Key<&RelayBandwidth::success>("success"),
      netdoc::Key<&RelayBandwidth::error_circ>("error_circ"),
      netdoc::Key<&RelayBandwidth::error_stream>("error_stream"),
      netdoc::Key<&RelayBandwidth::error_destination>("error_destination"),
      netdoc::Key<&RelayBandwidth::error_second_relay>("error_second_relay"),
      netdoc::Key<&RelayBandwidth::error_misc>("error_misc"),
      netdoc::Key<&RelayBandwidth::bw_mean>("bw_mean"),
      netdoc::Key<&RelayBandwidth::bw_median>("bw_median"),
      netdoc::Key<&RelayBandwidth::desc_bw_avg>("desc_bw_avg"),
      netdoc::Key<&RelayBandwidth::desc_bw_bur>("desc_bw_bur"),
      netdoc::Key<&RelayBandwidth::desc_bw_obs_last>("desc_bw_obs_last"),
      netdoc::Key<&RelayBandwidth::desc_bw_obs_mean>("desc_bw_obs_mean"),
      netdoc::Key<&RelayBandwidth::consensus_bandwidth>("consensus_bandwidth"),
      netdoc::Key<&RelayBandwidth::consensus_bandwidth_is_unmeasured>(
          "consensus_bandwidth_is_unmeasured"),
      netdoc::Key<&RelayBandwidth::relay_in_recent_consensus_count>(
          "relay_in_recent_consensus_count"),
      netdoc::Key<&RelayBandwidth::relay_recent_priority_list_count>(
          "relay_recent_priority_list_count"),
      netdoc::Key<&RelayBandwidth::relay_recent_measurement_attempt_count>(
          "relay_recent_measurement_attempt_count"),
      netdoc::Key<&RelayBandwidth::relay_recent_measurement_failure_count>(
          "relay_recent_measurement_failure_count"),
      netdoc::Key<&RelayBandwidth::relay_recent_measurements_excluded_error_count>(
          "relay_recent_measurements_excluded_error_count"),
      netdoc::Key<&RelayBandwidth::relay_recent_measurements_excluded_near_count>(
          "relay_recent_measurements_excluded_near_count"),
      netdoc::Key<&RelayBandwidth::relay_recent_measurements_excluded_old_count>(
          "relay_recent_measurements_excluded_old_count"),
      netdoc::Key<&RelayBandwidth::relay_recent_measurements_excluded_few_count>(
          "relay_recent_measurements_excluded_few_count"),
      netdoc::Key<&RelayBandwidth::under_min_report>("under_min_report"),
      netdoc::Key<&RelayBandwidth::unmeasured>("unmeasured"),
      netdoc::Key<&RelayBandwidth::vote>("vote"),
      netdoc::Key<&RelayBandwidth::xoff_recv>("xoff_recv"),
      netdoc::Key<&RelayBandwidth::xoff_sent>("xoff_sent"),
      netdoc::Key<&RelayBandwidth::r_strm>("r_strm"),
      netdoc::Key<&RelayBandwidth::r_strm_filt>("r_strm_filt"),
      netdoc::Key<&RelayBandwidth::measured_at>("measured_at"),
      netdoc::Key<&RelayBandwidth::updated_at>("updated_at"),
      netdoc::Key<&RelayBandwidth::pid_error>("pid_error"),
      netdoc::Key<&RelayBandwidth::pid_error_sum>("pid_error_sum"),
      netdoc::Key<&RelayBandwidth::pid_bw>("pid_bw"),
      netdoc::Key<&RelayBandwidth::pid_delta>("pid_delta"),
      netdoc::Key<&RelayBandwidth::circ_fail>("circ_fail"),
      netdoc::Key<&RelayBandwidth::scanner>("scanner"));

  // tor passes over a line without both of these.
  bool CheckLine(netdoc::Fault* fault) const;
};

struct BandwidthFile : netdoc::Document {
  UnixTime timestamp;
  std::optional<FormatVersion> version;
  std::optional<std::string_view> software;
  std::optional<std::string_view> software_version;
  std::optional<IsoTime> file_created;
  std::optional<IsoTime> generator_started;
  std::optional<IsoTime> earliest_bandwidth;
  std::optional<IsoTime> latest_bandwidth;
  std::optional<uint64_t> number_eligible_relays;
  std::optional<uint64_t> minimum_percent_eligible_relays;
  std::optional<uint64_t> number_consensus_relays;
  std::optional<uint64_t> percent_eligible_relays;
  std::optional<uint64_t> minimum_number_eligible_relays;
  std::optional<CountryCode> scanner_country;
  std::optional<CountryList> destinations_countries;
  std::optional<uint64_t> recent_consensus_count;
  std::optional<uint64_t> recent_priority_list_count;
  std::optional<uint64_t> recent_priority_relay_count;
  std::optional<uint64_t> recent_measurement_attempt_count;
  std::optional<uint64_t> recent_measurement_failure_count;
  std::optional<uint64_t> recent_measurements_excluded_error_count;
  std::optional<uint64_t> recent_measurements_excluded_near_count;
  std::optional<uint64_t> recent_measurements_excluded_old_count;
  std::optional<uint64_t> recent_measurements_excluded_few_count;
  std::optional<uint64_t> time_to_report_half_network;
  std::optional<std::string_view> tor_version;
  std::optional<Nickname> dirauth_nickname;
  std::optional<Real> mu;
  std::optional<Real> muf;
  std::vector<OtherHeader> other_headers;
  std::optional<BandwidthTerminator> terminator;
  std::vector<netdoc::LazyLine<RelayBandwidth>> relays;

  static constexpr bool kAssignments = true;
  static std::string_view NameOf(std::string_view line);
  // Begins tells whether `line` is the timestamp alone.
  static bool Begins(std::string_view line);
};

}  // namespace scape::descriptor

namespace scape::netdoc {

template <>
inline constexpr auto kTable<descriptor::BandwidthFile> = [] {
  using F = descriptor::BandwidthFile;
  return MakeTable<F>(
      "https://spec.torproject.org/bandwidth-file-spec",
      Row<&F::timestamp>({.keyword = "timestamp",
                          .occurs = Occurs::kExactlyOnce,
                          .place = Place::kAtStart,
                          .whole_line = true,
                          .arguments = "seconds since 1970, alone on the first line",
                          .summary = "The time of the newest measurement."}),
      Row<&F::version>({.keyword = "version",
                        .place = Place::kSecond,
                        .tolerated = true,
                        .summary = "The version of the format, since 1.1.0; the second line."}),
      Row<&F::software>(
          {.keyword = "software", .tolerated = true, .summary = "The program that made the file."}),
      Row<&F::software_version>(
          {.keyword = "software_version", .tolerated = true, .summary = "Its version."}),
      Row<&F::file_created>(
          {.keyword = "file_created", .tolerated = true, .summary = "When the file was made."}),
      Row<&F::generator_started>({.keyword = "generator_started",
                                  .tolerated = true,
                                  .summary = "When the generator was started."}),
      Row<&F::earliest_bandwidth>({.keyword = "earliest_bandwidth",
                                   .tolerated = true,
                                   .summary = "The time of the oldest measurement that was used."}),
      Row<&F::latest_bandwidth>({.keyword = "latest_bandwidth",
                                 .tolerated = true,
                                 .summary = "The time of the newest measurement that was used."}),
      Row<&F::number_eligible_relays>({.keyword = "number_eligible_relays",
                                       .tolerated = true,
                                       .summary = "How many relays were measured often enough."}),
      Row<&F::minimum_percent_eligible_relays>(
          {.keyword = "minimum_percent_eligible_relays",
           .tolerated = true,
           .summary = "The least share of the consensus's relays that must be "
                      "eligible, in percent."}),
      Row<&F::number_consensus_relays>({.keyword = "number_consensus_relays",
                                        .tolerated = true,
                                        .summary = "How many relays the consensus has."}),
      Row<&F::percent_eligible_relays>(
          {.keyword = "percent_eligible_relays",
           .tolerated = true,
           .summary = "How many relays are eligible, in percent of those in the "
                      "consensus."}),
      Row<&F::minimum_number_eligible_relays>(
          {.keyword = "minimum_number_eligible_relays",
           .tolerated = true,
           .summary = "The least number of relays that must be eligible."}),
      Row<&F::scanner_country>({.keyword = "scanner_country",
                                .tolerated = true,
                                .summary = "The country that the scanner runs in."}),
      Row<&F::destinations_countries>(
          {.keyword = "destinations_countries",
           .tolerated = true,
           .summary = "The countries of the servers that were fetched from."}),
      Row<&F::recent_consensus_count>(
          {.keyword = "recent_consensus_count",
           .tolerated = true,
           .summary = "How many consensuses the scanner has seen of late."}),
      Row<&F::recent_priority_list_count>(
          {.keyword = "recent_priority_list_count",
           .tolerated = true,
           .summary = "How many lists of relays to measure first were made of late."}),
      Row<&F::recent_priority_relay_count>({.keyword = "recent_priority_relay_count",
                                            .tolerated = true,
                                            .summary = "How many relays were in those lists."}),
      Row<&F::recent_measurement_attempt_count>(
          {.keyword = "recent_measurement_attempt_count",
           .tolerated = true,
           .summary = "How many measurements were tried of late."}),
      Row<&F::recent_measurement_failure_count>({.keyword = "recent_measurement_failure_count",
                                                 .tolerated = true,
                                                 .summary = "How many of them failed."}),
      Row<&F::recent_measurements_excluded_error_count>(
          {.keyword = "recent_measurements_excluded_error_count",
           .tolerated = true,
           .summary = "How many relays have no measurement that succeeded."}),
      Row<&F::recent_measurements_excluded_near_count>(
          {.keyword = "recent_measurements_excluded_near_count",
           .tolerated = true,
           .summary = "How many relays have measurements too near each other in "
                      "time."}),
      Row<&F::recent_measurements_excluded_old_count>(
          {.keyword = "recent_measurements_excluded_old_count",
           .tolerated = true,
           .summary = "How many relays have measurements that are too old."}),
      Row<&F::recent_measurements_excluded_few_count>(
          {.keyword = "recent_measurements_excluded_few_count",
           .tolerated = true,
           .summary = "How many relays have too few measurements."}),
      Row<&F::time_to_report_half_network>(
          {.keyword = "time_to_report_half_network",
           .tolerated = true,
           .summary = "Seconds that it takes to measure half of the network, as far "
                      "as can be told."}),
      Row<&F::tor_version>({.keyword = "tor_version",
                            .tolerated = true,
                            .summary = "The version of tor that the scanner used."}),
      Row<&F::dirauth_nickname>({.keyword = "dirauth_nickname",
                                 .tolerated = true,
                                 .summary = "The authority that votes with the file."}),
      Row<&F::mu>({.keyword = "mu",
                   .tolerated = true,
                   .summary = "The mean of the bandwidths of all streams."}),
      Row<&F::muf>({.keyword = "muf",
                    .tolerated = true,
                    .summary = "The same of the streams that were not slower than that mean."}),
      Row<&F::other_headers>({.keyword = "header",
                              .occurs = Occurs::kAnyNumber,
                              .json = "other_headers",
                              .whole_line = true,
                              .arguments = "name=value",
                              .summary = "A header that is not known."}),
      Row<&F::terminator>({.keyword = "terminator",
                           .whole_line = true,
                           .arguments = "=====",
                           .summary = "Ends the headers, since 1.1.0."}),
      Row<&F::relays>({.keyword = "relay",
                       .occurs = Occurs::kAnyNumber,
                       .json = "relays",
                       .tolerated = true,
                       .whole_line = true,
                       .summary = "What was measured of a relay; bw is in kilobytes a second."}));
}();

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_BANDWIDTH_FILE_H_
