#include "descriptor/netdoc/document_reader.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "descriptor/netdoc/lexer.h"
#include "descriptor/netdoc/locate.h"
#include "descriptor/netdoc/newline_scanner.h"
#include "descriptor/netdoc/scalars.h"
#include "descriptor/netdoc/words.h"

namespace scape::netdoc {
namespace {

constexpr size_t kFirstChunk = size_t{256} << 10;
// No keyword or label that begins a document is longer, so this much of a line decides.
constexpr size_t kEnoughOfLine = 64;

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

bool IsBlankLine(std::string_view line) {
  return line.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

// Boundaries are the keywords that begin the next document behind one of a certain type.
struct DocumentReader::Boundaries {
  const ReaderType* type = nullptr;
  std::array<bool, 256> first_byte{};  // of '@' and of every keyword
  std::vector<std::string_view> keywords;

  bool Begins(std::string_view rest) const {
    if (rest[0] == '@') return true;
    for (const std::string_view keyword : keywords) {
      if (BeginsWithKeyword(rest, keyword)) return true;
    }
    return false;
  }
};

struct DocumentReader::Extent {
  size_t annotations = 0;  // bytes before the body
  size_t end = 0;          // bytes in all
  uint64_t lines = 0;      // line feeds in them
};

DocumentReader::DocumentReader(std::span<const ReaderType* const> types, ReaderOptions options,
                               std::string_view text)
    : types_(types.begin(), types.end()), options_(options), text_(text), final_(true) {}

DocumentReader::DocumentReader(std::span<const ReaderType* const> types, ReaderOptions options,
                               ChunkSource* source)
    : types_(types.begin(), types.end()), options_(options), source_(source) {}

DocumentReader::~DocumentReader() = default;

const DocumentReader::Boundaries& DocumentReader::BoundariesOf(const ReaderType* type) {
  for (const auto& known : boundaries_) {
    if (known->type == type) return *known;
  }
  auto made = std::make_unique<Boundaries>();
  made->type = type;
  const auto add = [&](std::string_view keyword) {
    if (std::find(made->keywords.begin(), made->keywords.end(), keyword) != made->keywords.end()) {
      return;
    }
    made->keywords.push_back(keyword);
    made->first_byte[static_cast<unsigned char>(keyword[0])] = true;
  };
  made->first_byte['@'] = true;
  if (type != nullptr) add(type->first_keyword);
  for (const ReaderType* other : types_) {
    // What is an ordinary line of this type begins no other document within it.
    if (type != nullptr && type->has_keyword(other->first_keyword)) continue;
    add(other->first_keyword);
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
    buffer_.resize(kFirstChunk);
  } else if (kept > buffer_.size() / 2) {
    // A document is longer than half the buffer: read in ever larger pieces, so that scanning it
    // again from its beginning stays linear. The limit is one document and a chunk.
    buffer_.resize(std::min(buffer_.size() * 2, options_.max_document + 2 * kFirstChunk));
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

// Scan finds where the document at the beginning of text_ ends. False: more bytes are needed.
bool DocumentReader::Scan(RawDocument* document, Extent* extent) {
  document->type = nullptr;
  document->type_given = false;
  document->minor = -1;
  document->problem = nullptr;
  document->expects.clear();
  std::string_view type_name;
  std::string_view version;

  // The annotations, with the blank and "#" lines around them.
  size_t at = 0;
  uint64_t lines = 0;
  for (;;) {
    if (at == text_.size()) {
      if (!final_) return false;
      *extent = {at, at, lines};
      if (type_name.empty() && IsBlankLine(text_)) {
        document->body = {};
        return true;  // nothing but blanks: Next() drops it
      }
      document->problem = &problems::kTextOutsideDocument;
      document->where = LineAt(text_.substr(text_.find_first_not_of(" \t\r\n")));
      return true;
    }
    const std::string_view line = LineAt(text_.substr(at));
    const bool complete = line.back() == '\n';
    if (!complete && !final_) {
      if (line.size() > options_.max_line) break;  // measured below
      return false;
    }
    if (line[0] == '@') {
      if (BeginsWithKeyword(line, "@type")) {
        int word = 0;
        for (const std::string_view argument : Words(line.substr(5, line.find_first_of("\r\n") - 5))) {
          if (word == 0) type_name = argument;
          if (word == 1) version = argument;
          ++word;
        }
      }
    } else if (line[0] != '#' && !IsBlankLine(line)) {
      break;
    }
    at += line.size();
    lines += complete;
  }

  const std::string_view body = text_.substr(at);
  if (!type_name.empty()) {
    document->type_given = true;
    uint64_t major = 1, minor = 0;
    const size_t dot = version.find('.');
    const bool numbered = ParseUnsigned(version.substr(0, dot), &major) &&
                          dot != std::string_view::npos &&
                          ParseUnsigned(version.substr(dot + 1), &minor) && minor <= 255;
    for (const ReaderType* type : types_) {
      if (type->name == type_name && (!numbered || type->major == major)) document->type = type;
    }
    if (numbered) document->minor = static_cast<int>(minor);
    if (document->type == nullptr) {
      document->problem = &problems::kUnknownType;
      document->where = std::string_view(
          type_name.data(), version.empty() ? type_name.size()
                                            : static_cast<size_t>(version.data() + version.size() -
                                                                  type_name.data()));
    }
  } else {
    std::string_view rest = body.substr(0, kEnoughOfLine);
    if (BeginsWithKeyword(rest, "opt")) rest = rest.substr(std::min<size_t>(4, rest.size()));
    for (const ReaderType* type : types_) {
      if (BeginsWithKeyword(rest, type->first_keyword)) {
        document->type = type;
        break;
      }
    }
    if (document->type == nullptr) {
      document->problem = &problems::kTextOutsideDocument;
      document->where = LineAt(body);
    }
  }

  // The body: up to the next boundary.
  const Boundaries& boundaries = BoundariesOf(document->type);
  NewlineScanner<NativeKernel> scanner(body);
  const char* const begin = body.data();
  const char* const end = begin + body.size();
  const char* line = begin;
  size_t longest = 0;
  const char* stop = end;
  for (;;) {
    const char* newline = scanner.Next();
    longest = std::max(longest, static_cast<size_t>(newline - line));
    if (newline == end) break;
    ++lines;
    line = newline + 1;
    if (line == end) break;
    if (boundaries.first_byte[static_cast<unsigned char>(*line)]) {
      const std::string_view rest(line, static_cast<size_t>(end - line));
      if (!final_ && rest.size() < kEnoughOfLine) break;
      if (boundaries.Begins(rest.substr(0, kEnoughOfLine))) {
        stop = line;
        break;
      }
    }
  }
  const size_t size = at + static_cast<size_t>(stop - begin);
  if (longest > options_.max_line) {
    document->problem = &problems::kLineTooLong;
    document->expects = std::to_string(options_.max_line);
  } else if (size > options_.max_document) {
    document->problem = &problems::kDocumentTooLong;
    document->expects = std::to_string(options_.max_document);
  } else if (stop == end && !final_) {
    return false;
  }
  if (document->problem != nullptr && document->where.empty()) {
    document->where = LineAt(body).substr(0, 80);
  }
  *extent = {at, size, lines};
  if (stop == end && !final_) {
    // Too long, and its end is not in sight: Next() looks for it.
    extent->end = 0;
  }
  return true;
}

void DocumentReader::Deliver(const Extent& extent, RawDocument* document) {
  document->text = text_.substr(0, extent.end);
  document->annotations = document->text.substr(0, extent.annotations);
  document->body = document->text.substr(extent.annotations);
  document->offset = offset_;
  document->line = line_;
  text_.remove_prefix(extent.end);
  offset_ += extent.end;
  line_ += extent.lines;
}

// SkipTooLong drops what is in the buffer of a document without end, up to the next boundary. What
// is kept of it for the message is its first line's beginning.
bool DocumentReader::SkipTooLong(RawDocument* document, const Problem& problem, size_t limit) {
  const Boundaries& boundaries = BoundariesOf(document->type);
  document->offset = offset_;
  document->line = line_;
  document->problem = &problem;
  document->expects = std::to_string(limit);
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
        if (boundaries.Begins(std::string_view(p, std::min<size_t>(
                                                      kEnoughOfLine, static_cast<size_t>(end - p))))) {
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
  document->text = document->annotations = document->body = document->where = {};
  return true;
}

bool DocumentReader::Next(RawDocument* document) {
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
      if (text_.size() >= options_.max_document + 2 * kFirstChunk) {
        return SkipTooLong(document, problems::kDocumentTooLong, options_.max_document);
      }
      Fill();
      continue;
    }
    if (extent.end == 0) {
      const bool line = document->problem == &problems::kLineTooLong;
      return SkipTooLong(document, line ? problems::kLineTooLong : problems::kDocumentTooLong,
                         line ? options_.max_line : options_.max_document);
    }
    Deliver(extent, document);
    if (document->body.empty() && document->problem == nullptr) continue;  // blanks at the end
    return true;
  }
}

}  // namespace scape::netdoc
