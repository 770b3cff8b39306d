#include "descriptor/history.h"

#include <cstring>
#include <string>

#include "absl/base/attributes.h"

namespace scape::descriptor {

using netdoc::Encoder;
using netdoc::Fault;
using netdoc::ItemReader;
using netdoc::JsonWriter;

// ReadAnyInterval is for long numbers and other blanks, for the end of a text, and for what is no
// interval.
ABSL_ATTRIBUTE_NOINLINE static bool ReadAnyInterval(ItemReader& in, Interval* out) {
  std::string_view number, unit;
  if (!in.Next(&number)) return false;
  if (number[0] != '(' || !netdoc::ParseUnsigned(number.substr(1), &out->seconds)) {
    return in.Fail(number, Interval::kExpects);
  }
  if (!in.Next(&unit)) return false;
  if (unit != "s)") return in.Fail(unit, Interval::kExpects);
  const char* const begin = number.data();
  out->text = std::string_view(begin, static_cast<size_t>(unit.data() + unit.size() - begin));
  return true;
}

bool Interval::Read(ItemReader& in, Interval* out) {
  const bool read = in.NextBy([&](const char* text) -> size_t {
    // Nearly all are of a day.
    constexpr std::string_view kDay = "(86400 s)";
    if (std::memcmp(text, kDay.data(), kDay.size()) == 0) {
      out->seconds = 86400;
      out->text = std::string_view(text, kDay.size());
      return kDay.size();
    }
    constexpr std::string_view kUnit = " s)";
    const size_t size = *text == '(' ? netdoc::ReadDigits(text + 1, &out->seconds) : 0;
    if (size == 0 || std::memcmp(text + 1 + size, kUnit.data(), kUnit.size()) != 0) return 0;
    out->text = std::string_view(text, 1 + size + kUnit.size());
    return out->text.size();
  });
  return read || ReadAnyInterval(in, out);
}

void Interval::Write(Encoder& out) const {
  out.Argument("(" + std::to_string(seconds)).Argument("s)");
}

bool Interval::Check(Fault* fault) const {
  if (seconds != 0) return true;
  *fault = {&netdoc::problems::kBadArgument, text, "an interval of at least one second", {}};
  return false;
}

bool History::Read(ItemReader& in, History* out) {
  if (!in.ReadTime(&out->end) || !Interval::Read(in, &out->interval)) return false;
  if (!in.AtEnd()) return in.Next(&out->values);
  out->values = in.Rest();  // empty, but a place in the text
  return true;
}

void History::Write(Encoder& out) const {
  out.TimeArgument(end);
  interval.Write(out);
  if (!values.empty()) out.Argument(values);
}

void History::Json(JsonWriter& json) const {
  json.BeginObject();
  json.Member("end", [&] { json.Time(end); });
  json.Member("interval", [&] { interval.Json(json); });
  json.Member("values", [&] {
    json.BeginArray();
    for (const std::string_view word : netdoc::Words(values, ',')) {
      uint64_t number;
      netdoc::ParseUnsigned(word, &number) ? json.Unsigned(number) : json.String(word);
    }
    json.EndArray();
  });
  json.EndObject();
}

bool History::Check(Fault* fault) const {
  if (!interval.Check(fault)) return false;
  for (const std::string_view word : netdoc::Words(values, ',')) {
    uint64_t number;
    if (!netdoc::ParseUnsigned(word, &number)) {
      *fault = {
          &netdoc::problems::kBadArgument, word, "whole numbers with commas between them", {}};
      return false;
    }
  }
  return true;
}

}  // namespace scape::descriptor
