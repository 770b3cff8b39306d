#include "descriptor/webstats.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "descriptor/address.h"

namespace scape::descriptor {
namespace {

constexpr std::string_view kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool Digits(std::string_view text, int64_t* number) {
  uint64_t value;
  if (!netdoc::ParseUnsigned(text, &value)) return false;
  *number = static_cast<int64_t>(value);
  return true;
}

// ParseLogTime reads "[22/Nov/2026:00:00:00" and "+0000]".
bool ParseLogTime(std::string_view time, std::string_view zone, netdoc::UtcTime* out) {
  if (time.size() != 21 || time[0] != '[' || time[3] != '/' || time[7] != '/' || time[12] != ':') {
    return false;
  }
  const auto* month = std::find(std::begin(kMonths), std::end(kMonths), time.substr(4, 3));
  if (month == std::end(kMonths)) return false;
  std::string text(time.substr(8, 4));
  text += absl::StrFormat("-%02d-", month - std::begin(kMonths) + 1);
  text.append(time.substr(1, 2)).append(" ").append(time.substr(13, 8));
  int64_t hours, minutes;
  if (!netdoc::ParseTime(text, out) || zone.size() != 6 || zone[5] != ']' ||
      (zone[0] != '+' && zone[0] != '-') || !Digits(zone.substr(1, 2), &hours) ||
      !Digits(zone.substr(3, 2), &minutes)) {
    return false;
  }
  const int64_t offset = 3600 * hours + 60 * minutes;
  out->unix_seconds += zone[0] == '+' ? -offset : offset;
  return out->unix_seconds >= 0;
}

}  // namespace

bool LogTime::Read(netdoc::ItemReader& in, LogTime* out) {
  std::string_view time, zone;
  if (!in.Next(&time) || !in.Next(&zone)) return false;
  return ParseLogTime(time, zone, &out->time) || in.Fail(time);
}

void LogTime::Write(netdoc::Encoder& out) const {
  char text[32];
  const std::string_view iso(text, netdoc::FormatTime(time, ' ', text));
  if (iso.size() != 19) return out.Fail();
  int64_t month = 1;
  Digits(iso.substr(5, 2), &month);
  std::string written = "[";
  written.append(iso.substr(8, 2)).append("/").append(kMonths[month - 1]).append("/");
  written.append(iso.substr(0, 4)).append(":").append(iso.substr(11));
  out.Argument(written).Argument("+0000]");
}

bool LogRequest::Read(netdoc::ItemReader& in, LogRequest* out) {
  std::string_view word;
  if (!in.Next(&word)) return false;
  if (word[0] != '"') return in.Fail(word);
  const char* const begin = word.data() + 1;
  word.remove_prefix(1);
  // A quote within is escaped.
  while (word.empty() || word.back() != '"' || (word.size() > 1 && word[word.size() - 2] == '\\')) {
    if (!in.Next(&word)) return false;
  }
  out->text = std::string_view(begin, static_cast<size_t>(word.data() + word.size() - 1 - begin));
  return true;
}

void LogRequest::Write(netdoc::Encoder& out) const { out.Rest('"' + std::string(text) + '"'); }

std::string_view LogRequest::resource() const {
  const size_t first = text.find(' ');
  const size_t last = text.rfind(' ');
  if (first == std::string_view::npos) return {};
  return first == last ? text.substr(first + 1) : text.substr(first + 1, last - first - 1);
}

std::string_view LogRequest::protocol() const {
  const size_t last = text.rfind(' ');
  return last == text.find(' ') ? std::string_view() : text.substr(last + 1);
}

void LogRequest::Json(netdoc::JsonWriter& json) const {
  json.BeginObject();
  json.Member("method", [&] { json.String(method()); });
  json.Member("resource", [&] { json.String(resource()); });
  json.Member("protocol", [&] { json.String(protocol()); });
  json.EndObject();
}

bool LogSize::Read(netdoc::ItemReader& in, LogSize* out) {
  std::string_view word;
  if (!in.Next(&word)) return false;
  out->bytes.reset();
  if (word == "-") return true;
  return netdoc::ParseUnsigned(word, &out->bytes.emplace()) || in.Fail(word);
}

void LogSize::Write(netdoc::Encoder& out) const {
  bytes.has_value() ? (void)out.Argument(*bytes) : (void)out.Argument("-");
}

bool Webstats::Resembles(std::string_view line) {
  Ipv4Address address;
  if (!ParseIpv4(line.substr(0, line.find(' ')), &address)) return false;
  const size_t time = line.find(" [");
  return time != std::string_view::npos && line.find("] \"", time) != std::string_view::npos;
}

}  // namespace scape::descriptor
