#include "descriptor/onionperf.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "rapidjson/encodedstream.h"
#include "rapidjson/memorystream.h"
#include "rapidjson/reader.h"
#include "rapidjson/stringbuffer.h"
#include "rapidjson/writer.h"

namespace scape::descriptor {
namespace {

using netdoc::Fault;

constexpr std::string_view kType = "onionperf";

// Compactor writes what a JSON reader finds, numbers digit by digit as they stand there (the reader
// refuses those that no double holds), and looks at the names. A false return ends the reading;
// `expects` then says what was wrong.
class Compactor {
 public:
  explicit Compactor(rapidjson::StringBuffer* out) : writer_(*out) {}

  std::string_view expects;

  // IsAnalysis tells whether the outermost value is an object with all that it must have.
  bool IsAnalysis() const { return type_ == kType && has_data_ && has_version_; }

  bool Null() { return writer_.Null(); }
  bool Bool(bool value) { return writer_.Bool(value); }
  // Numbers come as their text.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(int64_t) { return false; }
  bool Uint64(uint64_t) { return false; }
  bool Double(double) { return false; }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    return writer_.RawValue(text, size, rapidjson::kNumberType);
  }
  bool String(const char* text, rapidjson::SizeType size, bool) {
    if (names_.size() == 1 && key_ == "type") type_.assign(text, size);
    return writer_.String(text, size);
  }
  bool Key(const char* text, rapidjson::SizeType size, bool) {
    key_.assign(text, size);
    if (names_.size() == 1) {
      has_data_ |= key_ == "data";
      has_version_ |= key_ == "version";
    }
    if (!names_.back().insert(key_).second) {
      expects = "every name of an object only once";
      return false;
    }
    return writer_.Key(text, size);
  }
  bool StartObject() { return Deeper() && writer_.StartObject(); }
  bool EndObject(rapidjson::SizeType size) {
    names_.pop_back();
    return writer_.EndObject(size);
  }
  bool StartArray() { return Deeper() && writer_.StartArray(); }
  bool EndArray(rapidjson::SizeType size) {
    names_.pop_back();
    return writer_.EndArray(size);
  }

 private:
  bool Deeper() {
    if (names_.size() == OnionperfAnalysis::kMaxDepth) {
      expects = "at most 64 objects and arrays in each other";
      return false;
    }
    names_.emplace_back();
    return true;
  }

  rapidjson::Writer<rapidjson::StringBuffer> writer_;
  std::vector<std::set<std::string>> names_;     // of the objects around; of an array an empty one
  bool has_data_ = false, has_version_ = false;  // the outermost
  std::string key_;
  std::string type_;
};

// Compact writes the JSON to *out without white space. False: *fault says why.
bool Compact(std::string_view text, rapidjson::StringBuffer* out, Fault* fault) {
  rapidjson::MemoryStream stream(text.data(), text.size());
  rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream> input(stream);
  rapidjson::Reader reader;
  Compactor compactor(out);
  // The line from there on: one byte would tell nobody what it is.
  const auto bad = [&](size_t at, std::string_view expects) {
    const std::string_view where = text.substr(std::min(at, text.size()));
    *fault = {&netdoc::problems::kBadArgument, where.substr(0, where.find('\n')), expects, {}};
    return false;
  };
  const rapidjson::ParseResult result =
      reader.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag |
                   rapidjson::kParseValidateEncodingFlag>(input, compactor);
  if (result.IsError() && !compactor.expects.empty()) {
    return bad(result.Offset(), compactor.expects);
  }
  const size_t end = text.find_last_not_of(" \t\r\n") + 1;
  if (result.IsError() && result.Offset() >= end) {
    return bad(text.find_last_of("\n", end - 1) + 1, "JSON that goes on");
  }
  if (result.IsError()) return bad(result.Offset(), "JSON in UTF-8");
  // A NUL ends the text for the reader.
  if (const size_t nul = text.find('\0'); nul != text.npos) return bad(nul, "JSON in UTF-8");
  return compactor.IsAnalysis() || bad(0, OnionperfAnalysis::kExpects);
}

}  // namespace

void OnionperfAnalysis::Json(netdoc::JsonWriter& json) const {
  rapidjson::StringBuffer compact;
  Fault fault;
  if (Compact(text, &compact, &fault)) {
    json.Json({compact.GetString(), compact.GetSize()});
  } else {
    json.String(text);
  }
}

bool OnionperfAnalysis::Check(Fault* fault) const {
  rapidjson::StringBuffer compact;
  return Compact(text, &compact, fault);
}

bool Onionperf::Begins(std::string_view line) {
  if (line.empty() || line[0] != '{') return false;
  line.remove_prefix(1);
  while (!line.empty() && (netdoc::IsBlank(line[0]) || line[0] == '\r')) line.remove_prefix(1);
  // Other JSON may have a type, too.
  return line.empty() || line.starts_with("\"data\"") || line.starts_with("\"version\"") ||
         (line.starts_with("\"type\"") && line.substr(0, 32).find(kType) != line.npos);
}

}  // namespace scape::descriptor
