#include "descriptor/directory.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/document_type.h"
#include "descriptor/netdoc/encoder.h"
#include "descriptor/testing/documents.h"
#include "descriptor/testing/properties.h"
#include "descriptor/testing/testdata.h"
#include "gtest/gtest.h"

namespace scape::descriptor {
namespace {

using netdoc::Diagnostics;
using netdoc::Mode;
using testing::Parsed;
using testing::ProblemList;
using testing::ReadDocument;
using testing::ReadDocuments;
using testing::ReadTestdata;
using testing::Replaced;
using Strings = std::vector<std::string>;

// Problems returns what strict reading and lint find, documents one after the other.
Strings Problems(std::string_view text) {
  Strings all;
  ReadDocuments(text, {.mode = Mode::kStrict}, [&](const ReadDocument& document) {
    for (std::string& problem : ProblemList(document.diagnostics)) all.push_back(problem);
  });
  return all;
}

// Types returns the types of all documents of a text.
Strings Types(std::string_view text) {
  Strings all;
  ReadDocuments(text, {.lint = false}, [&](const ReadDocument& document) {
    all.emplace_back(document.parsed == nullptr ? document.raw.problem->name : document.type->name);
  });
  return all;
}

TEST(Directory, Signed) {
  const Parsed<Directory> parsed(ReadTestdata("directory"), 0, Mode::kStrict);
  const Directory& d = parsed.document;
  EXPECT_EQ(parsed.Problems(), Strings());
  EXPECT_TRUE(d.signed_directory);
  EXPECT_EQ(d.recommended_software->text, "0.0.9.5,0.0.9.6,0.1.0.17,0.1.1.26");
  EXPECT_FALSE(d.running_routers.has_value());
  EXPECT_EQ(d.directory_signature->nickname, "emberwatch");
  EXPECT_TRUE(d.signed_text().starts_with("signed-directory\n"));
  EXPECT_TRUE(d.signed_text().ends_with("\ndirectory-signature emberwatch\n"));

  ASSERT_EQ(d.routers.size(), 3u);
  EXPECT_EQ(d.old_routers.size(), 0u);
  ServerDescriptor router;
  Diagnostics diagnostics(Mode::kStrict);
  d.routers.Parse(2, &router, diagnostics);
  EXPECT_EQ(ProblemList(diagnostics), Strings());
  EXPECT_EQ(router.router.nickname.text, "fernhollow");
  EXPECT_EQ(router.kind, kRelayDescriptor);
  EXPECT_TRUE(router.text.ends_with("-----END SIGNATURE-----\n"));
}

TEST(Directory, RouterStatus) {
  const Parsed<Directory> parsed(ReadTestdata("directory"), 0, Mode::kStrict);
  std::vector<ListedRouter> routers;
  parsed.document.router_status->ForEach(
      [&](const ListedRouter& router, std::string_view) { routers.push_back(router); });
  ASSERT_EQ(routers.size(), 3u);
  EXPECT_EQ(routers[0].nickname, "quietowl");
  EXPECT_TRUE(routers[0].running);
  EXPECT_EQ(routers[1].nickname, "duskharbor");
  EXPECT_FALSE(routers[1].running);
  EXPECT_EQ(routers[2].nickname, "");
  EXPECT_TRUE(routers[2].fingerprint.has_value());
}

TEST(ListedRouter, Forms) {
  const std::string hex = "$0123456789abcdefABCDEF0123456789abcdef01";
  const auto parse = [](std::string_view text) {
    ListedRouter router;
    return ParseListedRouter(text, &router);
  };
  for (const std::string& good :
       Strings{"moria1", "!moria1", hex, "!" + hex, "moria1=" + hex, "!moria1=" + hex}) {
    EXPECT_TRUE(parse(good)) << good;
  }
  for (const std::string& bad :
       Strings{"", "!", "!!moria1", "$", "=" + hex, "moria1" + hex, hex + "0", hex.substr(0, 40),
               "moria1=$", "moria1=", "mo-ria=" + hex, std::string(20, 'a'),
               "moria1=" + hex.substr(1)}) {
    EXPECT_FALSE(parse(bad)) << bad;
  }
}

TEST(RouterList, AllForms) {
  const Parsed<Directory> parsed(ReadTestdata("router-list"), 0, Mode::kStrict);
  const Directory& d = parsed.document;
  EXPECT_EQ(parsed.Problems(), Strings());
  EXPECT_FALSE(d.signed_directory);
  EXPECT_EQ(d.routers.size(), 0u);
  ASSERT_EQ(d.old_routers.size(), 5u);
  std::vector<OldRouter> routers(5);
  for (size_t i = 0; i < 5; ++i) {
    Diagnostics diagnostics(Mode::kStrict);
    d.old_routers.Parse(i, &routers[i], diagnostics);
    EXPECT_EQ(ProblemList(diagnostics), Strings()) << i;
    EXPECT_EQ(routers[i].router.or_port.number, 9001 + i);
    EXPECT_EQ(routers[i].router.ap_port.number, 9021 + i);
    EXPECT_EQ(routers[i].router.op_port.has_value(), i == 0) << i;
    EXPECT_EQ(routers[i].router.nickname.has_value(), i == 4) << i;
    EXPECT_EQ(routers[i].router.key.has_value(), i < 3) << i;
    EXPECT_EQ(routers[i].router_signature.has_value(), i > 2) << i;
  }
  EXPECT_EQ(routers[0].router.op_port->number, 9011u);
  EXPECT_EQ(routers[0].router.bandwidth, 1000000u);
  EXPECT_EQ(routers[1].exit_policy.size(), 2u);
  EXPECT_EQ(routers[2].router.hostname, "192.0.2.5");
  EXPECT_EQ(routers[2].router.dir_port.number, 0u);
  EXPECT_EQ(routers[4].router.nickname->text, "quietowl");
  EXPECT_EQ(routers[4].platform->text, "Tor 0.0.2pre8 on Linux i686");
}

TEST(RouterList, OldRouterLine) {
  for (const char* old :
       {"router moria.example.net 9001 9011 9021 9031 1000000",
        "router moria.example.net 9001 9021 9031 1000000", "router 192.0.2.1 9001 9021 0 1000000",
        "router\tlocalhost  9001 9021 0 1 \r",
        "router moria1 moria.example.net 9001 9021 9031 800000",
        // Whatever the numbers are, and the names.
        "router a-b 99999 9021 0 99999999999999999999999"}) {
    EXPECT_TRUE(IsOldRouterLine(old)) << old;
  }
  for (const char* other :
       {"router moria1 192.0.2.1 9001 9021 9031", "router moria1 192.0.2.1 9001 9021 9031 800000",
        "router moria1 192.0.2.256 9001 0 0", "router moria1 192.0.2.x 9001 0 0 7",
        "router moria1 moria.example.net 9001 9021 9031",
        "router moria1 moria.example.net 9001 9021 9031 800000 7", "router 192.0.2.1 9001 0 0",
        "router moria1 9001 9021 9031 x", "router moria1 1 2 3 4 5 6", "router", "router ",
        "routers moria.example.net 9001 9021 9031 1000000", "router-status a b", "", "# router"}) {
    EXPECT_FALSE(IsOldRouterLine(other)) << other;
  }
}

// A list is one document, "#" lines included; a file of descriptors is not one for its comments.
TEST(RouterList, IsToldFromDescriptors) {
  const std::string descriptor = testing::WithoutAnnotations(ReadTestdata("server-descriptor"));
  const std::string list = ReadTestdata("router-list");
  EXPECT_EQ(Types(list), Strings({"directory"}));
  EXPECT_EQ(Types(list.substr(list.find("router "))), Strings({"directory"}));
  EXPECT_EQ(Types(ReadTestdata("router-list-of-descriptors")), Strings({"directory"}));
  EXPECT_EQ(Types("# This is no longer a manually-editable file.\n\n" + descriptor + descriptor),
            Strings({"directory"}));
  EXPECT_EQ(Types("# some relays\n\n" + descriptor + descriptor),
            Strings({"server-descriptor", "server-descriptor"}));
  // Behind descriptors only the form of the line tells.
  EXPECT_EQ(Types(descriptor + list), Strings({"server-descriptor", "directory"}));
  EXPECT_EQ(Types(descriptor + "# List of directory servers.\n" + descriptor),
            Strings({"server-descriptor", "server-descriptor"}));
  EXPECT_EQ(Types(list + "@type server-descriptor 1.0\n" + descriptor),
            Strings({"directory", "server-descriptor"}));
  EXPECT_EQ(Types("@type server-descriptor 1.0\n# List of directory servers.\n" + descriptor),
            Strings({"server-descriptor"}));
  EXPECT_EQ(Types("@type directory 1.0\n" + list), Strings({"directory"}));
  EXPECT_EQ(Types(ReadTestdata("directory") + ReadTestdata("running-routers")),
            Strings({"directory", "running-routers"}));
}

TEST(RouterList, CommentsBelongToIt) {
  const std::string list = ReadTestdata("router-list");
  ReadDocuments("@source \"x\"\n\n" + list, {.mode = Mode::kStrict}, [&](const ReadDocument& read) {
    EXPECT_EQ(read.raw.annotations, "@source \"x\"\n");
    EXPECT_EQ(read.raw.body, "\n" + list);
    EXPECT_EQ(read.raw.line, 1u);
    EXPECT_EQ(ProblemList(read.diagnostics), Strings());
  });
  // Lines are counted over them.
  const std::string bad = Replaced(list, "9023 0 500000", "99999 0 500000");
  const auto line =
      1 + std::count(bad.begin(), bad.begin() + static_cast<ptrdiff_t>(bad.find("99999")), '\n');
  Strings shown;
  ReadDocuments(bad, {.mode = Mode::kStrict}, [&](const ReadDocument& read) {
    for (const netdoc::Diagnostic& diagnostic : read.diagnostics.list()) {
      shown.push_back(
          netdoc::FormatDiagnostic(diagnostic, "f", read.raw.text, read.raw.line, false));
    }
  });
  ASSERT_EQ(shown.size(), 1u);
  EXPECT_TRUE(shown[0].starts_with("f:" + std::to_string(line) + ":23: error: ")) << shown[0];
}

// Streams tell a list from descriptors as whole texts do, however small the pieces are.
TEST(RouterList, Streams) {
  class Pieces : public netdoc::ChunkSource {
   public:
    Pieces(std::string_view text, size_t size) : text_(text), size_(size) {}
    absl::StatusOr<size_t> Read(std::span<char> buffer) override {
      const size_t size = std::min({size_, buffer.size(), text_.size()});
      std::copy_n(text_.data(), size, buffer.data());
      text_.remove_prefix(size);
      return size;
    }

   private:
    std::string_view text_;
    size_t size_;
  };
  const std::string text = ReadTestdata("server-descriptor") + ReadTestdata("router-list") +
                           ReadTestdata("directory") + ReadTestdata("running-routers") +
                           "@type directory 1.0\n" + ReadTestdata("router-list-of-descriptors");
  for (const size_t size : {1, 7, 64, 4096}) {
    Pieces pieces(text, size);
    netdoc::DocumentReader whole(ReaderTypes(), {}, text);
    netdoc::DocumentReader stream(ReaderTypes(), {.chunk = 128}, &pieces);
    netdoc::RawDocument a, b;
    size_t count = 0;
    while (whole.Next(&a)) {
      ++count;
      ASSERT_TRUE(stream.Next(&b));
      EXPECT_EQ(a.text, b.text);
      EXPECT_EQ(a.annotations, b.annotations);
      EXPECT_EQ(a.type, b.type);
      EXPECT_EQ(a.line, b.line);
      EXPECT_EQ(a.offset, b.offset);
    }
    EXPECT_FALSE(stream.Next(&b));
    EXPECT_EQ(count, 5u);
  }
}

TEST(RouterList, Faults) {
  const std::string line = "router onion.example.net 9001 9011 9021 9031 1000000\n";
  const std::string list = ReadTestdata("router-list");
  const auto problems = [&](std::string_view to) { return Problems(Replaced(list, line, to)); };
  EXPECT_EQ(problems("router onion.example.net 9001 9011 9021 99999 1000000\n"),
            Strings({"error bad-argument old-router"}));
  EXPECT_EQ(problems("router onion.example.net 9001 9011 9021 9031 18446744073709551616\n"),
            Strings({"error bad-argument old-router"}));
  // A key that is none is told, and the line kept.
  Strings found;
  ReadDocuments(Replaced(list, line,
                         line + "-----BEGIN RSA PUBLIC KEY-----\nAAAA\n"
                                "-----END RSA PUBLIC KEY-----\nx-more\n"),
                {.mode = Mode::kStrict}, [&](const ReadDocument& read) {
                  for (std::string& one : ProblemList(read.diagnostics)) found.push_back(one);
                  EXPECT_NE(testing::DocumentJson(read).find(
                                R"({"hostname":"onion.example.net","or_port":9001,"op_port":9011)"),
                            std::string::npos);
                });
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0], "error bad-object old-router");
}

// The name of the row is no keyword.
TEST(RouterList, NameOfTheRowIsNoKeyword) {
  EXPECT_EQ(Problems(ReadTestdata("router-list") + "old-router a.bc 1 2 3 4\n"),
            Strings({"note unrecognized-item", "error item-after-end"}));
}

TEST(RunningRouters, Parsed) {
  const Parsed<RunningRouters> parsed(ReadTestdata("running-routers"), 0, Mode::kStrict);
  EXPECT_EQ(parsed.Problems(), Strings());
  EXPECT_EQ(parsed.document.directory_signature->nickname, "emberwatch");
  EXPECT_TRUE(parsed.document.dir_signing_key.has_value());
  EXPECT_TRUE(parsed.document.signed_text().starts_with("network-status\npublished"));
  EXPECT_TRUE(parsed.document.signed_text().ends_with("directory-signature emberwatch\n"));
}

TEST(DirectoryLint, GoodFiles) {
  for (const char* file :
       {"directory", "running-routers", "router-list", "router-list-of-descriptors"}) {
    EXPECT_EQ(Problems(ReadTestdata(file)), Strings()) << file;
  }
}

TEST(DirectoryLint, Rules) {
  const std::string directory = ReadTestdata("directory");
  const std::string running = ReadTestdata("running-routers");
  const std::string published = "published 2006-03-04 12:00:05\n";
  const auto lint = [&](std::string_view from, std::string_view to) {
    return Problems(Replaced(directory, from, to));
  };
  EXPECT_EQ(lint(published, ""), Strings({"error incomplete-directory published"}));
  EXPECT_EQ(lint(published, "published yesterday\n"), Strings({"error bad-argument published"}));
  EXPECT_EQ(lint("router-status ", "running-routers "), Strings());
  EXPECT_EQ(lint("router-status ", "router-state "),
            Strings({"error no-router-status router-status", "note unrecognized-item"}));
  EXPECT_EQ(lint("router-status ", "router-status !quietowl "), Strings());
  EXPECT_EQ(lint("router-status ", "router-status !other other "),
            Strings({"warning repeated-router-status router-status"}));
  EXPECT_EQ(lint("router-status ", "router-status mo-ria "),
            Strings({"error bad-argument router-status"}));
  // The rules of the descriptors in it hold, too.
  EXPECT_EQ(lint("router duskharbor 198.51.100.44 443", "router duskharbor 198.51.100.44 0"),
            Strings({"error or-port-zero router"}));
  EXPECT_EQ(Problems(Replaced(running, "published 2006-03-04 12:15:05\n", "")),
            Strings({"error missing-item published"}));
}

TEST(Directories, RoundTrip) {
  for (const char* file : {"directory", "directory-full", "running-routers", "running-routers-full",
                           "router-list", "router-list-of-descriptors"}) {
    SCOPED_TRACE(file);
    EXPECT_EQ(ReadDocuments(ReadTestdata(file), {.mode = Mode::kStrict, .lint = false},
                            [&](const ReadDocument& document) {
                              ASSERT_NE(document.parsed, nullptr);
                              bool written = false;
                              EXPECT_EQ(testing::JsonFault(*document.type,
                                                           testing::DocumentJson(document)),
                                        "");
                              EXPECT_EQ(testing::RoundTripFault(document, &written), "");
                              EXPECT_TRUE(written);
                            }),
              1u);
  }
}

// A list that is written is read as a list again, not as what an annotation says.
TEST(Directories, WrittenListIsAList) {
  ReadDocuments(ReadTestdata("router-list"), {}, [&](const ReadDocument& document) {
    netdoc::Encoder out;
    document.parsed->Encode(out);
    ASSERT_TRUE(out.ok());
    EXPECT_EQ(Types(out.Finish()), Strings({"directory"}));
  });
}

}  // namespace
}  // namespace scape::descriptor
