// The reader is tried on toy types: "alpha" and "beta" know each nothing of the other; "outer" has
// "inner" for an ordinary line, and "inner" is a type of its own.
#include "descriptor/netdoc/document_reader.h"

#include <algorithm>
#include <ostream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace scape::netdoc {
namespace {

using namespace std::string_literals;

constexpr ReaderType kAlpha{
    .name = "alpha",
    .newest_minor = 1,
    .first_keyword = "alpha",
    .has_keyword = [](std::string_view k) { return k == "alpha" || k == "note"; }};
constexpr ReaderType kBeta{
    .name = "beta", .first_keyword = "beta", .has_keyword = [](std::string_view k) {
      return k == "beta" || k == "note";
    }};
constexpr ReaderType kOuter{
    .name = "outer", .major = 3, .first_keyword = "outer", .has_keyword = [](std::string_view k) {
      return k == "outer" || k == "inner";
    }};
constexpr ReaderType kInner{
    .name = "inner", .first_keyword = "inner", .has_keyword = [](std::string_view k) {
      return k == "inner" || k == "note";
    }};
constexpr const ReaderType* kTypes[] = {&kAlpha, &kBeta, &kOuter, &kInner};

// Found is what a RawDocument said, kept.
struct Found {
  std::string text;
  size_t annotations = 0;
  std::string type;  // "": none
  bool type_given = false;
  int minor = -1;
  uint64_t offset = 0;
  uint64_t line = 1;
  std::string problem;  // "": none
  std::string where;
  std::string expects;

  friend bool operator==(const Found&, const Found&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Found& found) {
    return out << "{" << ::testing::PrintToString(found.text) << ", annotations "
               << found.annotations << ", type " << found.type << (found.type_given ? "!" : "?")
               << " ." << found.minor << ", at " << found.offset << ":" << found.line << ", "
               << found.problem << " " << ::testing::PrintToString(found.where) << " "
               << found.expects << "}";
  }
};

Found Keep(const RawDocument& document) {
  EXPECT_EQ(std::string(document.annotations) + std::string(document.body),
            document.problem == &problems::kByteOrderMark ? "" : document.text);
  Found found;
  found.text = document.text;
  found.annotations = document.annotations.size();
  if (document.type != nullptr) found.type = document.type->name;
  found.type_given = document.type_given;
  found.minor = document.minor;
  found.offset = document.offset;
  found.line = document.line;
  if (document.problem != nullptr) {
    found.problem = document.problem->name;
    found.where = document.where;
    found.expects = document.expects;
    if (!document.where.empty()) {
      EXPECT_GE(document.where.data(), document.text.data());
      EXPECT_LE(document.where.data() + document.where.size(),
                document.text.data() + document.text.size());
    }
  } else {
    EXPECT_NE(document.type, nullptr);
  }
  return found;
}

// The lines that a reader knows are those of the body.
void ExpectLinesOf(const RawDocument& document, const LineIndex& lines) {
  if (!lines.IsOf(document.body)) return;
  std::vector<uint32_t> ends;
  for (size_t i = 0; i < document.body.size(); ++i) {
    if (document.body[i] == '\n') ends.push_back(static_cast<uint32_t>(i));
  }
  EXPECT_EQ(std::vector<uint32_t>(lines.ends(), lines.ends() + lines.size()), ends);
}

std::vector<Found> ReadAll(DocumentReader& reader) {
  std::vector<Found> all;
  RawDocument document;
  while (reader.Next(&document)) {
    all.push_back(Keep(document));
    ExpectLinesOf(document, reader.lines());
  }
  EXPECT_FALSE(reader.Next(&document)) << "after the end";
  return all;
}

std::vector<Found> ReadText(std::string_view text, ReaderOptions options = {}) {
  DocumentReader reader(kTypes, options, text);
  std::vector<Found> all = ReadAll(reader);
  EXPECT_TRUE(reader.status().ok());
  EXPECT_EQ(reader.bytes_read(), text.size());
  return all;
}

// Pieces is a stream that gives `most` bytes at a time, and after all of them perhaps an error.
class Pieces : public ChunkSource {
 public:
  Pieces(std::string_view text, size_t most, absl::Status status = absl::OkStatus())
      : text_(text), most_(most), status_(std::move(status)) {}
  absl::StatusOr<size_t> Read(std::span<char> buffer) override {
    EXPECT_FALSE(buffer.empty());
    const size_t size = std::min({most_, buffer.size(), text_.size()});
    if (size == 0 && !status_.ok()) return status_;
    std::copy_n(text_.data(), size, buffer.data());
    text_.remove_prefix(size);
    return size;
  }

 private:
  std::string_view text_;
  size_t most_;
  absl::Status status_;
};

// A stream keeps nothing of a document that is too long, unless all of it happened to be at hand.
std::vector<Found> WithoutTooLong(std::vector<Found> all) {
  for (Found& found : all) {
    if (found.problem == "document-too-long" || found.problem == "line-too-long") {
      found.text.clear();
      found.where.clear();
      found.annotations = 0;
    }
  }
  return all;
}

// ExpectStreams reads the text in pieces of many sizes and expects what the whole text gives.
void ExpectStreams(std::string_view text, ReaderOptions options = {}) {
  const std::vector<Found> expected = WithoutTooLong(ReadText(text, options));
  for (const size_t chunk : {size_t{128}, size_t{191}, size_t{256} << 10}) {
    for (const size_t most : {1, 7, 63, 64, 65, 4096}) {
      SCOPED_TRACE("chunk " + std::to_string(chunk) + ", pieces of " + std::to_string(most));
      options.chunk = chunk;
      Pieces pieces(text, most);
      DocumentReader reader(kTypes, options, &pieces);
      EXPECT_EQ(WithoutTooLong(ReadAll(reader)), expected) << ::testing::PrintToString(text);
      EXPECT_TRUE(reader.status().ok());
      EXPECT_EQ(reader.bytes_read(), text.size());
      if (::testing::Test::HasFailure()) return;
    }
  }
}

// Expect reads the text whole and in pieces.
void Expect(std::string_view text, const std::vector<Found>& expected, ReaderOptions options = {}) {
  EXPECT_EQ(ReadText(text, options), expected) << ::testing::PrintToString(text);
  ExpectStreams(text, options);
}

TEST(DocumentReader, Nothing) {
  Expect("", {});
  Expect("\n", {});
  Expect(" \r\n\n\t\n", {});
}

TEST(DocumentReader, ByFirstKeyword) {
  Expect("alpha 1\nnote x\n", {{.text = "alpha 1\nnote x\n", .type = "alpha"}});
  Expect("alpha 1\nnote x\nalpha 2\nbeta\nnote y\n",
         {{.text = "alpha 1\nnote x\n", .type = "alpha"},
          {.text = "alpha 2\n", .type = "alpha", .offset = 15, .line = 3},
          {.text = "beta\nnote y\n", .type = "beta", .offset = 23, .line = 4}});
  // Only whole words, and only where a line begins.
  Expect("alpha\nalphabet\n alpha\nnote alpha\nalpha\t2\n",
         {{.text = "alpha\nalphabet\n alpha\nnote alpha\n", .type = "alpha"},
          {.text = "alpha\t2\n", .type = "alpha", .offset = 33, .line = 5}});
  Expect("opt alpha 1\nnote\n", {{.text = "opt alpha 1\nnote\n", .type = "alpha"}});
}

// A first keyword that is an ordinary line of the document at hand begins no other.
TEST(DocumentReader, FirstKeywordOfAnotherTypeWithin) {
  Expect("outer\ninner a\ninner b\nouter\ninner c\nalpha\ninner d\n",
         {{.text = "outer\ninner a\ninner b\n", .type = "outer"},
          {.text = "outer\ninner c\n", .type = "outer", .offset = 22, .line = 4},
          {.text = "alpha\n", .type = "alpha", .offset = 36, .line = 6},
          {.text = "inner d\n", .type = "inner", .offset = 42, .line = 7}});
}

TEST(DocumentReader, ByAnnotation) {
  Expect("@type alpha 1.0\nalpha 1\n@type beta 1.0\nbeta\n", {{.text = "@type alpha 1.0\nalpha 1\n",
                                                               .annotations = 16,
                                                               .type = "alpha",
                                                               .type_given = true,
                                                               .minor = 0},
                                                              {.text = "@type beta 1.0\nbeta\n",
                                                               .annotations = 15,
                                                               .type = "beta",
                                                               .type_given = true,
                                                               .minor = 0,
                                                               .offset = 24,
                                                               .line = 3}});
  // The annotation decides, not the first keyword.
  Expect("@type beta 1.0\nalpha 1\n", {{.text = "@type beta 1.0\nalpha 1\n",
                                        .annotations = 15,
                                        .type = "beta",
                                        .type_given = true,
                                        .minor = 0}});
  // Those of a cache say nothing of the type; every run of "@" lines begins a document.
  Expect(
      "@downloaded-at x\n@source \"y\"\nalpha\nnote\n@source z\nbeta\n",
      {{.text = "@downloaded-at x\n@source \"y\"\nalpha\nnote\n",
        .annotations = 29,
        .type = "alpha"},
       {.text = "@source z\nbeta\n", .annotations = 10, .type = "beta", .offset = 40, .line = 5}});
  // One @type for several documents.
  Expect("@type alpha 1.0\nalpha 1\nalpha 2\n",
         {{.text = "@type alpha 1.0\nalpha 1\n",
           .annotations = 16,
           .type = "alpha",
           .type_given = true,
           .minor = 0},
          {.text = "alpha 2\n", .type = "alpha", .offset = 24, .line = 3}});
  // Blank and "#" lines among the annotations.
  Expect("\n# written by hand\n@type alpha 1.0\n\n# so\n@source x\n\nalpha\n",
         {{.text = "\n# written by hand\n@type alpha 1.0\n\n# so\n@source x\n\nalpha\n",
           .annotations = 52,
           .type = "alpha",
           .type_given = true,
           .minor = 0}});
}

TEST(DocumentReader, Versions) {
  struct Case {
    const char* line;
    const char* type;  // "": unknown
    int minor;
  };
  constexpr Case kCases[] = {
      {"@type alpha 1.0", "alpha", 0},     {"@type alpha 1.7", "alpha", 7},
      {"@type alpha 1.255", "alpha", 255}, {"@type alpha 2.0", "", 0},
      {"@type alpha 0.9", "", 9},          {"@type alpha", "alpha", -1},
      {"@type alpha new", "alpha", -1},    {"@type\talpha\t1.1  more", "alpha", 1},
      {"@type outer 3.0", "outer", 0},     {"@type outer 1.0", "", 0},
      {"@type gamma 1.0", "", 0},          {"@type alph 1.0", "", 0},
      {"@type Alpha 1.0", "", 0},
  };
  for (const Case& c : kCases) {
    const std::string text = std::string(c.line) + "\nnote x\n";
    const std::vector<Found> all = ReadText(text);
    ASSERT_EQ(all.size(), 1u) << text;
    EXPECT_EQ(all[0].type, c.type) << text;
    EXPECT_EQ(all[0].minor, c.minor) << text;
    EXPECT_TRUE(all[0].type_given) << text;
    EXPECT_EQ(all[0].problem, *c.type == '\0' ? "unknown-type" : "") << text;
    ExpectStreams(text);
  }
  EXPECT_EQ(ReadText("@type gamma 1.0\r\nx\n")[0].where, "gamma 1.0");
}

// A document of an unknown type keeps no neighbour from being read.
TEST(DocumentReader, UnknownType) {
  Expect(
      "alpha 1\n@type gamma 1.0\ngamma\nnote\nalpha 2\n@type gamma 1.0\ngamma\n@type beta "
      "1.0\nbeta\n",
      {{.text = "alpha 1\n", .type = "alpha"},
       {.text = "@type gamma 1.0\ngamma\nnote\n",
        .annotations = 16,
        .type_given = true,
        .minor = 0,
        .offset = 8,
        .line = 2,
        .problem = "unknown-type",
        .where = "gamma 1.0"},
       {.text = "alpha 2\n", .type = "alpha", .offset = 35, .line = 5},
       {.text = "@type gamma 1.0\ngamma\n",
        .annotations = 16,
        .type_given = true,
        .minor = 0,
        .offset = 43,
        .line = 6,
        .problem = "unknown-type",
        .where = "gamma 1.0"},
       {.text = "@type beta 1.0\nbeta\n",
        .annotations = 15,
        .type = "beta",
        .type_given = true,
        .minor = 0,
        .offset = 65,
        .line = 8}});
  // Of a version that is not known yet, the body is cut as that of the known version is.
  Expect("@type outer 4.0\nouter\ninner\nouter\n",
         {{.text = "@type outer 4.0\nouter\ninner\n",
           .annotations = 16,
           .type_given = true,
           .minor = 0,
           .problem = "unknown-type",
           .where = "outer 4.0"},
          {.text = "outer\n", .type = "outer", .offset = 28, .line = 4}});
}

TEST(DocumentReader, TextOutsideDocuments) {
  Expect("what is this\nnote\nalpha 1\nnote\n",
         {{.text = "what is this\nnote\n",
           .problem = "text-outside-document",
           .where = "what is this\n"},
          {.text = "alpha 1\nnote\n", .type = "alpha", .offset = 18, .line = 3}});
  Expect("what is this",
         {{.text = "what is this", .problem = "text-outside-document", .where = "what is this"}});
  // Between documents it is the one's before: only its type knows what may follow.
  Expect("alpha 1\n\njunk\n# more\n\nbeta\n",
         {{.text = "alpha 1\n\njunk\n# more\n\n", .type = "alpha"},
          {.text = "beta\n", .type = "beta", .offset = 22, .line = 6}});
  // Annotations of nothing.
  Expect("@type alpha 1.0\n", {{.text = "@type alpha 1.0\n",
                                .annotations = 16,
                                .problem = "text-outside-document",
                                .where = "@type alpha 1.0\n"}});
  Expect("alpha\n\n@source x\n\n", {{.text = "alpha\n\n", .type = "alpha"},
                                    {.text = "@source x\n\n",
                                     .annotations = 11,
                                     .offset = 7,
                                     .line = 3,
                                     .problem = "text-outside-document",
                                     .where = "@source x\n"}});
  Expect("# only a comment", {{.text = "# only a comment",
                               .annotations = 16,
                               .problem = "text-outside-document",
                               .where = "# only a comment"}});
}

// A list of alphas begins with one that has the word "old", or with a comment that says so; it has
// comments, and all alphas behind it.
TEST(DocumentReader, DocumentsThatBeginAsAnotherType) {
  static constexpr ReaderType kList{
      .name = "list",
      .first_keyword = "list",
      .other_first_keyword = "alpha",
      .claims =
          [](std::string_view comments, std::string_view line) {
            return line == "alpha old" || comments.find("# list\n") != std::string_view::npos;
          },
      .comments = true,
      .has_keyword = [](std::string_view k) { return k == "list" || k == "alpha"; }};
  static constexpr const ReaderType* kWithList[] = {&kAlpha, &kBeta, &kList};
  // Each type by its first letter, with the annotations before the body in brackets.
  const auto read = [&](std::string_view text) {
    std::string all;
    for (const size_t most : {size_t{0}, size_t{1}, size_t{5}, size_t{300}}) {
      Pieces pieces(text, std::max<size_t>(most, 1));
      DocumentReader whole(kWithList, {}, text);
      DocumentReader stream(kWithList, {.chunk = 128}, &pieces);
      std::string found;
      for (const Found& one : ReadAll(most == 0 ? whole : stream)) {
        found += one.problem.empty() ? one.type.substr(0, 1) : "!";
        found += std::to_string(one.annotations) + ":" + std::to_string(one.line) + " ";
      }
      if (most == 0) all = found;
      EXPECT_EQ(found, all) << most;
    }
    return all;
  };
  EXPECT_EQ(read("alpha\nnote\nalpha new\n"), "a0:1 a0:3 ");
  EXPECT_EQ(read("alpha old\nnote\nalpha new\nalpha old\nbeta\n"), "l0:1 b0:5 ");
  EXPECT_EQ(read("alpha\nalpha old\nalpha\n"), "a0:1 l0:2 ");
  EXPECT_EQ(read("alpha older\nalpha  old\n"), "a0:1 a0:2 ");
  EXPECT_EQ(read("# list\n\nalpha\nalpha\n"), "l0:1 ");
  EXPECT_EQ(read("# a list\n\nalpha\nalpha\n"), "a10:1 a0:4 ");
  EXPECT_EQ(read("# list\nbeta\nalpha\n"), "b7:1 a0:3 ");
  // Comments behind a document are its own.
  EXPECT_EQ(read("alpha\n# list\nalpha\n"), "a0:1 a0:3 ");
  // Annotations end what there was, and what they say counts.
  EXPECT_EQ(read("@note\n# list\nalpha\n@note\nalpha\n"), "l6:1 a6:4 ");
  EXPECT_EQ(read("# list\n@note\nalpha\n"), "a13:1 ");
  EXPECT_EQ(read("@type alpha 1.0\n# list\nalpha old\n"), "a23:1 ");
  EXPECT_EQ(read("@type list 1.0\n# what\nalpha\nalpha\n"), "l15:1 ");
  EXPECT_EQ(read("list\nalpha\nlist\n"), "l0:1 l0:3 ");
}

TEST(DocumentReader, ByteOrderMark) {
  Expect(
      "\xef\xbb\xbf"
      "alpha 1\n",
      {{.text = "\xef\xbb\xbf", .problem = "byte-order-mark", .where = "\xef\xbb\xbf"},
       {.text = "alpha 1\n", .type = "alpha", .offset = 3}});
  Expect("\xef\xbb\xbf",
         {{.text = "\xef\xbb\xbf", .problem = "byte-order-mark", .where = "\xef\xbb\xbf"}});
  Expect(
      "\xef\xbb"
      "alpha\n",
      {{.text = "\xef\xbb"
                "alpha\n",
        .problem = "text-outside-document",
        .where = "\xef\xbb"
                 "alpha\n"}});
}

TEST(DocumentReader, CarriageReturns) {
  Expect("@type alpha 1.1\r\nalpha\r\nnote\r\n\r\nbeta\r\n",
         {{.text = "@type alpha 1.1\r\nalpha\r\nnote\r\n\r\n",
           .annotations = 17,
           .type = "alpha",
           .type_given = true,
           .minor = 1},
          {.text = "beta\r\n", .type = "beta", .offset = 32, .line = 5}});
}

TEST(DocumentReader, NoFinalNewline) {
  Expect("alpha 1\nnote", {{.text = "alpha 1\nnote", .type = "alpha"}});
  Expect("alpha 1\nbeta", {{.text = "alpha 1\n", .type = "alpha"},
                           {.text = "beta", .type = "beta", .offset = 8, .line = 2}});
  Expect("alpha", {{.text = "alpha", .type = "alpha"}});
  Expect("alpha\n@", {{.text = "alpha\n", .type = "alpha"},
                      {.text = "@",
                       .annotations = 1,
                       .offset = 6,
                       .line = 2,
                       .problem = "text-outside-document",
                       .where = "@"}});
}

TEST(DocumentReader, NulBytes) {
  const std::string text = "alpha \0 1\n\0\nbeta\n"s;
  Expect(text, {{.text = text.substr(0, 12), .type = "alpha"},
                {.text = "beta\n", .type = "beta", .offset = 12, .line = 3}});
}

TEST(DocumentReader, DocumentTooLong) {
  const ReaderOptions options{.max_document = 100};
  const std::string fits = "alpha " + std::string(93, 'x') + "\n";
  Expect(
      fits + fits,
      {{.text = fits, .type = "alpha"}, {.text = fits, .type = "alpha", .offset = 100, .line = 2}},
      options);
  const std::string longer = "alpha\nnote " + std::string(90, 'x') + "\nnote\n";
  Expect("beta 1\n" + longer + "beta 2\n",
         {{.text = "beta 1\n", .type = "beta"},
          {.text = longer,
           .type = "alpha",
           .offset = 7,
           .line = 2,
           .problem = "document-too-long",
           .where = "alpha\n",
           .expects = "100"},
          {.text = "beta 2\n", .type = "beta", .offset = 7 + longer.size(), .line = 5}},
         options);
  // Much longer than a buffer, and at the end.
  const std::string huge = "alpha\n" + std::string(5000, '\n') + std::string(5000, 'x') + "\nx";
  const std::vector<Found> all = ReadText("beta\n" + huge, options);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].problem, "document-too-long");
  ExpectStreams("beta\n" + huge, options);
  ExpectStreams("beta\n" + huge + "\nbeta 2\n@type beta 1.0\nbeta\n", options);
  // Its annotations count.
  Expect("@source " + std::string(89, 'y') + "\nbeta\n",
         {{.text = "@source " + std::string(89, 'y') + "\nbeta\n",
           .annotations = 98,
           .type = "beta",
           .problem = "document-too-long",
           .where = "beta\n",
           .expects = "100"}},
         options);
  // Annotations or blank lines without end.
  std::string annotations;
  for (int i = 0; i < 100; ++i) annotations += "@source x\n";
  for (const std::string& text : {annotations + "alpha\n", std::string(1000, '\n') + "alpha\n"}) {
    const std::vector<Found> found = ReadText(text, options);
    ASSERT_GE(found.size(), 2u);
    EXPECT_EQ(found[0].problem, "document-too-long");
    EXPECT_EQ(found.back().type, "alpha");
    ExpectStreams(text, options);
  }
}

TEST(DocumentReader, LineTooLong) {
  const ReaderOptions options{.max_document = 5000, .max_line = 170};
  const std::string fits = "alpha " + std::string(164, 'x') + "\n";
  Expect(fits, {{.text = fits, .type = "alpha"}}, options);
  Expect(fits.substr(0, 170), {{.text = fits.substr(0, 170), .type = "alpha"}}, options);
  // Whether it is the first line, a later one, or has no end.
  for (const std::string& bad : {"alpha\nnote " + std::string(166, 'x') + "\n",
                                 "alpha " + std::string(165, 'x') + "\nnote\n",
                                 "alpha\nnote " + std::string(1000, 'x') + "\nnote\n"}) {
    const uint64_t lines = static_cast<uint64_t>(std::count(bad.begin(), bad.end(), '\n'));
    const std::vector<Found> expected = {
        {.text = "beta 1\n", .type = "beta"},
        {.text = bad,
         .type = "alpha",
         .offset = 7,
         .line = 2,
         .problem = "line-too-long",
         .where = bad.substr(0, std::min<size_t>(bad.find('\n') + 1, 80)),
         .expects = "170"},
        {.text = "beta 2\n", .type = "beta", .offset = 7 + bad.size(), .line = 2 + lines}};
    Expect("beta 1\n" + bad + "beta 2\n", expected, options);
    ExpectStreams("beta 1\n" + bad.substr(0, bad.size() - 1), options);
  }
  // Of an annotation.
  const std::string text = "@source " + std::string(165, 'x') + "\nalpha\n";
  EXPECT_EQ(ReadText(text, options)[0].problem, "line-too-long");
  ExpectStreams(text, options);
}

TEST(DocumentReader, SourceThatFails) {
  for (const size_t most : {1, 64, 4096}) {
    Pieces pieces("alpha 1\nbeta 2\nnote", most, absl::DataLossError("the disk is gone"));
    DocumentReader reader(kTypes, {}, &pieces);
    const std::vector<Found> all = ReadAll(reader);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[1].text, "beta 2\nnote");
    EXPECT_EQ(reader.status(), absl::DataLossError("the disk is gone"));
  }
}

// Memory stays bounded, however long the stream.
TEST(DocumentReader, StreamsAreReadInPieces) {
  class Endless : public ChunkSource {
   public:
    absl::StatusOr<size_t> Read(std::span<char> buffer) override {
      most_ = std::max(most_, buffer.size());
      size_t size = 0;
      while (size < buffer.size() && given_ < (size_t{32} << 20)) {
        constexpr std::string_view kText = "alpha 1\nnote text\n";
        buffer[size++] = kText[given_++ % kText.size()];
      }
      return size;
    }
    size_t most_ = 0;
    size_t given_ = 0;
  };
  Endless source;
  DocumentReader reader(kTypes, {}, &source);
  RawDocument document;
  uint64_t count = 0;
  while (reader.Next(&document)) ++count;
  EXPECT_EQ(count, (size_t{32} << 20) / 18);
  EXPECT_LE(source.most_, size_t{512} << 10);
}

// ReadByLines is the reader once more, as simply as can be: line by line, of a whole text.
std::vector<Found> ReadByLines(std::string_view text, const ReaderOptions& options) {
  std::vector<std::string_view> lines;
  for (std::string_view rest = text; !rest.empty();) {
    const size_t size = std::min(rest.find('\n'), rest.size() - 1) + 1;
    lines.push_back(rest.substr(0, size));
    rest.remove_prefix(size);
  }
  const auto word = [](std::string_view line) {
    return line.substr(0, line.find_first_of(" \t\r\n"));
  };
  const auto by_keyword = [&](std::string_view keyword) -> const ReaderType* {
    for (const ReaderType* type : kTypes) {
      if (type->first_keyword == keyword) return type;
    }
    return nullptr;
  };
  const auto blank = [](std::string_view line) {
    return line.find_first_not_of(" \t\r\n") == std::string_view::npos;
  };
  std::vector<Found> all;
  for (size_t i = 0; i < lines.size();) {
    Found found;
    found.offset = static_cast<uint64_t>(lines[i].data() - text.data());
    found.line = i + 1;
    std::string_view type_line;
    while (i < lines.size() && (blank(lines[i]) || lines[i][0] == '@' || lines[i][0] == '#')) {
      if (lines[i].size() - (lines[i].back() == '\n') > options.max_line) break;
      if (found.text.size() + lines[i].size() > options.max_document) break;
      if (word(lines[i]) == "@type") type_line = lines[i];
      found.text += lines[i++];
    }
    found.annotations = found.text.size();
    if (i == lines.size()) {
      if (blank(found.text)) break;
      found.problem = "text-outside-document";
      found.where = found.text.substr(found.text.find_first_not_of(" \t\r\n"));
      found.where.resize(std::min(found.where.find('\n'), found.where.size() - 1) + 1);
      all.push_back(found);
      break;
    }
    // The toy corpus has these annotations only.
    const ReaderType* type = nullptr;
    const ReaderType* like = nullptr;
    if (!type_line.empty()) {
      found.type_given = true;
      found.minor = 0;
      const size_t end = type_line.find_last_not_of("\r\n");
      found.where = type_line.substr(6, end - 5);
      if (found.where == "alpha 1.0") type = &kAlpha;
      if (found.where == "outer 3.0") type = &kOuter;
      if (type == nullptr) {
        found.problem = "unknown-type";
        like = by_keyword(word(lines[i]));
      } else {
        found.where.clear();
      }
    } else {
      type = by_keyword(word(lines[i]));
      if (type == nullptr) {
        found.problem = "text-outside-document";
        found.where = lines[i];
      }
    }
    if (type != nullptr) {
      found.type = type->name;
      like = type;
    }
    bool too_long = false;
    for (bool first = true; i < lines.size(); first = false, ++i) {
      const std::string_view keyword = word(lines[i]);
      if (!first) {
        if (lines[i][0] == '@') break;
        const bool begins = by_keyword(keyword) != nullptr;
        if (begins &&
            (like == nullptr || keyword == like->first_keyword || !like->has_keyword(keyword))) {
          break;
        }
      }
      too_long |= lines[i].size() - (lines[i].back() == '\n') > options.max_line;
      found.text += lines[i];
    }
    const bool document_too_long = found.text.size() > options.max_document;
    if (document_too_long || too_long) {
      found.problem = document_too_long ? "document-too-long" : "line-too-long";
      found.expects = std::to_string(document_too_long ? options.max_document : options.max_line);
    }
    all.push_back(found);
  }
  return all;
}

TEST(DocumentReader, RandomSoups) {
  const std::string kLines[] = {
      "alpha 1\n",
      "alpha\n",
      "beta 2\n",
      "beta\r\n",
      "outer\n",
      "inner 3\n",
      "note x\n",
      "note\n",
      "alphabet\n",
      " alpha\n",
      "\n",
      " \t\r\n",
      "\r\n",
      "# comment\n",
      "@type alpha 1.0\n",
      "@type outer 3.0\n",
      "@type gamma 1.0\n",
      "@type outer 4.0\r\n",
      "@source \"x\"\n",
      "@\n",
      "@typed x\n",
      "\0\n"s,
      "\xff\xfe\n",
      "-----BEGIN X-----\n",
      "note " + std::string(125, 'x') + "\n",
      "alpha " + std::string(125, 'y') + "\n",
      "note " + std::string(150, 'z') + "\n",
      "@source " + std::string(123, 'z') + "\n",
      "inner\t" + std::string(300, '-') + "\n",
  };
  std::mt19937_64 random(20261121);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    const size_t count = random() % 40;
    for (size_t i = 0; i < count; ++i) text += kLines[random() % std::size(kLines)];
    // Cut anywhere: no final newline.
    if (random() % 3 == 0 && !text.empty()) text.resize(random() % text.size());
    ReaderOptions options;
    if (random() % 2 == 0) options = {.max_document = 250 + random() % 200, .max_line = 130};
    const std::vector<Found> expected = WithoutTooLong(ReadByLines(text, options));
    ASSERT_EQ(WithoutTooLong(ReadText(text, options)), expected)
        << ::testing::PrintToString(text) << " max_document " << options.max_document;
    options.chunk = 128 + random() % 300;
    Pieces pieces(text, 1 + random() % 200);
    DocumentReader reader(kTypes, options, &pieces);
    ASSERT_EQ(WithoutTooLong(ReadAll(reader)), expected)
        << ::testing::PrintToString(text) << " max_document " << options.max_document << " chunk "
        << options.chunk;
    if (round < 30) ExpectStreams(text, options);
  }
}

// One reader that is told of text after text, some of them streams that fail, reads each as a new
// one does.
TEST(DocumentReader, Restart) {
  const std::string kLines[] = {
      "alpha 1\n",    "beta 2\r\n",  "outer\n",           "inner 3\n",         "note x\n",
      "\xef\xbb\xbf", "# comment\n", "@type outer 3.0\n", "@type gamma 1.0\n", "\n",
      "nothing\n",    "@source x\n", "@type alpha 1.1\n", "beta with no end"};
  std::mt19937_64 random(20261123);
  ReaderOptions options{.max_document = 60, .max_line = 130, .chunk = 128};
  DocumentReader reader(kTypes, options, std::string_view());
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (size_t i = random() % 12; i > 0; --i) text += kLines[random() % std::size(kLines)];
    options.otherwise = random() % 4 == 0 ? &kBeta : nullptr;
    if (random() % 2 == 0) {
      reader.Restart(options.otherwise, text);
      ASSERT_EQ(ReadAll(reader), ReadText(text, options)) << ::testing::PrintToString(text);
    } else {
      const absl::Status status =
          random() % 2 == 0 ? absl::OkStatus() : absl::DataLossError("gone");
      const size_t most = 1 + random() % 200;
      Pieces pieces(text, most, status), same(text, most, status);
      DocumentReader fresh(kTypes, options, &same);
      reader.Restart(options.otherwise, &pieces);
      // More of a document that is too long may be at hand: what has grown stays.
      ASSERT_EQ(WithoutTooLong(ReadAll(reader)), WithoutTooLong(ReadAll(fresh)))
          << ::testing::PrintToString(text);
      EXPECT_EQ(reader.status(), fresh.status());
    }
    EXPECT_EQ(reader.bytes_read(), text.size());
    // Not always to the end.
    RawDocument document;
    reader.Restart(nullptr, "alpha 1\nbeta 2\nalpha 3\n");
    if (random() % 2 == 0) {
      EXPECT_TRUE(reader.Next(&document));
    }
  }
}

// Whatever the bytes are: the documents are the text, without gaps, up to the blanks at its end.
TEST(DocumentReader, DocumentsPartitionTheText) {
  std::mt19937_64 random(7);
  constexpr std::string_view kBytes = "alphbet@# \n\n\r\t1\xff";
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    const size_t size = random() % 300;
    for (size_t i = 0; i < size; ++i) text += kBytes[random() % kBytes.size()];
    uint64_t offset = 0;
    for (const Found& found : ReadText(text)) {
      ASSERT_EQ(found.offset, offset);
      ASSERT_EQ(found.line,
                1 + std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(offset), '\n'));
      ASSERT_EQ(text.compare(offset, found.text.size(), found.text), 0);
      ASSERT_FALSE(found.text.empty());
      offset += found.text.size();
    }
    ASSERT_EQ(text.find_first_not_of(" \t\r\n", offset), std::string::npos);
  }
}

// Of clean documents the lines are known, from whichever source; of others they are not.
TEST(DocumentReaderTest, LinesAreKnown) {
  std::string text;
  for (int i = 0; i < 100; ++i) {
    text += "@type example 1.0\n" + std::string(kTypes[0]->first_keyword) + " a\n";
    for (int j = 0; j < i; ++j) text += "line " + std::to_string(j) + "\n";
  }
  for (const bool stream : {false, true}) {
    Pieces pieces(text, 1000);
    DocumentReader reader = stream ? DocumentReader(kTypes, {.chunk = 128}, &pieces)
                                   : DocumentReader(kTypes, {}, std::string_view(text));
    RawDocument document;
    for (int i = 0; i < 100; ++i) {
      ASSERT_TRUE(reader.Next(&document));
      EXPECT_TRUE(reader.lines().IsOf(document.body)) << i;
      ExpectLinesOf(document, reader.lines());
    }
    EXPECT_FALSE(reader.Next(&document));
    EXPECT_FALSE(reader.lines().IsOf(document.body)) << "only until the next call";
  }
  const std::string odd = std::string(kTypes[0]->first_keyword) + " \xfc\n";
  DocumentReader reader(kTypes, {}, std::string_view(odd));
  RawDocument document;
  ASSERT_TRUE(reader.Next(&document));
  EXPECT_FALSE(reader.lines().IsOf(document.body));
}

}  // namespace
}  // namespace scape::netdoc
