// DocumentReader cuts files and streams into documents.
//
//   DocumentReader reader(types, {}, text);          // a whole text, mapped or in memory
//   RawDocument document;
//   while (reader.Next(&document)) {
//     if (document.problem != nullptr) ...           // these bytes are no document; why
//     document.type->name;                           // "server-descriptor"
//     document.body;                                 // parse this
//   }
//
// A document begins with its annotations ("@" lines), or with the first keyword of a type, and ends
// where the next one begins. What is between documents and begins none belongs to the one before
// it. A document that is damaged, too long, or of an unknown type never takes its neighbours along:
// reading goes on at the next "@" line or first keyword.
//
// The type is told by the @type annotation, else by the first keyword. Types that share a first
// keyword are told apart after parsing, or by what stands before it and beside it (`claims`).
//
// From a ChunkSource, a document is valid until the next call of Next(); of a whole text, as long
// as the text is. Many short texts are read by one reader, which is told of each: Restart().
// Memory: one document and a chunk, and where its lines end, at most twice as much again and mostly
// a tenth. Linear in the bytes. One reader belongs to one thread.
#ifndef SCAPE_DESCRIPTOR_NETDOC_DOCUMENT_READER_H_
#define SCAPE_DESCRIPTOR_NETDOC_DOCUMENT_READER_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "descriptor/netdoc/item_rule.h"
#include "descriptor/netdoc/line_index.h"
#include "descriptor/netdoc/problem.h"

namespace scape::netdoc {

// ReaderType is what the reader must know of a document type.
struct ReaderType {
  std::string_view name;  // of the @type annotation
  uint8_t major = 1;      // its version
  uint8_t newest_minor = 0;
  std::string_view first_keyword;
  // The words with which its first line begins, where another type has the same first keyword.
  std::string_view first_words = {};
  std::string_view other_first_keyword = {};  // of documents that lack their first line
  // Whether a document that begins with `other_first_keyword` is of this type although that is
  // another type's first keyword. It is given the "#" lines before the document, blank ones among
  // them, and the first line, at most 4096 bytes of it. A document so begun is taken as a whole.
  bool (*claims)(std::string_view comments, std::string_view line) = nullptr;
  bool comments = false;   // the format has "#" lines; those before a document belong to it
  Kinds kind = kAllKinds;  // which of the kinds that share a table
  // Whether the line begins a document of a type that has no first keyword. It is given all of a
  // document's first line, and of lines within one the first 64 bytes.
  bool (*begins)(std::string_view line) = nullptr;
  // Whether a text with this first line may be such a document, where a line like it may stand
  // within one, too: such a document ends where one of another type begins.
  bool (*resembles)(std::string_view line) = nullptr;
  bool (*has_keyword)(std::string_view keyword) = nullptr;  // is it in the type's table?
};

struct ReaderOptions {
  size_t max_document = size_t{32} << 20;  // bytes, annotations included
  size_t max_line = size_t{1} << 20;       // without the line feed; at least 128
  // What a document is of which nothing else tells the type; null: nothing.
  const ReaderType* otherwise = nullptr;
  size_t chunk = size_t{256} << 10;  // bytes that are asked of a stream at first; at least 128
};

struct RawDocument {
  std::string_view text;         // annotations and body
  std::string_view annotations;  // the "@" lines, and blank and "#" lines among them
  std::string_view body;
  const ReaderType* type = nullptr;  // null when `problem` says so
  bool type_given = false;           // by annotation; else guessed from the body
  int minor = -1;                    // of the @type annotation's version; -1: none
  uint64_t offset = 0;               // of text[0] in the file or stream
  uint64_t line = 1;                 // of text[0], from 1
  const Problem* problem = nullptr;  // why these bytes cannot be parsed; null: they can
  std::string_view where;            // of the problem, in `text`
  std::string expects;               // what the problem's sentence needs
};

// ChunkSource is where the reader takes the bytes of a stream from.
class ChunkSource {
 public:
  virtual ~ChunkSource() = default;
  // Read fills a part of `buffer` and returns how many bytes, 0 at the end.
  virtual absl::StatusOr<size_t> Read(std::span<char> buffer) = 0;
};

class DocumentReader {
 public:
  // `types` and `text` or `source` must outlive the reader.
  DocumentReader(std::span<const ReaderType* const> types, ReaderOptions options,
                 std::string_view text);
  template <std::same_as<std::string> S>
  DocumentReader(std::span<const ReaderType* const> types, ReaderOptions options,
                 S&& text) = delete;
  DocumentReader(std::span<const ReaderType* const> types, ReaderOptions options,
                 ChunkSource* source);
  ~DocumentReader();
  DocumentReader(const DocumentReader&) = delete;
  DocumentReader& operator=(const DocumentReader&) = delete;

  // Restart goes on with another text or stream, as a new reader would: what has been allocated and
  // what has been learned stays. `otherwise` takes the place of the option.
  void Restart(const ReaderType* otherwise, std::string_view text);
  void Restart(const ReaderType* otherwise, ChunkSource* source);

  // Next finds the next document. False: the end was reached, or status() is not OK.
  bool Next(RawDocument* document);

  // status is not OK when the source failed; what was read before has been delivered.
  const absl::Status& status() const { return status_; }

  uint64_t bytes_read() const { return offset_; }

  // lines is where the lines end of the body that was found last, as far as that is known, until
  // the next call of Next(). Who parses the body need not look for them again.
  const LineIndex& lines() const { return lines_; }

 private:
  struct FirstKeyword;
  struct Boundaries;
  struct Extent;

  static std::vector<FirstKeyword> FirstKeywords(std::span<const ReaderType* const> types);
  Boundaries& BoundariesOf(const ReaderType* type);
  void ReadTypeLine(std::string_view line);
  const ReaderType* TypeOfBody(std::string_view comments, std::string_view body);
  bool Scan(RawDocument* document, Extent* extent);
  void Deliver(const Extent& extent, RawDocument* document);
  bool Fill();
  void ReportTooLong(uint64_t size, RawDocument* document) const;
  void SkipTooLong(const Extent& extent, RawDocument* document);

  std::vector<const ReaderType*> types_;
  std::vector<FirstKeyword> first_keywords_;  // of types_
  ReaderOptions options_;
  std::vector<std::unique_ptr<Boundaries>> boundaries_;
  LineIndex lines_;  // of the body at hand

  ChunkSource* source_ = nullptr;
  std::vector<char> buffer_;  // of a stream
  std::string_view text_;     // what is left: of the text, or of the buffer
  bool final_ = false;        // nothing comes behind text_
  uint64_t offset_ = 0;       // of text_[0]
  uint64_t line_ = 1;         // of text_[0]
  bool first_ = true;
  // Which of types_ the last body's first keyword has told, if that alone did.
  size_t told_ = ~size_t{0};
  std::string known_type_line_;  // the @type line read last, and what it said
  const ReaderType* known_type_ = nullptr;
  int known_minor_ = -1;
  absl::Status status_;
};

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_DOCUMENT_READER_H_
