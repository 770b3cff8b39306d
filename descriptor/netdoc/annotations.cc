#include "descriptor/netdoc/annotations.h"

#include "descriptor/netdoc/parse.h"

namespace scape::netdoc {

void ParseAnnotations(std::string_view text, Annotations* annotations, Diagnostics& diagnostics) {
  internal::Clear(annotations);
  annotations->text = text;
  annotations->kind = kAllKinds;
  diagnostics.set_page(kNetdocPage);
  Lexer lexer(text);
  internal::ParseState state{lexer, diagnostics, {}};
  internal::ParseItems</*kMayPend=*/false>(state, annotations);
}

}  // namespace scape::netdoc
