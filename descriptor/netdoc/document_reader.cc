#include "descriptor/netdoc/document_reader.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <type_traits>

#include "descriptor/netdoc/item.h"
#include "descriptor/netdoc/kernels.h"
#include "descriptor/netdoc/locate.h"
#include "descriptor/netdoc/scalars.h"
#include "descriptor/netdoc/words.h"

namespace scape::netdoc {
namespace {

// No keyword or label that begins a document is longer, so this much of a line decides.
constexpr size_t kEnoughOfLine = 64;

// A line without a keyword is told by so much of it.
constexpr size_t kEnoughToBegin = 4096;

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

bool EndsKeyword(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// BeginsWithKeyword tells whether `rest` begins with `keyword` as a whole word.
bool BeginsWithKeyword(std::string_view rest, std::string_view keyword) {
  return rest.size() >= keyword.size() &&
         std::memcmp(rest.data(), keyword.data(), keyword.size()) == 0 &&
         (rest.size() == keyword.size() || EndsKeyword(rest[keyword.size()]));
}

std::string_view LineAt(std::string_view text) {
  const size_t newline = text.find('\n');
  return text.substr(0, newline == std::string_view::npos ? text.size() : newline + 1);
}

// LineEnds is what was found in a text up to `stop`, where the next document begins.
struct LineEnds {
  const char* stop = nullptr;
  uint64_t lines = 0;     // line feeds before it
  bool too_long = false;  // a line was longer than allowed
};

bool IsBlankLine(std::string_view line) {
  return line.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

// FirstKeyword is one that begins a document; `head` is its first 8 bytes, `mask` which of them
// count.
struct DocumentReader::FirstKeyword {
  std::string_view text;
  uint64_t head = 0;
  uint64_t mask = 0;

  explicit FirstKeyword(std::string_view keyword) : text(keyword) {
    const size_t size = std::min<size_t>(text.size(), 8);
    if (size == 0) return;  // a type without one
    std::memcpy(&head, text.data(), size);
    std::memset(&mask, 0xff, size);
  }

  bool Begins(std::string_view line) const {
    uint64_t bytes;
    if (line.size() >= sizeof bytes) {
      std::memcpy(&bytes, line.data(), sizeof bytes);
      if (((bytes ^ head) & mask) != 0) return false;
    }
    return BeginsWithKeyword(line, text);
  }
};

// Boundaries are the keywords that begin the next document behind one of a certain type.
struct DocumentReader::Boundaries {
  const ReaderType* type = nullptr;
  // Of every first byte of '@' and the keywords: which bytes, by their lowest six bits, may be the
  // second, the third and the fourth.
  static constexpr size_t kFollowing = 3;
  // Blocks of a piece. Of the first one so many that a LineIndex has room for them.
  static constexpr size_t kFewestBlocks = 4, kMostAtFirst = 48, kMostBlocks = 128;
  std::array<std::array<uint64_t, kFollowing + 1>, 256> following{};  // one more: a power of two
  std::array<uint8_t, 256> first{};  // by first byte: 1 + the position of a keyword, 0: none
  std::vector<FirstKeyword> keywords;
  std::vector<uint8_t> next;  // by position: the same of another keyword with that first byte
  size_t last_body = 0;       // bytes of the last one that another document followed

  void Add(std::string_view text) {
    for (const FirstKeyword& known : keywords) {
      if (known.text == text) return;
    }
    keywords.emplace_back(text);
    uint8_t& head = first[static_cast<unsigned char>(text[0])];
    next.push_back(head);
    head = static_cast<uint8_t>(keywords.size());
    auto& bytes = following[static_cast<unsigned char>(text[0])];
    for (size_t i = 0; i < kFollowing; ++i) {
      bytes[i] |= i + 1 < text.size() ? uint64_t{1} << (text[i + 1] & 63) : ~uint64_t{0};
    }
  }

  // MayBegin is a filter that few lines pass; near `end` it looks at the first byte alone. `end` is
  // null: kFollowing bytes behind the first can be read.
  bool MayBegin(const char* line, const char* end) const {
    const auto& bytes = following[static_cast<unsigned char>(*line)];
    if (bytes[0] == 0) return false;  // asked first: most lines are done with it
    if (end != nullptr && static_cast<size_t>(end - line) <= kFollowing) return true;
    if ((bytes[0] >> (line[1] & 63) & 1) == 0) return false;
    return (bytes[1] >> (line[2] & 63) & bytes[2] >> (line[3] & 63) & 1) != 0;
  }

  // FindNext looks for the first line in [begin, end) but the first that begins a document; without
  // one `stop` is `end`. Unless `final`, a line is judged only where enough of it is there. What is
  // before it is put into *lines.
  LineEnds FindNext(const char* begin, const char* end, bool final, const ReaderOptions& options,
                    LineIndex* lines) {
    LineEnds found;
    lines->clear();
    const char* line = begin;  // the last line that was begun
    const char* const judged = final ? end : end - std::min<ptrdiff_t>(end - begin, kEnoughOfLine);
    for (const char* piece = begin; piece != end;) {
      // The first piece is three quarters of the last document, if that is no long one. Then pieces
      // grow with the document: what is looked at behind its end is looked at in vain.
      const size_t before = static_cast<size_t>(piece - begin);
      const size_t blocks = before == 0 ? std::min(last_body / 4 * 3 / kBlock, kMostAtFirst)
                                        : std::min(before / 4 / kBlock, kMostBlocks);
      const size_t size =
          std::min(std::max(blocks, kFewestBlocks) * kBlock, static_cast<size_t>(end - piece));
      if (before > options.max_document) [[unlikely]]
        lines->GiveUp();
      const std::span<const uint32_t> ends = lines->Scan({piece, size});
      const char* const from = lines->begin();
      const size_t count = ends.size();
      // Looks for a line that begins a document; kClose: the end may be close.
      const auto look = [&]<bool kClose>(std::bool_constant<kClose>) {
        const char* const lines_from = from + 1;
        for (size_t i = 0; i < count; ++i) {
          const char* const next = lines_from + ends[i];
          if (kClose && next >= judged) break;  // nor are those behind it judged
          if (!MayBegin(next, kClose ? end : nullptr)) continue;
          const size_t left = static_cast<size_t>(end - next);
          if (!Begins(std::string_view(next, std::min(kEnoughOfLine, left)))) continue;
          found.stop = next;
          return i;
        }
        return count;
      };
      const size_t i = judged - piece > static_cast<ptrdiff_t>(size + kFollowing)
                           ? look(std::false_type())
                           : look(std::true_type());
      const size_t whole = i + (found.stop != nullptr);  // lines that end here
      found.lines += whole;
      // Where the piece with what stands before it is not too long, no line of it is.
      if (static_cast<size_t>(piece + size - line) > options.max_line) [[unlikely]] {
        for (size_t j = 0; j < whole; line = from + ends[j++] + 1) {
          found.too_long |= static_cast<size_t>(from + ends[j] - line) > options.max_line;
        }
        found.too_long |=
            found.stop == nullptr && static_cast<size_t>(piece + size - line) > options.max_line;
      }
      if (count != 0) line = from + ends.back() + 1;
      lines->Keep(whole);
      if (found.stop != nullptr) {
        last_body = static_cast<size_t>(found.stop - begin);
        return found;
      }
      piece += size;
    }
    found.stop = end;
    return found;
  }

  bool Begins(std::string_view rest) const {
    if (rest[0] == '@') return true;
    if (type != nullptr && type->begins != nullptr &&
        type->begins(WithoutCarriageReturn(rest.substr(0, rest.find('\n'))))) {
      return true;
    }
    for (size_t at = first[static_cast<unsigned char>(rest[0])]; at != 0; at = next[at - 1]) {
      if (keywords[at - 1].Begins(rest)) return true;
    }
    return false;
  }
};

struct DocumentReader::Extent {
  size_t annotations = 0;            // bytes before the body
  size_t end = 0;                    // bytes in all
  uint64_t lines = 0;                // line feeds in them
  const ReaderType* like = nullptr;  // the type whose boundaries hold, also where it is not read
};

DocumentReader::DocumentReader(std::span<const ReaderType* const> types, ReaderOptions options,
                               std::string_view text)
    : types_(types.begin(), types.end()),
      first_keywords_(FirstKeywords(types)),
      options_(options),
      text_(text),
      final_(true) {}

DocumentReader::DocumentReader(std::span<const ReaderType* const> types, ReaderOptions options,
                               ChunkSource* source)
    : types_(types.begin(), types.end()),
      first_keywords_(FirstKeywords(types)),
      options_(options),
      source_(source) {}

DocumentReader::~DocumentReader() = default;

void DocumentReader::Restart(const ReaderType* otherwise, std::string_view text) {
  Restart(otherwise, nullptr);
  text_ = text;
  final_ = true;
}

void DocumentReader::Restart(const ReaderType* otherwise, ChunkSource* source) {
  options_.otherwise = otherwise;
  source_ = source;
  text_ = {};
  final_ = false;
  offset_ = 0;
  line_ = 1;
  first_ = true;
  status_ = absl::OkStatus();
}

std::vector<DocumentReader::FirstKeyword> DocumentReader::FirstKeywords(
    std::span<const ReaderType* const> types) {
  std::vector<FirstKeyword> keywords;
  for (const ReaderType* type : types) keywords.emplace_back(type->first_keyword);
  return keywords;
}

DocumentReader::Boundaries& DocumentReader::BoundariesOf(const ReaderType* type) {
  for (const auto& known : boundaries_) {
    if (known->type == type) return *known;
  }
  auto made = std::make_unique<Boundaries>();
  made->type = type;
  made->following['@'].fill(~uint64_t{0});
  if (type != nullptr && !type->first_keyword.empty()) made->Add(type->first_keyword);
  if (type != nullptr && type->begins != nullptr) {
    for (auto& bytes : made->following) bytes.fill(~uint64_t{0});
  }
  for (const ReaderType* other : types_) {
    // What is an ordinary line of this type begins no other document within it.
    for (const std::string_view keyword : {other->first_keyword, other->other_first_keyword}) {
      if (keyword.empty() || (type != nullptr && type->has_keyword(keyword))) continue;
      made->Add(keyword);
    }
  }
  boundaries_.push_back(std::move(made));
  return *boundaries_.back();
}

// Fill gets more bytes behind text_. False: there are none.
bool DocumentReader::Fill() {
  if (source_ == nullptr || final_) return false;
  const size_t kept = text_.size();
  if (kept != 0 && text_.data() != buffer_.data()) {
    std::memmove(buffer_.data(), text_.data(), kept);
  }
  if (buffer_.empty()) {
    buffer_.resize(options_.chunk);
  } else if (kept > buffer_.size() / 2) {
    // A document is longer than half the buffer: read in ever larger pieces, so that scanning it
    // again from its beginning stays linear. The limit is one document and a chunk.
    buffer_.resize(std::min(buffer_.size() * 2, options_.max_document + 2 * options_.chunk));
  }
  size_t size = kept;
  while (size < buffer_.size()) {
    absl::StatusOr<size_t> got = source_->Read({buffer_.data() + size, buffer_.size() - size});
    if (!got.ok()) {
      status_ = got.status();
      final_ = true;
      break;
    }
    if (*got == 0) {
      final_ = true;
      break;
    }
    size += *got;
  }
  text_ = std::string_view(buffer_.data(), size);
  return true;
}

// ReadTypeLine finds the type that "@type NAME MAJOR.MINOR" names, and remembers it.
void DocumentReader::ReadTypeLine(std::string_view line) {
  known_type_line_ = line;
  known_type_ = nullptr;
  known_minor_ = -1;
  size_t end = line.size();
  while (end > 5 && (line[end - 1] == '\n' || line[end - 1] == '\r')) --end;
  std::string_view name;
  std::string_view version;
  for (const std::string_view argument : Words(line.substr(5, end - 5))) {
    if (name.empty()) {
      name = argument;
    } else if (version.empty()) {
      version = argument;
    }
  }
  uint64_t major = 1, minor = 0;
  const size_t dot = version.find('.');
  const bool numbered = dot != std::string_view::npos &&
                        ParseUnsigned(version.substr(0, dot), &major) &&
                        ParseUnsigned(version.substr(dot + 1), &minor) && minor <= 255;
  for (const ReaderType* type : types_) {
    if (type->name == name && (!numbered || type->major == major)) known_type_ = type;
  }
  if (numbered) known_minor_ = static_cast<int>(minor);
}

// TypeOfBody tells the type by the first keyword; null: it is none's.
const ReaderType* DocumentReader::TypeOfBody(std::string_view comments, std::string_view body) {
  std::string_view rest = body.substr(0, kEnoughOfLine);
  if (BeginsWithKeyword(rest, "opt")) rest = rest.substr(std::min<size_t>(4, rest.size()));
  // In a cache one document is like the one before.
  if (told_ < types_.size() && first_keywords_[told_].Begins(rest)) return types_[told_];
  const std::string_view line =
      WithoutCarriageReturn(body.substr(0, std::min(body.find('\n'), kEnoughToBegin)));
  for (const ReaderType* type : types_) {
    if (type->claims != nullptr && BeginsWithKeyword(rest, type->other_first_keyword) &&
        type->claims(comments, line)) {
      return type;
    }
  }
  const ReaderType* found = nullptr;
  told_ = types_.size();
  bool alone = true;  // does the keyword tell the type by itself?
  for (size_t i = 0; i < types_.size(); ++i) {
    if (types_[i]->first_keyword.empty() || !first_keywords_[i].Begins(rest)) continue;
    const std::string_view words = types_[i]->first_words;
    if (words.empty()) {
      if (found == nullptr) {
        found = types_[i];
        told_ = i;
      }
    } else if (BeginsWithKeyword(rest, words)) {
      told_ = types_.size();
      return types_[i];
    } else {
      alone = false;
    }
  }
  for (const ReaderType* type : types_) {
    // One that another type may claim tells it only together with what stands around it.
    alone = alone && !(found != nullptr && type->claims != nullptr &&
                       type->other_first_keyword == found->first_keyword);
  }
  if (!alone) told_ = types_.size();
  if (found != nullptr) return found;
  for (const ReaderType* type : types_) {
    const std::string_view keyword = type->other_first_keyword;
    if (!keyword.empty() && type->claims == nullptr && BeginsWithKeyword(rest, keyword))
      return type;
  }
  for (const ReaderType* type : types_) {
    if (type->begins != nullptr && type->begins(line)) return type;
  }
  for (const ReaderType* type : types_) {
    if (type->resembles != nullptr && type->resembles(line)) return type;
  }
  return options_.otherwise;
}

// Scan finds where the document at the beginning of text_ ends. False: more bytes are needed.
bool DocumentReader::Scan(RawDocument* document, Extent* extent) {
  document->type = nullptr;
  document->type_given = false;
  document->minor = -1;
  document->problem = nullptr;
  document->expects.clear();
  std::string_view type_line;

  // The annotations, with the blank and "#" lines around them.
  size_t at = 0;
  uint64_t lines = 0;
  size_t comments_at = 0;  // behind the last "@" line
  uint64_t comments_lines = 0;
  for (;;) {
    if (at == text_.size()) {
      if (!final_) return false;
      *extent = {at, at, lines};
      if (IsBlankLine(text_)) {
        document->body = {};
        return true;  // nothing but blanks: Next() drops it
      }
      document->problem = &problems::kTextOutsideDocument;
      document->where = LineAt(text_.substr(text_.find_first_not_of(" \t\r\n")));
      return true;
    }
    if (static_cast<unsigned char>(text_[at]) > ' ' && text_[at] != '@' && text_[at] != '#') break;
    const std::string_view line = LineAt(text_.substr(at));
    const bool complete = line.back() == '\n';
    // What is too long for an annotation is measured as a body.
    if (line.size() - complete > options_.max_line || at + line.size() > options_.max_document) {
      break;
    }
    if (!complete && !final_) return false;
    if (line[0] == '@') {
      if (BeginsWithKeyword(line, "@type")) type_line = line;
    } else if (line[0] != '#' && !IsBlankLine(line)) {
      break;
    }
    at += line.size();
    lines += complete;
    if (line[0] == '@') {
      comments_at = at;
      comments_lines = lines;
    }
  }

  const std::string_view comments = text_.substr(comments_at, at - comments_at);
  std::string_view body = text_.substr(at);
  if (!type_line.empty()) {
    document->type_given = true;
    // In archives one document is like the one before.
    if (type_line != known_type_line_) ReadTypeLine(type_line);
    document->type = known_type_;
    document->minor = known_minor_;
    if (document->type == nullptr) {
      document->problem = &problems::kUnknownType;
      document->where = type_line.substr(std::min<size_t>(6, type_line.size()));
      while (!document->where.empty() && EndsKeyword(document->where.back())) {
        document->where.remove_suffix(1);
      }
    }
  } else {
    document->type = TypeOfBody(comments, body);
    if (document->type == nullptr) {
      document->problem = &problems::kTextOutsideDocument;
      document->where = LineAt(body);
    }
  }
  // A version that is not read is cut as the one that is.
  const ReaderType* like = document->type != nullptr ? document->type : TypeOfBody(comments, body);
  if (like != nullptr && like->comments) {
    at = comments_at;
    lines = comments_lines;
    body = text_.substr(at);
  }

  // The body: up to the next boundary.
  Boundaries& boundaries = BoundariesOf(like);
  const char* const begin = body.data();
  const char* const end = begin + body.size();
  const LineEnds found = boundaries.FindNext(begin, end, final_, options_, &lines_);
  const size_t size = at + static_cast<size_t>(found.stop - begin);
  *extent = {at, size, lines + found.lines, like};
  if (found.stop == end && !final_) {
    // In the last bytes the next document may have begun.
    if (size <= options_.max_document + kEnoughOfLine && !found.too_long) return false;
    // Its end is not in sight: Next() looks for it.
    extent->end = 0;
    extent->lines = lines;
    return true;
  }
  const bool too_long = size > options_.max_document;
  if (too_long || found.too_long) ReportTooLong(size, document);
  if (document->problem != nullptr && document->where.empty()) {
    document->where = LineAt(body).substr(0, 80);
  }
  return true;
}

void DocumentReader::Deliver(const Extent& extent, RawDocument* document) {
  document->text = text_.substr(0, extent.end);
  document->annotations = document->text.substr(0, extent.annotations);
  document->body = document->text.substr(extent.annotations);
  lines_.AreOf(document->body);
  document->offset = offset_;
  document->line = line_;
  text_.remove_prefix(extent.end);
  offset_ += extent.end;
  line_ += extent.lines;
}

// ReportTooLong says of a document of `size` bytes that it is too long, or else a line of it.
void DocumentReader::ReportTooLong(uint64_t size, RawDocument* document) const {
  const bool line = size <= options_.max_document;
  document->problem = line ? &problems::kLineTooLong : &problems::kDocumentTooLong;
  document->expects = std::to_string(line ? options_.max_line : options_.max_document);
}

// SkipTooLong drops a document that is too long, up to the next boundary. Nothing is kept of it.
void DocumentReader::SkipTooLong(const Extent& extent, RawDocument* document) {
  const Boundaries& boundaries = BoundariesOf(extent.like);
  document->offset = offset_;
  document->line = line_;
  // No boundary is among its annotations, nor is its own first keyword one.
  text_.remove_prefix(extent.annotations);
  offset_ += extent.annotations;
  line_ += extent.lines;
  bool at_line_start = false;
  for (;;) {
    const char* const begin = text_.data();
    const char* const end = begin + text_.size();
    const char* p = begin;
    bool found = false;
    for (;;) {
      if (at_line_start) {
        if (!final_ && static_cast<size_t>(end - p) < kEnoughOfLine) break;
        if (p == end) break;
        if (boundaries.Begins(std::string_view(
                p, std::min<size_t>(kEnoughOfLine, static_cast<size_t>(end - p))))) {
          found = true;
          break;
        }
      }
      const void* newline = std::memchr(p, '\n', static_cast<size_t>(end - p));
      if (newline == nullptr) {
        p = end;
        at_line_start = false;
        break;
      }
      p = static_cast<const char*>(newline) + 1;
      ++line_;
      at_line_start = true;
    }
    const size_t skipped = static_cast<size_t>(p - begin);
    offset_ += skipped;
    text_.remove_prefix(skipped);
    if (found) break;
    if (final_ || !Fill()) {
      offset_ += text_.size();
      text_ = {};
      break;
    }
  }
  ReportTooLong(offset_ - document->offset, document);
  document->text = document->annotations = document->body = document->where = {};
}

bool DocumentReader::Next(RawDocument* document) {
  lines_.clear();
  for (;;) {
    if (text_.empty() && !Fill()) return false;
    if (text_.empty()) {
      if (final_) return false;
      continue;
    }
    if (first_) {
      first_ = false;
      if (text_.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
        document->text = document->where = text_.substr(0, kByteOrderMark.size());
        document->annotations = document->body = {};
        document->type = nullptr;
        document->offset = offset_;
        document->line = line_;
        document->problem = &problems::kByteOrderMark;
        document->expects.clear();
        text_.remove_prefix(kByteOrderMark.size());
        offset_ += kByteOrderMark.size();
        return true;
      }
    }
    Extent extent;
    document->where = {};
    if (!Scan(document, &extent)) {
      Fill();
      continue;
    }
    if (extent.end == 0) {
      SkipTooLong(extent, document);
      return true;
    }
    Deliver(extent, document);
    if (document->body.empty() && document->problem == nullptr) continue;  // blanks at the end
    return true;
  }
}

}  // namespace scape::netdoc
