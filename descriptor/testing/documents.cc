#include "descriptor/testing/documents.h"

#include <map>
#include <memory>

#include "crypto/digest.h"
#include "descriptor/netdoc/json_writer.h"

namespace scape::descriptor::testing {

size_t ReadDocuments(std::string_view text, const ReadOptions& options,
                     const std::function<void(const ReadDocument&)>& visit) {
  std::map<const netdoc::ItemRule*, std::unique_ptr<AnyDocument>> documents;  // by table
  netdoc::Diagnostics diagnostics(options.mode);
  netdoc::DocumentReader reader(ReaderTypes(), options.reader, text);
  netdoc::RawDocument raw;
  size_t visited = 0, parsed = 0;
  while (reader.Next(&raw)) {
    ++visited;
    diagnostics.Clear();
    diagnostics.set_page({});
    if (raw.problem != nullptr) {
      diagnostics.Add({.problem = raw.problem, .where = raw.where, .expects = raw.expects});
      visit({raw, nullptr, nullptr, diagnostics});
      continue;
    }
    const auto* type = static_cast<const DocumentType*>(raw.type);
    std::unique_ptr<AnyDocument>& document = documents[type->rules.data()];
    if (document == nullptr) document = type->make();
    document->Parse(raw, &reader.lines(), diagnostics);
    document->Check({}, diagnostics);
    if (options.lint) document->Lint({.sha1 = &Sha1}, diagnostics);
    ++parsed;
    visit({raw, document.get(), &TypeOf(raw, *document), diagnostics});
  }
  if (visited == 0) {
    raw = {};
    raw.problem = &netdoc::problems::kNoDocument;
    diagnostics.Add({.problem = raw.problem});
    visit({raw, nullptr, nullptr, diagnostics});
  }
  return parsed;
}

std::string DocumentJson(const ReadDocument& document) {
  netdoc::JsonWriter json;
  json.BeginObject();
  json.Member("type", [&] { json.String(TypeName(document.raw, *document.parsed)); });
  document.parsed->WriteMembers({}, json);
  if (!document.parsed->unrecognized().empty()) {
    json.Member("unrecognized", [&] {
      json.BeginArray();
      for (const std::string_view item : document.parsed->unrecognized()) json.String(item);
      json.EndArray();
    });
  }
  json.EndObject();
  return std::string(json.text());
}

std::array<uint8_t, 20> Sha1(std::span<const uint8_t> bytes) { return crypto::Sha1(bytes).value(); }

}  // namespace scape::descriptor::testing
