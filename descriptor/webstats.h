// Webstats is one day's access log of one of Tor's web servers, sanitised.
//
//   Webstats log;
//   netdoc::ParseDocument(text, kWebstats, &log, diagnostics);
//   AccessLogLine line;
//   for (const auto& request : log.requests) {
//     if (request.Decode(&line)) line.request.resource();      // "/download/"
//   }
//
// The site and the server are in the file's name alone: SITE_SERVER_access.log_YYYYMMDD. A parsed
// log borrows the text it was parsed from.
#ifndef SCAPE_DESCRIPTOR_WEBSTATS_H_
#define SCAPE_DESCRIPTOR_WEBSTATS_H_

#include <optional>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/lazy_line.h"
#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/table.h"
#include "descriptor/netdoc/value.h"

namespace scape::descriptor {

inline constexpr netdoc::Kinds kWebstats = 1;

// LogTime is "[22/Nov/2026:00:00:00 +0000]".
struct LogTime {
  netdoc::UtcTime time;

  static constexpr std::string_view kExpects = "a time such as [22/Nov/2026:00:00:00 +0000]";
  static bool Read(netdoc::ItemReader& in, LogTime* out);
  void Write(netdoc::Encoder& out) const;  // in UTC
  void Json(netdoc::JsonWriter& json) const { json.Time(time); }
};

// LogRequest is "GET /download/ HTTP/1.1" in quotes. What is no request of three words is kept.
struct LogRequest {
  std::string_view text;  // between the quotes

  static constexpr std::string_view kExpects = "a request in quotes";
  static bool Read(netdoc::ItemReader& in, LogRequest* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const;

  std::string_view method() const { return text.substr(0, text.find(' ')); }
  std::string_view resource() const;
  std::string_view protocol() const;
};

// LogSize is a number of bytes, or "-".
struct LogSize {
  std::optional<uint64_t> bytes;

  static constexpr std::string_view kExpects = "a number of bytes or -";
  static bool Read(netdoc::ItemReader& in, LogSize* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const { json.Unsigned(bytes.value_or(0)); }
};

// AccessLogLine is a line in Apache's formats "common" and "combined".
struct AccessLogLine : netdoc::Line {
  std::string_view address;
  std::string_view identity;
  std::string_view user;
  LogTime time;
  LogRequest request;
  uint32_t status = 0;
  LogSize size;
  std::optional<netdoc::Text> rest;  // referrer, agent and others: "-" each

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&AccessLogLine::address>("address"),
                        netdoc::Argument<&AccessLogLine::identity>("identity"),
                        netdoc::Argument<&AccessLogLine::user>("user"),
                        netdoc::Argument<&AccessLogLine::time>("time"),
                        netdoc::Argument<&AccessLogLine::request>("request"),
                        netdoc::Argument<&AccessLogLine::status>("status"),
                        netdoc::Argument<&AccessLogLine::size>("size"),
                        netdoc::Argument<&AccessLogLine::rest>("rest"));
};

struct Webstats : netdoc::Document {
  std::vector<netdoc::LazyLine<AccessLogLine>> requests;

  static std::string_view NameOf(std::string_view) { return "request"; }
  // Resembles tells whether `line` has the form of an access log's.
  static bool Resembles(std::string_view line);
};

}  // namespace scape::descriptor

namespace scape::netdoc {

template <>
inline constexpr auto kTable<descriptor::Webstats> = [] {
  using W = descriptor::Webstats;
  return MakeTable<W>("https://metrics.torproject.org/web-server-logs.html",
                      Row<&W::requests>({.keyword = "request",
                                         .occurs = Occurs::kOnceOrMore,
                                         .json = "requests",
                                         .tolerated = true,
                                         .whole_line = true,
                                         .summary = "A request, without what would tell whose."}));
}();

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_WEBSTATS_H_
