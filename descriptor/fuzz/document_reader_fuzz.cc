// Fuzzes the document reader: a whole text and a stream of it in pieces are the same documents, and
// no byte is lost between them.
//
// The first four bytes of an input choose limits and piece sizes; "0000" are the usual ones.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "descriptor/document_type.h"
#include "descriptor/fuzz/fuzz.h"
#include "descriptor/fuzz/json_check.h"
#include "descriptor/netdoc/document_reader.h"
#include "descriptor/netdoc/scalars.h"

namespace scape::fuzz {
namespace {

using netdoc::DocumentReader;
using netdoc::RawDocument;
using netdoc::ReaderOptions;

constexpr size_t kOptionBytes = 4;

// Pieces is a stream that comes in pieces of odd sizes.
class Pieces : public netdoc::ChunkSource {
 public:
  Pieces(std::string_view text, uint8_t seed, bool fails)
      : text_(text), state_(seed), fails_(fails) {}
  absl::StatusOr<size_t> Read(std::span<char> buffer) override {
    Require(!buffer.empty(), "the reader asks for something");
    Require(!ended_, "the reader does not read on behind the end");
    if (text_.empty()) {
      ended_ = true;
      if (fails_) return absl::DataLossError("cut");
      return size_t{0};
    }
    state_ = state_ * 75 + 74;
    const size_t wanted = state_ % 4 == 0 ? 1 : 1 + state_ / 4 % 300;
    const size_t size = std::min({wanted, buffer.size(), text_.size()});
    std::copy_n(text_.begin(), size, buffer.begin());
    text_.remove_prefix(size);
    return size;
  }

 private:
  std::string_view text_;
  uint32_t state_;
  bool fails_;
  bool ended_ = false;
};

// Seen is what a reader told of one document.
struct Seen {
  explicit Seen(const RawDocument& raw)
      : text(raw.text),
        annotations(raw.annotations.size()),
        type(raw.type),
        type_given(raw.type_given),
        minor(raw.minor),
        offset(raw.offset),
        line(raw.line),
        problem(raw.problem),
        where(raw.where),
        expects(raw.expects) {}
  std::string text;
  size_t annotations;
  const netdoc::ReaderType* type;
  bool type_given;
  int minor;
  uint64_t offset, line;
  const netdoc::Problem* problem;
  std::string where;
  std::string expects;

  bool TooLong() const {
    return problem == &netdoc::problems::kDocumentTooLong ||
           problem == &netdoc::problems::kLineTooLong;
  }
};

// Handle does with a document what programs do.
void Handle(const RawDocument& raw, const netdoc::LineIndex& lines) {
  const auto& type = *static_cast<const descriptor::DocumentType*>(raw.type);
  const std::unique_ptr<descriptor::AnyDocument> document = type.make();
  netdoc::Diagnostics diagnostics(netdoc::Mode::kStrict);
  document->Parse(raw, &lines, diagnostics);
  document->Check({}, diagnostics);
  const size_t problems = diagnostics.list().size();
  document->Lint({}, diagnostics);
  for (const netdoc::Diagnostic& diagnostic : diagnostics.list()) {
    Require(IsInside(raw.text, diagnostic.where), "a diagnostic lies in its document");
  }
  netdoc::JsonWriter json;
  json.BeginObject();
  json.Member("type", [&] { json.String(descriptor::TypeName(raw, *document)); });
  document->WriteMembers({}, json);
  json.EndObject();
  RequireJson(json.text());
  // Where the lines are looked for again, the same is read.
  const std::unique_ptr<descriptor::AnyDocument> again = type.make();
  netdoc::Diagnostics found(netdoc::Mode::kStrict);
  again->Parse(raw, found);
  again->Check({}, found);
  Require(found.list().size() == problems, "known lines change no problems");
  netdoc::JsonWriter other;
  other.BeginObject();
  other.Member("type", [&] { other.String(descriptor::TypeName(raw, *again)); });
  again->WriteMembers({}, other);
  other.EndObject();
  Require(other.text() == json.text(), "known lines change no value");
  const descriptor::DocumentDigests digests = document->Digests();
  for (const std::string_view of : {digests.sha1_of, digests.sha256_of}) {
    Require(of.data() == nullptr || IsInside(raw.body, of), "what is digested lies in the body");
  }
}

std::vector<Seen> ReadWhole(std::string_view text, const ReaderOptions& options) {
  std::vector<Seen> documents;
  DocumentReader reader(descriptor::ReaderTypes(), options, text);
  RawDocument raw;
  uint64_t offset = 0, lines = 0;
  while (reader.Next(&raw)) {
    Require(IsInside(text, raw.text) && !raw.text.empty(), "a document lies in its text");
    Require(raw.offset == static_cast<uint64_t>(raw.text.data() - text.data()),
            "an offset is where the document is");
    Require(raw.offset == offset, "no byte is lost between documents");
    Require(raw.line == 1 + lines,
            "a line's number is the number of line feeds before it, and one");
    Require(raw.annotations.data() == raw.text.data() || raw.annotations.empty(),
            "annotations begin their document");
    Require(raw.annotations.size() + raw.body.size() == raw.text.size() || raw.body.empty(),
            "a document is annotations and body");
    Require((raw.problem == nullptr) == (raw.type != nullptr) || raw.problem != nullptr,
            "a document has a type or a problem");
    if (raw.problem == nullptr) {
      Require(!raw.body.empty(), "a document has a body");
      Require(raw.text.size() <= options.max_document, "a document is not too long");
      Require(IsInside(raw.text, raw.body), "a body lies in its document");
      Handle(raw, reader.lines());
    } else {
      Require(IsInside(raw.text, raw.where), "a problem lies in its document");
    }
    offset += raw.text.size();
    lines += static_cast<uint64_t>(std::count(raw.text.begin(), raw.text.end(), '\n'));
    documents.emplace_back(raw);
  }
  Require(reader.status().ok(), "a text does not fail");
  Require(text.substr(offset).find_first_not_of(" \t\r\n") == std::string_view::npos,
          "nothing but blanks follows the last document");
  Require(reader.bytes_read() == text.size(), "all is read");
  Require(!reader.Next(&raw), "the end is the end");
  return documents;
}

void Show(const char* name, const Seen& seen) {
  std::fprintf(stderr, "%s: offset %llu, line %llu, %zu bytes, %s, %s\n", name,
               static_cast<unsigned long long>(seen.offset),
               static_cast<unsigned long long>(seen.line), seen.text.size(),
               seen.type == nullptr ? "no type" : std::string(seen.type->name).c_str(),
               seen.problem == nullptr ? "no problem" : std::string(seen.problem->name).c_str());
}

void RequireSame(const Seen& whole, const Seen& piece) {
  if (whole.offset != piece.offset || whole.problem != piece.problem) {
    Show("text", whole);
    Show("stream", piece);
  }
  Require(whole.offset == piece.offset, "offsets do not depend on the pieces");
  Require(whole.line == piece.line, "line numbers do not depend on the pieces");
  Require(whole.problem == piece.problem, "problems do not depend on the pieces");
  Require(whole.expects == piece.expects, "limits do not depend on the pieces");
  Require(whole.type == piece.type && whole.type_given == piece.type_given &&
              whole.minor == piece.minor,
          "types do not depend on the pieces");
  // A stream does not keep what is too long.
  if (whole.TooLong() && piece.text.empty()) return;
  Require(whole.text == piece.text, "texts do not depend on the pieces");
  Require(whole.annotations == piece.annotations, "annotations do not depend on the pieces");
  Require(whole.where == piece.where, "where a problem is does not depend on the pieces");
}

}  // namespace
}  // namespace scape::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace scape::fuzz;
  if (size < kOptionBytes) return 0;
  constexpr size_t kLineLimits[] = {size_t{1} << 20, 128, 150, 200, 300, 500, 1000, 4000};
  constexpr size_t kDocumentLimits[] = {size_t{32} << 20, 20, 64, 100, 300, 1000, 2000, 4000};
  constexpr size_t kChunks[] = {size_t{256} << 10, 128, 200, 256, 512, 1000, 1024, 4096};
  ReaderOptions options;
  options.max_line = kLineLimits[data[0] % 8];
  options.max_document = kDocumentLimits[data[1] % 8];
  options.chunk = kChunks[data[2] % 8];
  const bool fails = data[3] % 8 == 7;
  const std::string_view text = TextOf(data + kOptionBytes, size - kOptionBytes);
  const std::vector<Seen> whole = ReadWhole(text, options);

  Pieces pieces(text, data[3], fails);
  DocumentReader reader(scape::descriptor::ReaderTypes(), options, &pieces);
  RawDocument raw;
  size_t count = 0;
  while (reader.Next(&raw)) {
    Require(count < whole.size(), "a stream has no documents that the text does not have");
    RequireSame(whole[count], Seen(raw));
    if (raw.problem == nullptr) Handle(raw, reader.lines());
    ++count;
  }
  Require(count == whole.size(), "a stream has all documents of the text");
  Require(reader.status().ok() == !fails, "a stream fails when its source does");
  Require(reader.bytes_read() == text.size(), "all of a stream is read");
  return 0;
}
