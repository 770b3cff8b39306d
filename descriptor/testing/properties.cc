#include "descriptor/testing/properties.h"

#include <algorithm>
#include <memory>
#include <set>
#include <vector>

#include "descriptor/netdoc/encoder.h"
#include "descriptor/netdoc/json_writer.h"
#include "rapidjson/document.h"
#include "rapidjson/prettywriter.h"
#include "rapidjson/reader.h"
#include "rapidjson/stringbuffer.h"

namespace scape::descriptor::testing {
namespace {

using JsonValue = rapidjson::Value;

std::string_view View(const JsonValue& value) {
  return {value.GetString(), value.GetStringLength()};
}

// Matches tells whether `text` has the form of `pattern`, where '0' is a digit, 'F' an upper-case
// hexadecimal digit, and anything else itself.
bool Matches(std::string_view text, std::string_view pattern) {
  return text.size() == pattern.size() &&
         std::equal(text.begin(), text.end(), pattern.begin(), [](char c, char form) {
           const bool digit = c >= '0' && c <= '9';
           if (form == '0') return digit;
           if (form == 'F') return digit || (c >= 'A' && c <= 'F');
           return c == form;
         });
}

// ValueFault looks at a value and all within it. `decimals`: some numbers are not whole.
std::string ValueFault(std::string_view name, const JsonValue& value, bool decimals) {
  const std::string place = std::string(name) + ": ";
  if (value.IsNull()) return place + "null";
  if (value.IsDouble() && !decimals) return place + "a number that is not whole";
  if (name == "published" || name == "end" || name == "time" || name == "timestamp") {
    if (!value.IsString() || !Matches(View(value), "0000-00-00T00:00:00Z")) {
      return place + "no time";
    }
  }
  if (name == "fingerprint" || name == "router_digest" || name == "sha1") {
    if (!value.IsString() || !Matches(View(value), std::string(40, 'F'))) return place + "no SHA-1";
  }
  if (value.IsObject()) {
    // Names and texts within are the document's own.
    const bool open = name == "bandwidth_file_headers";
    std::set<std::string_view> names;
    for (const auto& member : value.GetObject()) {
      if (!names.insert(View(member.name)).second) return place + "a name twice";
      if (open) continue;
      if (std::string fault = ValueFault(View(member.name), member.value, decimals);
          !fault.empty()) {
        return place + fault;
      }
    }
  }
  if (value.IsArray()) {
    for (const JsonValue& element : value.GetArray()) {
      if (std::string fault = ValueFault("element", element, decimals); !fault.empty())
        return place + fault;
    }
  }
  return {};
}

// Lines returns the unrecognized items. A line feed that was missing at the end of the text is
// there when it is read again.
std::vector<std::string> Lines(const AnyDocument& document) {
  std::vector<std::string> lines;
  for (const std::string_view item : document.unrecognized()) {
    lines.emplace_back(item);
    if (lines.back().back() != '\n') lines.back() += '\n';
  }
  return lines;
}

std::string MembersJson(const AnyDocument& document) {
  netdoc::JsonWriter json;
  json.BeginObject();
  document.WriteMembers({}, json);
  json.EndObject();
  return std::string(json.text());
}

// Lacks tells whether `after` lacks a member of `before` or has another value for it.
bool Lacks(const std::string& before, const std::string& after) {
  rapidjson::Document old_value, new_value;
  old_value.Parse(before.c_str());
  new_value.Parse(after.c_str());
  for (const auto& member : old_value.GetObject()) {
    const auto at = new_value.FindMember(member.name);
    if (at == new_value.MemberEnd() || at->value != member.value) return true;
  }
  return false;
}

bool HasUnsoundValues(const netdoc::Diagnostics& diagnostics) {
  return std::any_of(diagnostics.list().begin(), diagnostics.list().end(),
                     [](const netdoc::Diagnostic& diagnostic) {
                       return diagnostic.problem == &netdoc::problems::kBadArgument ||
                              diagnostic.problem == &netdoc::problems::kBadObject;
                     });
}

}  // namespace

std::string JsonFault(const DocumentType& type, std::string_view json) {
  rapidjson::Document value;
  value.Parse<rapidjson::kParseValidateEncodingFlag>(json.data(), json.size());
  if (value.HasParseError()) return "no JSON, at byte " + std::to_string(value.GetErrorOffset());
  if (!value.IsObject() || value.ObjectEmpty()) return "no object";
  const auto first = value.MemberBegin();
  if (View(first->name) != "type" || !first->value.IsString()) return "the type is not first";
  const std::string name(type.name);
  if (!Matches(View(first->value), name + " 0.0") && !Matches(View(first->value), name + " 0.00")) {
    return "another type";
  }

  std::vector<std::string> order;
  for (const std::string& name : type.member_names()) {
    if (std::find(order.begin(), order.end(), name) == order.end()) {
      order.push_back(name);
      order.push_back(name + "_bytes");
    }
  }
  order.push_back("unrecognized");
  order.push_back("unrecognized_bytes");
  auto next = order.begin();
  for (auto member = first + 1; member != value.MemberEnd(); ++member) {
    const auto at = std::find(next, order.end(), View(member->name));
    if (at == order.end()) return "out of order: " + std::string(View(member->name));
    next = at + 1;
  }
  if (type.name == "onionperf") return {};  // its value is JSON of others, nulls and all
  // Descriptors of relays have none; statistics and measurements do.
  return ValueFault("document", value, /*decimals=*/!type.name.ends_with("descriptor"));
}

std::string RoundTripFault(const ReadDocument& document, bool* written) {
  if (written != nullptr) *written = false;
  netdoc::Encoder out;
  document.parsed->Encode(out);
  if (!out.ok()) return {};
  if (written != nullptr) *written = true;
  const std::string text = out.Finish();
  const std::string before = MembersJson(*document.parsed);
  const std::vector<std::string> lines = Lines(*document.parsed);

  netdoc::RawDocument raw = document.raw;
  raw.text = raw.body = text;
  raw.annotations = {};
  raw.type = document.type;
  raw.type_given = true;
  const std::unique_ptr<AnyDocument> again = document.type->make();
  netdoc::Diagnostics diagnostics(netdoc::Mode::kLenient);
  again->Parse(raw, diagnostics);
  again->Check({}, diagnostics);
  const std::string after = MembersJson(*again);
  std::string fault;
  // A value that was unsound may be mended by writing it, and then shows.
  if (HasUnsoundValues(document.diagnostics) ? Lacks(before, after) : before != after) {
    fault = "read again as\n" + after + "\ninstead of\n" + before;
  } else if (Lines(*again) != lines) {
    fault = "unknown lines have changed";
  }
  netdoc::Encoder second;
  again->Encode(second);
  if (!second.ok() || second.Finish() != text) fault += "\nwritten otherwise again";

  // With its first line there, the text is one document.
  const std::string annotated = "@type " + TypeName(raw, *again) + "\n" + text;
  netdoc::DocumentReader reader(ReaderTypes(), {}, annotated);
  netdoc::RawDocument read;
  if (text.substr(0, document.type->first_keyword.size()) == document.type->first_keyword &&
      (!reader.Next(&read) || read.type != document.type || read.body != text)) {
    fault += "\nnot found again in a file";
  }
  if (!fault.empty()) fault += "\nwritten:\n" + text;
  return fault;
}

std::string PrettyJson(std::string_view json) {
  const std::string text(json);
  rapidjson::StringStream in(text.c_str());
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> out(buffer);
  out.SetIndent(' ', 2);
  out.SetFormatOptions(rapidjson::kFormatSingleLineArray);
  rapidjson::Reader reader;
  reader.Parse(in, out);
  return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

}  // namespace scape::descriptor::testing
