#include "descriptor/directory.h"
#include "descriptor/typed_document.h"
#include "descriptor/types.h"

namespace scape::descriptor {

template <>
struct Traits<Directory> {
  static std::span<const LintRule<Directory>> Rules() { return DirectoryRules(); }
  static DocumentDigests Digests(const Directory& directory) {
    return {.sha1_of = directory.signed_text()};
  }
  static void LintSections(const Directory& directory, const LintContext& context,
                           netdoc::Diagnostics& diagnostics) {
    diagnostics.set_page(kTable<ServerDescriptor>.page);
    directory.routers.ForEach([&](const ServerDescriptor& router, size_t) {
      LintWith(ServerDescriptorRules(), router, context, diagnostics);
    });
  }
};

template <>
struct Traits<RunningRouters> {
  static std::span<const LintRule<RunningRouters>> Rules() { return RunningRoutersRules(); }
  static DocumentDigests Digests(const RunningRouters& running) {
    return {.sha1_of = running.signed_text()};
  }
};

const DocumentType& DirectoryType() {
  static const DocumentType& type = *new DocumentType(
      MakeType<Directory>({.name = "directory",
                           .newest_minor = 0,
                           .kind = kRelayDescriptor,
                           .summary = "All routers with their descriptors, signed by an authority "
                                      "until 2007; before, lists of routers.",
                           .verified_against = "lists from 2002 to 2004, no signed directory",
                           .digests = "sha1",
                           .other_first_keyword = kTable<ServerDescriptor>.rules[0].keyword,
                           .claims = &IsRouterList}));
  return type;
}

const DocumentType& RunningRoutersType() {
  static const DocumentType& type = *new DocumentType(
      MakeType<RunningRouters>({.name = "running-routers",
                                .newest_minor = 0,
                                .kind = netdoc::kAllKinds,
                                .summary = "Which routers of a directory run, until 2007.",
                                .verified_against = "none",
                                .digests = "sha1"}));
  return type;
}

}  // namespace scape::descriptor
