// Torperf is one measurement of torperf or OnionPerf: how long a file took to fetch through tor.
//
//   Torperf torperf;
//   netdoc::ParseDocument(text, kTorperf, &torperf, diagnostics);
//   torperf.measurement.datacomplete->ToDouble();      // seconds since 1970
//
// A document is one line of NAME=value words. Times are seconds since 1970 with their fractions, 0
// for what was not reached. Names that nobody knows are in `keyed` and in JSON's "other". A parsed
// document borrows the text it was parsed from.
#ifndef SCAPE_DESCRIPTOR_TORPERF_H_
#define SCAPE_DESCRIPTOR_TORPERF_H_

#include <optional>
#include <string_view>

#include "descriptor/measurement_values.h"
#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/table.h"
#include "descriptor/netdoc/value.h"
#include "descriptor/statistics.h"

namespace scape::descriptor {

inline constexpr netdoc::Kinds kTorperf = 1;

struct TorperfMeasurement : netdoc::KeyedLine {
  std::optional<std::string_view> source;
  std::optional<uint64_t> filesize;
  std::optional<Decimal> start;
  std::optional<Decimal> socket;
  std::optional<Decimal> connect;
  std::optional<Decimal> negotiate;
  std::optional<Decimal> request;
  std::optional<Decimal> response;
  std::optional<Decimal> datarequest;
  std::optional<Decimal> dataresponse;
  std::optional<Decimal> datacomplete;
  std::optional<uint64_t> writebytes;
  std::optional<uint64_t> readbytes;
  std::optional<netdoc::Bit> didtimeout;
  std::optional<Decimal> dataperc0;
  std::optional<Decimal> dataperc10;
  std::optional<Decimal> dataperc20;
  std::optional<Decimal> dataperc30;
  std::optional<Decimal> dataperc40;
  std::optional<Decimal> dataperc50;
  std::optional<Decimal> dataperc60;
  std::optional<Decimal> dataperc70;
  std::optional<Decimal> dataperc80;
  std::optional<Decimal> dataperc90;
  std::optional<Decimal> dataperc100;
  std::optional<Decimal> partial10240;
  std::optional<Decimal> partial20480;
  std::optional<Decimal> partial51200;
  std::optional<Decimal> partial102400;
  std::optional<Decimal> partial204800;
  std::optional<Decimal> partial512000;
  std::optional<Decimal> partial1048576;
  std::optional<Decimal> partial2097152;
  std::optional<Decimal> partial5242880;
  std::optional<Decimal> launch;
  std::optional<Decimal> used_at;
  std::optional<RelayPath> path;
  std::optional<DecimalList> buildtimes;
  std::optional<Decimal> timeout;
  std::optional<Decimal> quantile;
  std::optional<uint64_t> circ_id;
  std::optional<uint64_t> used_by;
  std::optional<std::string_view> endpointlocal;
  std::optional<std::string_view> endpointproxy;
  std::optional<std::string_view> endpointremote;
  std::optional<std::string_view> hostnamelocal;
  std::optional<std::string_view> hostnameremote;
  std::optional<std::string_view> sourceaddress;
  std::optional<std::string_view> errorcode;

  static constexpr auto kKeys = netdoc::Keys(
      netdoc::Key<&TorperfMeasurement::source>("SOURCE", "source"),
      netdoc::Key<&TorperfMeasurement::filesize>("FILESIZE", "filesize"),
      netdoc::Key<&TorperfMeasurement::start>("START", "start"),
      netdoc::Key<&TorperfMeasurement::socket>("SOCKET", "socket"),
      netdoc::Key<&TorperfMeasurement::connect>("CONNECT", "connect"),
      netdoc::Key<&TorperfMeasurement::negotiate>("NEGOTIATE", "negotiate"),
      netdoc::Key<&TorperfMeasurement::request>("REQUEST", "request"),
      netdoc::Key<&TorperfMeasurement::response>("RESPONSE", "response"),
      netdoc::Key<&TorperfMeasurement::datarequest>("DATAREQUEST", "datarequest"),
      netdoc::Key<&TorperfMeasurement::dataresponse>("DATARESPONSE", "dataresponse"),
      netdoc::Key<&TorperfMeasurement::datacomplete>("DATACOMPLETE", "datacomplete"),
      netdoc::Key<&TorperfMeasurement::writebytes>("WRITEBYTES", "writebytes"),
      netdoc::Key<&TorperfMeasurement::readbytes>("READBYTES", "readbytes"),
      netdoc::Key<&TorperfMeasurement::didtimeout>("DIDTIMEOUT", "didtimeout"),
      netdoc::Key<&TorperfMeasurement::dataperc0>("DATAPERC0", "dataperc0"),
      netdoc::Key<&TorperfMeasurement::dataperc10>("DATAPERC10", "dataperc10"),
      netdoc::Key<&TorperfMeasurement::dataperc20>("DATAPERC20", "dataperc20"),
      netdoc::Key<&TorperfMeasurement::dataperc30>("DATAPERC30", "dataperc30"),
      netdoc::Key<&TorperfMeasurement::dataperc40>("DATAPERC40", "dataperc40"),
      netdoc::Key<&TorperfMeasurement::dataperc50>("DATAPERC50", "dataperc50"),
      netdoc::Key<&TorperfMeasurement::dataperc60>("DATAPERC60", "dataperc60"),
      netdoc::Key<&TorperfMeasurement::dataperc70>("DATAPERC70", "dataperc70"),
      netdoc::Key<&TorperfMeasurement::dataperc80>("DATAPERC80", "dataperc80"),
      netdoc::Key<&TorperfMeasurement::dataperc90>("DATAPERC90", "dataperc90"),
      netdoc::Key<&TorperfMeasurement::dataperc100>("DATAPERC100", "dataperc100"),
      netdoc::Key<&TorperfMeasurement::partial10240>("PARTIAL10240", "partial10240"),
      netdoc::Key<&TorperfMeasurement::partial20480>("PARTIAL20480", "partial20480"),
      netdoc::Key<&TorperfMeasurement::partial51200>("PARTIAL51200", "partial51200"),
      netdoc::Key<&TorperfMeasurement::partial102400>("PARTIAL102400", "partial102400"),
      netdoc::Key<&TorperfMeasurement::partial204800>("PARTIAL204800", "partial204800"),
      netdoc::Key<&TorperfMeasurement::partial512000>("PARTIAL512000", "partial512000"),
      netdoc::Key<&TorperfMeasurement::partial1048576>("PARTIAL1048576", "partial1048576"),
      netdoc::Key<&TorperfMeasurement::partial2097152>("PARTIAL2097152", "partial2097152"),
      netdoc::Key<&TorperfMeasurement::partial5242880>("PARTIAL5242880", "partial5242880"),
      netdoc::Key<&TorperfMeasurement::launch>("LAUNCH", "launch"),
      netdoc::Key<&TorperfMeasurement::used_at>("USED_AT", "used_at"),
      netdoc::Key<&TorperfMeasurement::path>("PATH", "path"),
      netdoc::Key<&TorperfMeasurement::buildtimes>("BUILDTIMES", "buildtimes"),
      netdoc::Key<&TorperfMeasurement::timeout>("TIMEOUT", "timeout"),
      netdoc::Key<&TorperfMeasurement::quantile>("QUANTILE", "quantile"),
      netdoc::Key<&TorperfMeasurement::circ_id>("CIRC_ID", "circ_id"),
      netdoc::Key<&TorperfMeasurement::used_by>("USED_BY", "used_by"),
      netdoc::Key<&TorperfMeasurement::endpointlocal>("ENDPOINTLOCAL", "endpointlocal"),
      netdoc::Key<&TorperfMeasurement::endpointproxy>("ENDPOINTPROXY", "endpointproxy"),
      netdoc::Key<&TorperfMeasurement::endpointremote>("ENDPOINTREMOTE", "endpointremote"),
      netdoc::Key<&TorperfMeasurement::hostnamelocal>("HOSTNAMELOCAL", "hostnamelocal"),
      netdoc::Key<&TorperfMeasurement::hostnameremote>("HOSTNAMEREMOTE", "hostnameremote"),
      netdoc::Key<&TorperfMeasurement::sourceaddress>("SOURCEADDRESS", "sourceaddress"),
      netdoc::Key<&TorperfMeasurement::errorcode>("ERRORCODE", "errorcode"));
};

struct Torperf : netdoc::Document {
  TorperfMeasurement measurement;

  static std::string_view NameOf(std::string_view line);
  // Begins tells whether the line's first word is a NAME=value that measurements have.
  static bool Begins(std::string_view line);
};

}  // namespace scape::descriptor

namespace scape::netdoc {

template <>
inline constexpr auto kTable<descriptor::Torperf> = [] {
  using T = descriptor::Torperf;
  return MakeTable<T>("https://metrics.torproject.org/collector.html#type-torperf",
                      Row<&T::measurement>({.keyword = "measurement",
                                            .occurs = Occurs::kExactlyOnce,
                                            .whole_line = true,
                                            .summary = "The one line of the document."}));
}();

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_TORPERF_H_
