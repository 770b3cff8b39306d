#include "descriptor/fuzz/json_check.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "descriptor/fuzz/fuzz.h"
#include "descriptor/netdoc/scalars.h"
#include "rapidjson/memorystream.h"
#include "rapidjson/reader.h"

namespace scape::fuzz {
namespace {

// Names requires that every name of an object is there once.
class Names : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Names> {
 public:
  bool StartObject() {
    objects_.emplace_back();
    return true;
  }
  bool Key(const char* name, rapidjson::SizeType size, bool) {
    Require(objects_.back().emplace(name, size).second, "an object has no two members of one name");
    return true;
  }
  bool EndObject(rapidjson::SizeType) {
    objects_.pop_back();
    return true;
  }

 private:
  std::vector<std::set<std::string>> objects_;
};

}  // namespace

void RequireJson(std::string_view text) {
  Require(netdoc::IsUtf8(text), "JSON is UTF-8");
  rapidjson::MemoryStream stream(text.data(), text.size());
  rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream> input(stream);
  rapidjson::Reader reader;
  Names names;
  const rapidjson::ParseResult result =
      reader.Parse<rapidjson::kParseValidateEncodingFlag | rapidjson::kParseIterativeFlag |
                   rapidjson::kParseFullPrecisionFlag>(input, names);
  if (!result) std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
  Require(!result.IsError(), "JSON can be read");
}

void RequireRow(std::string_view text, char separator, size_t columns) {
  Require(netdoc::IsUtf8(text), "a row is UTF-8");
  size_t cells = 1;
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') {
      // A quoted cell: up to the quote that no other quote follows.
      for (++at;; at += 2) {
        at = text.find('"', at);
        Require(at != std::string_view::npos, "a quoted cell has its end");
        if (at + 1 >= text.size() || text[at + 1] != '"') break;
      }
      ++at;
      Require(at == text.size() || text[at] == separator, "nothing follows a quoted cell");
    } else {
      const size_t begin = at;
      at = std::min(text.find(separator, at), text.size());
      Require(text.substr(begin, at - begin).find_first_of("\"\r\n") == std::string_view::npos,
              "a bare cell needs no quotes");
    }
    if (at < text.size()) ++cells;
  }
  Require(cells == columns, "a row has a cell for every column");
}

}  // namespace scape::fuzz
