// `scape parse`: JSON, fields, CSV and TSV.
#include "cli/cli_test.h"

namespace scape::cli {
namespace {

// ---- JSON

TEST_F(CliTest, JsonHasTheMembersInOrder) {
  const Result result = Run({"parse", "--strict", Sample("server-descriptor-full")});
  ASSERT_EQ(Lines(result.out).size(), 1u);
  const rapidjson::Document json = Json(result.out);
  const Strings names = Names(json);
  EXPECT_EQ(names.front(), "type");
  EXPECT_EQ(names[1], "router");
  EXPECT_EQ(Strings(names.end() - 5, names.end()),
            Strings({"router_signature", "digest", "unrecognized", "problems", "source"}));
  EXPECT_EQ(Names(json["router"]),
            Strings({"nickname", "address", "or_port", "socks_port", "dir_port"}));
  EXPECT_STREQ(json["published"].GetString(), "2025-11-20T20:18:11Z");
  EXPECT_STREQ(json["fingerprint"].GetString(), "A313AC3DD88C1960D07F3C54FF90EAF430A75CEA");
  EXPECT_STREQ(json["digest"]["sha1"].GetString(), "2FE2249AFEEEE5C692DF908A2CDF09888B447834");
  EXPECT_TRUE(json["tunnelled_dir_server"].IsTrue());
  EXPECT_EQ(json["uptime"].GetInt64(), 5830032);
  EXPECT_STREQ(json["exit_policy"][0].GetString(), "reject 10.0.0.0/8:*");
  EXPECT_STREQ(json["unrecognized"][0].GetString(), "x-weather sunny, 21 degrees");
  EXPECT_EQ(Names(json["problems"][0]),
            Strings({"problem", "severity", "line", "column", "message"}));
  EXPECT_EQ(Names(json["source"]), Strings({"file", "offset", "line"}));
  // A cache's annotations come behind the type.
  const rapidjson::Document cached =
      Json(Lines(Run({"parse", Sample("cached-descriptors")}).out)[0]);
  EXPECT_EQ(Names(cached)[1], "annotations");
  EXPECT_STREQ(cached["annotations"]["source"].GetString(), "127.0.0.1");
  // What there is none of is no member.
  const rapidjson::Document plain = Json(Run({"parse", Sample("server-descriptor")}).out);
  for (const char* absent : {"annotations", "family", "unrecognized", "problems", "or_address"}) {
    EXPECT_FALSE(plain.HasMember(absent)) << absent;
  }
}

TEST_F(CliTest, DigestsThatDocumentsState) {
  const rapidjson::Document bridge = Json(Run({"parse", Sample("bridge-server-descriptor")}).out);
  EXPECT_STREQ(bridge["digest"]["sha1"].GetString(), "F576D2370271C7F0FA47098ED8E6638B906EB270");
  EXPECT_STREQ(bridge["digest"]["sha256"].GetString(),
               "6zyeQ4jxAmAV+ZCwZqqq/cE/0Ng08Ik1GP3n5wESFTI");
}

TEST_F(CliTest, OffsetsAndLines) {
  const std::string text = ReadFile(Sample("server-descriptors"));
  for (const std::string& line : Lines(Run({"parse", Sample("server-descriptors")}).out)) {
    const rapidjson::Document json = Json(line);
    const uint64_t offset = json["source"]["offset"].GetUint64();
    EXPECT_EQ(text.substr(offset, 7 + json["router"]["nickname"].GetStringLength()),
              std::string("router ") + json["router"]["nickname"].GetString());
    EXPECT_EQ(json["source"]["line"].GetInt64(),
              1 + std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(offset), '\n'));
  }
}

TEST_F(CliTest, JsonArray) {
  const Result result = Run({"parse", "--format", "json", Sample("server-descriptors")});
  EXPECT_EQ(result.status, 0);
  const rapidjson::Document array = Json(result.out);
  ASSERT_TRUE(array.IsArray());
  EXPECT_EQ(array.Size(), 11u);
  const Result lines = Run({"parse", Sample("server-descriptors")});
  EXPECT_TRUE(Contains(result.out, Lines(lines.out)[3]));
  const Result none =
      Run({"parse", "--format", "json", "--type", "microdescriptor", Sample("server-descriptors")});
  EXPECT_TRUE(Json(none.out).IsArray());
  EXPECT_EQ(Json(none.out).Size(), 0u);
  EXPECT_EQ(none.out.back(), '\n');
}

// Bytes that are not UTF-8 are shown as U+FFFD, and beside it as they are.
TEST_F(CliTest, NotUtf8) {
  const Result result = Run({"parse", Sample("bad/not-utf8")});
  EXPECT_EQ(result.status, 0);
  const rapidjson::Document json = Json(result.out);
  EXPECT_STREQ(json["contact"].GetString(), "J\xef\xbf\xbdrgen <juergen@example.net>");
  EXPECT_STREQ(json["contact_bytes"].GetString(), "SvxyZ2VuIDxqdWVyZ2VuQGV4YW1wbGUubmV0Pg==");
  EXPECT_STREQ(json["problems"][0]["problem"].GetString(), "not-utf8");
  // The two belong together, whichever is named.
  for (const char* field : {"contact", "contact_bytes"}) {
    EXPECT_EQ(Run({"parse", "--fields", field, Sample("bad/not-utf8")}).out,
              "{\"contact\":\"J\xef\xbf\xbdrgen <juergen@example.net>\","
              "\"contact_bytes\":\"SvxyZ2VuIDxqdWVyZ2VuQGV4YW1wbGUubmV0Pg==\"}\n")
        << field;
  }
  EXPECT_EQ(Run({"parse", "--fields", "contact", Sample("server-descriptor")}).out,
            "{\"contact\":\"0xBBDFC730 pebbledusk99 <pebbledusk99@example.net>\"}\n");
}

TEST_F(CliTest, StrictAndLenient) {
  const std::string file = Sample("bad/missing-item");
  const rapidjson::Document lenient = Json(Run({"parse", file}).out);
  EXPECT_STREQ(lenient["problems"][0]["severity"].GetString(), "warning");
  const Result strict = Run({"parse", "--strict", file});
  EXPECT_STREQ(Json(strict.out)["problems"][0]["severity"].GetString(), "error");
  EXPECT_EQ(strict.err, file + ":52:1: error: `published` is missing [missing-item]\n");
  // Strict parsing knows what lint knows.
  EXPECT_EQ(Run({"parse", Sample("bad/or-port-zero")}).status, 0);
  EXPECT_EQ(Run({"parse", "--strict", Sample("bad/or-port-zero")}).status, 1);
}

// ---- fields, CSV, TSV

TEST_F(CliTest, Fields) {
  const auto parse = [&](const std::string& fields, const char* file = "server-descriptor-full") {
    const Result result = Run({"parse", "--fields", fields, Sample(file)});
    EXPECT_EQ(result.status, 0) << result.err;
    return result.out;
  };
  EXPECT_EQ(parse("uptime"), "{\"uptime\":5830032}\n");
  // In the order of the table, and together where they belong together.
  EXPECT_EQ(parse("uptime,router.or_port,router.nickname"),
            "{\"router\":{\"nickname\":\"pebbledusk99\",\"or_port\":52628},\"uptime\":5830032}\n");
  EXPECT_EQ(parse("or_address.port"), "{\"or_address\":[{\"port\":52628},{\"port\":443}]}\n");
  EXPECT_EQ(parse("proto.Link,ipv6_policy.policy"),
            "{\"proto\":{\"Link\":[1,2,3,4,5]},\"ipv6_policy\":{\"policy\":\"accept\"}}\n");
  EXPECT_EQ(parse("digest"),
            "{\"digest\":{\"sha1\":\"2FE2249AFEEEE5C692DF908A2CDF09888B447834\"}}\n");
  EXPECT_EQ(parse("source.line,type"),
            "{\"type\":\"server-descriptor 1.0\",\"source\":{\"line\":1}}\n");
  EXPECT_EQ(parse("unrecognized"), "{\"unrecognized\":[\"x-weather sunny, 21 degrees\"]}\n");
  EXPECT_EQ(parse("annotations", "cached-microdescs").substr(0, 58),
            "{\"annotations\":{\"last_listed\":\"2026-11-21T19:51:00Z\"}}\n{\"a");
  EXPECT_EQ(parse("family", "server-descriptor"), "{}\n");
  // Several options are one list.
  EXPECT_EQ(
      Run({"parse", "--fields", "uptime", "--fields", "type", Sample("server-descriptor")}).out,
      "{\"type\":\"server-descriptor 1.0\",\"uptime\":5830032}\n");
}

TEST_F(CliTest, UnknownField) {
  for (const char* field : {"upptime", "router.port", "uptime.seconds", "source.member", "a.b.c",
                            "or_address.nickname", "contact.text"}) {
    const Result result =
        Run({"parse", "--fields", std::string("uptime,") + field, Sample("server-descriptor")});
    EXPECT_EQ(result.status, 2) << field;
    EXPECT_EQ(result.out, "") << field;
    EXPECT_TRUE(Contains(result.err, "`" + std::string(field) + "`")) << result.err;
    EXPECT_TRUE(Contains(result.err, "scape explain")) << result.err;
  }
  // A field of another type is unknown when the type is named.
  EXPECT_EQ(Run({"parse", "--type", "server-descriptor", "--fields", "identities",
                 Sample("server-descriptor")})
                .status,
            2);
}

// Cells splits a line of CSV.
Strings Cells(const std::string& line, char separator = ',') {
  Strings cells(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      if (quoted && i + 1 < line.size() && line[i + 1] == '"') {
        cells.back() += line[++i];
      } else {
        quoted = !quoted;
      }
    } else if (line[i] == separator && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += line[i];
    }
  }
  return cells;
}

TEST_F(CliTest, Csv) {
  const Result result = Run({"parse", "--format", "csv", Sample("server-descriptor-full")});
  EXPECT_EQ(result.status, 0);
  const Strings lines = Lines(result.out);
  ASSERT_EQ(lines.size(), 2u);
  const Strings header = Cells(lines[0]);
  const Strings row = Cells(lines[1]);
  ASSERT_EQ(header.size(), row.size());
  const auto cell = [&](std::string_view name) {
    const auto at = std::find(header.begin(), header.end(), name);
    return at == header.end() ? "no column" : row[static_cast<size_t>(at - header.begin())];
  };
  EXPECT_EQ(header.front(), "type");
  EXPECT_EQ(header.back(), "source.line");
  EXPECT_EQ(cell("type"), "server-descriptor 1.0");
  EXPECT_EQ(cell("router.nickname"), "pebbledusk99");
  EXPECT_EQ(cell("bandwidth.observed"), "34107247");
  EXPECT_EQ(cell("published"), "2025-11-20T20:18:11Z");
  EXPECT_EQ(cell("tunnelled_dir_server"), "true");
  EXPECT_EQ(
      cell("exit_policy"),
      R"(["reject 10.0.0.0/8:*","accept *:80","accept 192.0.2.0/24:6660-6669","reject *:*"])");
  EXPECT_EQ(cell("or_address"),
            R"([{"address":"2001:db8::17","port":52628},{"address":"198.51.100.168","port":443}])");
  EXPECT_EQ(cell("digest.sha1"), "2FE2249AFEEEE5C692DF908A2CDF09888B447834");
  EXPECT_EQ(cell("ipv6_policy.policy"), "accept");
  EXPECT_EQ(cell("ipv6_policy.port_list"), "80,443,6660-6669");
  EXPECT_EQ(cell("read_history.interval"), "900");
  EXPECT_EQ(cell("read_history.values"), "[1024,0,2048]");
  EXPECT_EQ(cell("unrecognized"), R"(["x-weather sunny, 21 degrees"])");
  EXPECT_EQ(cell("source.offset"), "0");
  // Lines of bridges are no columns of relays.
  EXPECT_EQ(cell("router_digest"), "no column");
  // Every cell says what JSON does.
  const rapidjson::Document json = Json(Run({"parse", Sample("server-descriptor-full")}).out);
  EXPECT_EQ(cell("contact"), json["contact"].GetString());
  EXPECT_EQ(cell("router_signature"), json["router_signature"].GetString());
}

TEST_F(CliTest, CsvQuoting) {
  const std::string contact = "contact \"me\", you;\ttab <a@example.net>\n";
  const std::string text =
      Replaced(ReadFile(Sample("server-descriptor")),
               "contact 0xBBDFC730 pebbledusk99 <pebbledusk99@example.net>\n", contact);
  EXPECT_EQ(Run({"parse", "--format", "csv", "--fields", "uptime,contact,router", "-"}, text).out,
            "uptime,contact,router.nickname,router.address,router.or_port,router.socks_port,"
            "router.dir_port\n"
            "5830032,\"\"\"me\"\", you;\ttab <a@example.net>\",pebbledusk99,198.51.100.167,52628,"
            "0,0\n");
  EXPECT_EQ(Run({"parse", "--format", "tsv", "--fields", "uptime,contact", "-"}, text).out,
            "uptime\tcontact\n5830032\t\"\"\"me\"\", you;\ttab <a@example.net>\"\n");
  // What is not there is an empty cell.
  EXPECT_EQ(
      Run({"parse", "--format", "tsv", "--fields", "family,uptime,ipv6_policy.policy", "-"}, text)
          .out,
      "family\tuptime\tipv6_policy.policy\n\t5830032\t\n");
}

// A field of a list's objects, and raw bytes, are no columns.
TEST_F(CliTest, CsvHasNoSuchColumn) {
  for (const char* field : {"or_address.port", "contact_bytes", "annotations", "identities"}) {
    const Result result = Run({"parse", "--format", "csv", "--fields",
                               std::string("uptime,") + field, Sample("server-descriptor")});
    EXPECT_EQ(result.status, 2) << field;
    EXPECT_EQ(result.out, "") << field;
    EXPECT_TRUE(Contains(result.err, "`" + std::string(field) + "`")) << result.err;
  }
}

// Whoever named the type gets its header, also of no documents.
TEST_F(CliTest, CsvOfNothing) {
  EXPECT_EQ(Run({"parse", "--format", "csv", "--type", "microdescriptor", "--fields", "family",
                 Sample("server-descriptor")})
                .out,
            "family\n");
}

TEST_F(CliTest, CsvIsForOneType) {
  const std::string mixed =
      Write("mixed", ReadFile(Sample("server-descriptor")) + ReadFile(Sample("microdescriptor")) +
                         ReadFile(Sample("server-descriptor")));
  for (const char* format : {"csv", "tsv"}) {
    const Result result = Run({"parse", "--format", format, "--output", Path("out"), mixed});
    EXPECT_EQ(result.status, 2);
    EXPECT_TRUE(Contains(result.err, "--type")) << result.err;
    EXPECT_FALSE(fs::exists(Path("out")));
    EXPECT_EQ(Run({"parse", "--format", format, mixed}).out, "") << "before it is known";
    const Result chosen = Run(
        {"parse", "--format", format, "--type", "server-descriptor", "--fields", "uptime", mixed});
    EXPECT_EQ(chosen.status, 0);
    EXPECT_EQ(chosen.out, "uptime\n5830032\n5830032\n");
  }
  const Result two = Run({"parse", "--format", "csv", "--type", "server-descriptor", "--type",
                          "microdescriptor", mixed});
  EXPECT_EQ(two.status, 2);
  EXPECT_EQ(two.out, "");
}

// However many threads work, what is printed and what is told is the same, in the same order.
TEST_F(CliTest, JobsChangeNothing) {
  std::string text;
  for (int i = 0; i < 60; ++i) {
    text += ReadFile(Sample("generated-server-descriptors")) + ReadFile(Sample("microdescriptors"));
    if (i % 8 == 0) text += Replaced(ReadFile(Sample("server-descriptor")), "\nrouter", "\nrooter");
  }
  const std::string path = Write("many", text);
  const Result expected = Run({"parse", path, "--jobs", "1"});
  EXPECT_EQ(expected.status, 1);
  EXPECT_GT(Lines(expected.out).size(), 400u);
  EXPECT_GE(Lines(expected.err).size(), 5u);
  for (const char* jobs : {"0", "2", "7"}) {
    for (const bool stream : {false, true}) {
      const Result result =
          stream ? Run({"parse", "-", "--jobs", jobs}, text) : Run({"parse", path, "--jobs", jobs});
      EXPECT_EQ(result.status, 1);
      EXPECT_TRUE((stream ? Lines(result.out).size() == Lines(expected.out).size()
                          : result.out == expected.out))
          << jobs;
      EXPECT_EQ(Lines(result.err).size(), Lines(expected.err).size());
      if (stream) continue;
      EXPECT_EQ(result.err, expected.err) << jobs;
    }
  }
}

}  // namespace
}  // namespace scape::cli
