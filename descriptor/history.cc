#include "descriptor/history.h"

#include <string>

namespace scape::descriptor {

using netdoc::Encoder;
using netdoc::Fault;
using netdoc::ItemReader;
using netdoc::JsonWriter;

bool History::Read(ItemReader& in, History* out) {
  constexpr std::string_view kInterval = "an interval such as (900 s)";
  if (!in.ReadTime(&out->end)) return false;
  std::string_view number, unit;
  if (!in.Next(&number)) return false;
  if (number[0] != '(' || !netdoc::ParseUnsigned(number.substr(1), &out->interval)) {
    return in.Fail(number, kInterval);
  }
  if (!in.Next(&unit)) return false;
  if (unit != "s)") return in.Fail(unit, kInterval);
  if (!in.AtEnd()) return in.Next(&out->values);
  out->values = in.Rest();  // empty, but a place in the text
  return true;
}

void History::Write(Encoder& out) const {
  out.TimeArgument(end).Argument("(" + std::to_string(interval)).Argument("s)");
  if (!values.empty()) out.Argument(values);
}

void History::Json(JsonWriter& json) const {
  json.BeginObject();
  json.Member("end", [&] { json.Time(end); });
  json.Member("interval", [&] { json.Unsigned(interval); });
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
  if (interval == 0) {
    *fault = {&netdoc::problems::kBadArgument, values, "an interval of at least one second", {}};
    return false;
  }
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
