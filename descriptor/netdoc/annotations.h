// Annotations are the "@" lines before a document: what a cache or an archive noted about it. They
// are outside the document and never signed.
//
//   @type server-descriptor 1.0
//   @downloaded-at 2012-10-20 10:29:32
//   @source "171.25.193.9"
#ifndef SCAPE_DESCRIPTOR_NETDOC_ANNOTATIONS_H_
#define SCAPE_DESCRIPTOR_NETDOC_ANNOTATIONS_H_

#include <optional>
#include <string_view>

#include "descriptor/netdoc/diagnostic.h"
#include "descriptor/netdoc/document.h"
#include "descriptor/netdoc/table.h"
#include "descriptor/netdoc/value.h"

namespace scape::netdoc {

// TypeAnnotation is "@type NAME MAJOR.MINOR".
struct TypeAnnotation : Line {
  std::string_view name;
  std::string_view version;

  static constexpr auto kArguments = Arguments(Argument<&TypeAnnotation::name>("name"),
                                               Argument<&TypeAnnotation::version>("version"));
};

// QuotedText is a C string in quotes, or a bare word. The view is what stands between the quotes;
// escapes are left as they are.
struct QuotedText {
  std::string_view text;
  bool quoted = false;

  static constexpr std::string_view kExpects = "a quoted string";
  static bool Read(ItemReader& in, QuotedText* out) {
    std::string_view rest = in.Rest();
    out->quoted = rest.size() >= 2 && rest.front() == '"' && rest.back() == '"';
    out->text = out->quoted ? rest.substr(1, rest.size() - 2) : rest;
    return true;
  }
  void Write(Encoder& out) const {
    quoted ? out.Rest("\"" + std::string(text) + "\"") : out.Rest(text);
  }
  void Json(JsonWriter& json) const { json.String(text); }
};

struct Annotations : Document {
  static constexpr ItemForm kItemForm = ItemForm::kAnnotation;  // of its items

  std::optional<TypeAnnotation> type;
  std::optional<UtcTime> downloaded_at;
  std::optional<UtcTime> uploaded_at;
  std::optional<UtcTime> last_listed;
  std::optional<QuotedText> source;
  std::optional<std::string_view> purpose;
};

template <>
inline constexpr auto kTable<Annotations> = MakeTable<Annotations>(
    kNetdocPage,
    Row<&Annotations::type>({.keyword = "type",
                             .tolerated = true,
                             .summary = "CollecTor's name and version of the document's type."}),
    Row<&Annotations::downloaded_at>({.keyword = "downloaded-at",
                                      .tolerated = true,
                                      .summary = "When tor fetched the document."}),
    Row<&Annotations::uploaded_at>({.keyword = "uploaded-at",
                                    .tolerated = true,
                                    .summary = "When an authority received the document."}),
    Row<&Annotations::last_listed>({.keyword = "last-listed",
                                    .summary = "When a consensus last listed the document."}),
    Row<&Annotations::source>({.keyword = "source", .summary = "Where the document came from."}),
    Row<&Annotations::purpose>({.keyword = "purpose",
                                .summary = "What the relay is for: general, bridge, controller."}));

// ParseAnnotations reads the lines before a document: "@" lines; blank lines are skipped, and "#"
// lines and unknown annotations reported.
void ParseAnnotations(std::string_view text, Annotations* annotations, Diagnostics& diagnostics);

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_ANNOTATIONS_H_
