#include "descriptor/statistics.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "absl/container/inlined_vector.h"

namespace scape::descriptor {
namespace {

using netdoc::Encoder;
using netdoc::Fault;
using netdoc::ItemReader;
using netdoc::JsonWriter;

constexpr size_t kMostDigits = 18;  // on either side of a point

bool Bad(std::string_view where, std::string_view expects, Fault* fault) {
  *fault = {&netdoc::problems::kBadArgument, where, expects, {}};
  return false;
}

// ReadList takes the next argument, or nothing: an empty list is a place in the text.
bool ReadList(ItemReader& in, std::string_view* text) {
  if (!in.AtEnd()) return in.Next(text);
  *text = in.Rest();
  return true;
}

// TakeDigits drops the digits that `text` begins with; false: there are none, or too many.
bool TakeDigits(std::string_view* text) {
  const size_t size = std::min(text->find_first_not_of("0123456789"), text->size());
  text->remove_prefix(size);
  return size >= 1 && size <= kMostDigits;
}

// A list has some dozens of names, one for every country at most, unless it is a bad one.
constexpr size_t kUsualNames = 128;

struct Named {
  Count count;
  size_t position;
};
using NamedCounts = absl::InlinedVector<Named, kUsualNames>;

// ByName returns the counts in the order of their names, of equal ones the first one first.
NamedCounts ByName(const CountList& list) {
  NamedCounts named;
  for (const Count& count : list.counts()) named.push_back({count, named.size()});
  std::sort(named.begin(), named.end(), [](const Named& a, const Named& b) {
    const int order = a.count.name.compare(b.count.name);
    return order != 0 ? order < 0 : a.position < b.position;
  });
  return named;
}

bool SameName(const Named& a, const Named& b) { return a.count.name == b.count.name; }

// Ascending: names in strictly ascending order are all different, which needs no sorting to know.
bool Ascending(const CountList& list) {
  std::string_view previous;
  for (const Count& count : list.counts()) {
    if (count.name <= previous) return false;
    previous = count.name;
  }
  return true;
}

}  // namespace

bool ParseDecimal(std::string_view text, Decimal* decimal) {
  decimal->text = text;
  if (!text.empty() && text[0] == '-') text.remove_prefix(1);
  if (!TakeDigits(&text)) return false;
  if (text.empty()) return true;
  if (text[0] != '.') return false;
  text.remove_prefix(1);
  return TakeDigits(&text) && text.empty();
}

bool Decimal::Read(ItemReader& in, Decimal* out) {
  std::string_view argument;
  return in.Next(&argument) && (ParseDecimal(argument, out) || in.Fail(argument));
}

void Decimal::Json(JsonWriter& json) const {
  std::string_view digits = text;
  const bool negative = !digits.empty() && digits[0] == '-';
  if (negative) digits.remove_prefix(1);
  // JSON has no zeros that lead.
  size_t zeros = 0;
  while (zeros + 1 < digits.size() && digits[zeros] == '0' && digits[zeros + 1] != '.') ++zeros;
  if (zeros == 0) {
    json.Decimal(text);
  } else {
    json.Decimal((negative ? "-" : "") + std::string(digits.substr(zeros)));
  }
}

double Decimal::ToDouble() const {
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

bool ParseCount(std::string_view text, Count* count) {
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) return false;
  count->text = text;
  count->name = text.substr(0, equals);
  return std::all_of(count->name.begin(), count->name.end(),
                     [](char c) { return c > ' ' && c <= '~'; }) &&
         netdoc::ParseSigned(text.substr(equals + 1), &count->number);
}

bool CountList::Read(ItemReader& in, CountList* out) { return ReadList(in, &out->text); }

void CountList::Write(Encoder& out) const {
  if (!text.empty()) out.Argument(text);
}

void CountList::Json(JsonWriter& json) const {
  const auto write = [&](const Count& count) {
    json.Member(count.name, [&] { json.Signed(count.number); });
  };
  json.BeginObject();
  if (Ascending(*this)) {
    for (const Count& count : counts()) write(count);
  } else {
    NamedCounts named = ByName(*this);
    named.erase(std::unique(named.begin(), named.end(), SameName), named.end());
    std::sort(named.begin(), named.end(),
              [](const Named& a, const Named& b) { return a.position < b.position; });
    for (const Named& entry : named) write(entry.count);
  }
  json.EndObject();
}

// The value is sound although a part of it is not: the others stand.
bool CountList::Check(Fault* fault) const {
  Count count;
  for (const std::string_view word : netdoc::Words(text, ',')) {
    if (ParseCount(word, &count)) continue;
    Bad(word, {}, fault);
    return true;
  }
  if (!Ascending(*this)) {
    const NamedCounts named = ByName(*this);
    const auto twice = std::adjacent_find(named.begin(), named.end(), SameName);
    if (twice != named.end()) Bad((twice + 1)->count.text, "a name that was not there yet", fault);
  }
  return true;
}

std::optional<int64_t> CountList::Find(std::string_view name) const {
  for (const Count& count : counts()) {
    if (count.name == name) return count.number;
  }
  return std::nullopt;
}

bool PortCounts::Check(Fault* fault) const {
  if (!CountList::Check(fault) || fault->problem != nullptr) return true;
  for (const Count& count : counts()) {
    uint64_t port;
    if (count.name == "other" || (netdoc::ParseUnsigned(count.name, &port) && port <= 65535)) {
      continue;
    }
    Bad(count.name, "a port from 0 to 65535, or `other`", fault);
    break;
  }
  return true;
}

bool IsCountryCode(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (name == "??") return true;
  return name.size() == 2 && is_letter(name[0]) && (is_letter(name[1]) || is_digit(name[1]));
}

bool DecimalList::Read(ItemReader& in, DecimalList* out) { return ReadList(in, &out->text); }

void DecimalList::Write(Encoder& out) const {
  if (!text.empty()) out.Argument(text);
}

void DecimalList::Json(JsonWriter& json) const {
  json.BeginArray();
  for (const Decimal& number : numbers()) number.Json(json);
  json.EndArray();
}

bool DecimalList::Check(Fault* fault) const {
  for (const std::string_view word : netdoc::Words(text, ',')) {
    Decimal number;
    if (!ParseDecimal(word, &number)) return Bad(word, kExpects, fault);
  }
  return true;
}

bool Share::Read(ItemReader& in, Share* out) {
  std::string_view argument;
  if (!in.Next(&argument)) return false;
  const bool good = argument.back() == '%' && argument[0] != '-' &&
                    ParseDecimal(argument.substr(0, argument.size() - 1), &out->percent);
  return good || in.Fail(argument);
}

void Share::Write(Encoder& out) const { out.Argument(std::string(percent.text) + "%"); }

bool ConnBiDirect::Read(ItemReader& in, ConnBiDirect* out) {
  constexpr std::string_view kNumbers = "four whole numbers: BELOW,READ,WRITE,BOTH";
  std::string_view list;
  if (!in.ReadTime(&out->end) || !Interval::Read(in, &out->interval) || !in.Next(&list)) {
    return false;
  }
  uint64_t* const numbers[] = {&out->below, &out->read, &out->write, &out->both};
  size_t count = 0;
  for (const std::string_view word : netdoc::Words(list, ',')) {
    if (count == std::size(numbers)) return in.Fail(list, kNumbers);
    if (!netdoc::ParseUnsigned(word, numbers[count++])) return in.Fail(word, kNumbers);
  }
  return count == std::size(numbers) || in.Fail(list, kNumbers);
}

void ConnBiDirect::Write(Encoder& out) const {
  out.TimeArgument(end);
  interval.Write(out);
  std::string list;
  for (const uint64_t number : {below, read, write, both}) {
    if (!list.empty()) list += ',';
    list += std::to_string(number);
  }
  out.Argument(list);
}

void ConnBiDirect::Json(JsonWriter& json) const {
  json.BeginObject();
  json.Member("end", [&] { json.Time(end); });
  json.Member("interval", [&] { interval.Json(json); });
  json.Member("below", [&] { json.Unsigned(below); });
  json.Member("read", [&] { json.Unsigned(read); });
  json.Member("write", [&] { json.Unsigned(write); });
  json.Member("both", [&] { json.Unsigned(both); });
  json.EndObject();
}

}  // namespace scape::descriptor
