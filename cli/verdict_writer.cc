#include "cli/verdict_writer.h"

#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "descriptor/netdoc/diagnostic.h"
#include "descriptor/netdoc/locate.h"

namespace scape::cli {
namespace {

using crypto::Outcome;
using crypto::OutcomeName;
using crypto::SignatureVerdict;
using crypto::Verdict;

std::string TimeText(netdoc::UtcTime time) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S", time.ToAbsl(), absl::UTCTimeZone());
}

std::string Hex(const crypto::Sha1Digest& digest) {
  std::string hex(2 * digest.size(), '0');
  netdoc::EncodeHex(digest, hex.data());
  return hex;
}

bool IsFine(Outcome outcome) { return outcome == Outcome::kGood || outcome == Outcome::kWarned; }

// Sentence is the verdict's message, with what times tell.
std::string Sentence(const Verdict& verdict, netdoc::UtcTime at) {
  std::string sentence = crypto::VerdictMessage(verdict);
  const bool late = verdict.problem == &crypto::problems::kExpired ||
                    verdict.problem == &crypto::problems::kCertificateExpired;
  if (!verdict.expires.has_value() || verdict.problem == nullptr) return sentence;
  const int64_t seconds = at.unix_seconds - verdict.expires->unix_seconds;
  const auto span = [](int64_t length) {
    const auto text = [](int64_t number, const char* unit) {
      return absl::StrFormat("%d %s%s", number, unit, number == 1 ? "" : "s");
    };
    return length < 7200     ? text(length / 60, "minute")
           : length < 172800 ? text(length / 3600, "hour")
                             : text(length / 86400, "day");
  };
  if (late) {
    sentence += absl::StrFormat(": %s, %s before %s", TimeText(*verdict.expires), span(seconds),
                                TimeText(at));
  } else if (verdict.problem == &crypto::problems::kNotYetValid) {
    sentence += absl::StrFormat(": from %s, %s behind %s", TimeText(*verdict.expires),
                                span(-seconds), TimeText(at));
  }
  return sentence;
}

struct Spot {
  uint64_t line;
  uint64_t column;
};

Spot SpotOf(const netdoc::RawDocument& raw, std::string_view where) {
  // A document without a place of its own for it begins behind its annotations.
  if (where.empty() && where.data() == nullptr) where = raw.body.substr(0, 0);
  const netdoc::Location at = netdoc::Locate(raw.text, where);
  return {raw.line + at.line - 1, at.column};
}

// XmlText escapes what XML does not take.
std::string XmlText(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\n':
        escaped += "&#10;";
        break;
      default:
        // Bytes of other characters may be no UTF-8; control characters are never allowed.
        escaped +=
            static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f ? '?' : c;
    }
  }
  return escaped;
}

// CommandText escapes what ends a GitHub command, or one of its properties.
std::string CommandText(std::string_view text, bool property) {
  std::string escaped;
  for (const char c : text) {
    if (c == '%') {
      escaped += "%25";
    } else if (c == '\r') {
      escaped += "%0D";
    } else if (c == '\n') {
      escaped += "%0A";
    } else if (property && c == ':') {
      escaped += "%3A";
    } else if (property && c == ',') {
      escaped += "%2C";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

// Signers is one line for each signature of a status: "good     moria1  F533... sha256".
std::string Signers(const crypto::DocumentVerdict& verdict, std::string_view indent,
                    const auto& outcome) {
  size_t width = 0;
  for (const SignatureVerdict& one : verdict.status.signatures) {
    width = std::max(width, one.nickname.size());
  }
  std::string lines;
  for (const SignatureVerdict& one : verdict.status.signatures) {
    lines.append(indent).append(outcome(one.verdict.outcome, 8));
    if (width > 0) {
      lines += absl::StrFormat("%-*s ", static_cast<int>(std::min<size_t>(width, 20)),
                               netdoc::Printable(one.nickname));
    }
    lines += Hex(one.identity) + " ";
    if (!one.flavor.empty()) lines += netdoc::Printable(one.flavor) + " ";
    lines += netdoc::Printable(one.algorithm);
    if (one.verdict.problem != nullptr) {
      lines += absl::StrFormat("  %s [%s]", Sentence(one.verdict, verdict.at),
                               std::string(one.verdict.problem->name));
    }
    lines += "\n";
  }
  return lines;
}

// Numbers is "9 of 9 voters have signed it, 5 are needed" of a consensus.
std::string Numbers(const crypto::StatusVerdict& status) {
  return absl::StrFormat("signed by %d of %d trusted voter%s, %d needed", status.good,
                         status.trusted, status.trusted == 1 ? "" : "s", status.needed);
}

std::string PlainOutcome(Outcome outcome, size_t width) {
  std::string name(OutcomeName(outcome));
  name.resize(std::max(width, name.size()), ' ');
  return name;
}

}  // namespace

std::string VerdictWriter::Tinted(crypto::Outcome outcome, size_t width) const {
  std::string name = PlainOutcome(outcome, width);
  if (!color_) return name;
  const char* const tint = outcome == crypto::Outcome::kGood     ? "\x1b[32m"
                           : outcome == crypto::Outcome::kBad    ? "\x1b[31m"
                           : outcome == crypto::Outcome::kWarned ? "\x1b[33m"
                                                                 : "\x1b[36m";
  return tint + name + "\x1b[0m";
}

void VerdictWriter::Begin() {
  if (format_ != VerdictFormat::kJunit) return;
  out_.Raw(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite name=\"scape "
      "verify\">\n");
}

void VerdictWriter::End() {
  if (format_ == VerdictFormat::kJunit) out_.Raw("</testsuite>\n</testsuites>\n");
}

void VerdictWriter::Document(const VerifiedDocument& document) {
  switch (format_) {
    case VerdictFormat::kText:
      return Text(document);
    case VerdictFormat::kJson:
      return Json(document);
    case VerdictFormat::kJunit:
      return Junit(document);
    case VerdictFormat::kGithub:
      return Github(document);
  }
}

void VerdictWriter::Text(const VerifiedDocument& document) {
  const crypto::DocumentVerdict& verdict = document.verdict;
  const bool status = !verdict.status.signatures.empty();
  const std::string file = netdoc::Printable(document.file);
  const auto signers = [&] {
    return Signers(verdict, "  ", [&](crypto::Outcome outcome, size_t width) {
      return Tinted(outcome, width) + " ";
    });
  };
  if (status) {
    out_.Raw(absl::StrFormat("%s:%d: %s: %s, valid after %s, %s\n", file,
                             SpotOf(document.raw, {}).line, Tinted(verdict.outcome),
                             std::string(document.type), TimeText(*verdict.time),
                             Numbers(verdict.status)));
    out_.Raw(signers());
  }
  for (const Verdict& one : verdict.checks) {
    if (one.problem == nullptr) continue;
    const Spot spot = SpotOf(document.raw, one.where);
    out_.Raw(absl::StrFormat("%s:%d:%d: %s: %s: %s: %s [%s]\n", file, spot.line, spot.column,
                             Tinted(one.outcome), std::string(document.type),
                             std::string(one.check->name), Sentence(one, verdict.at),
                             std::string(one.problem->name)));
    if (!one.problem->fix.empty()) {
      out_.Raw(absl::StrFormat("  = help: %s\n", std::string(one.problem->fix)));
    }
  }
  if (!document.hint.empty()) {
    out_.Raw(absl::StrFormat("  = note: %s\n", std::string(document.hint)));
  }
}

void VerdictWriter::Json(const VerifiedDocument& document) {
  const crypto::DocumentVerdict& verdict = document.verdict;
  netdoc::JsonWriter& json = out_;
  const auto problem = [&](const Verdict& one) {
    json.Member("outcome", [&] { json.Ascii(OutcomeName(one.outcome)); });
    if (one.expires.has_value()) {
      json.Member(one.problem == &crypto::problems::kNotYetValid ? "valid_from" : "expires",
                  [&] { json.Time(*one.expires); });
    }
    if (one.problem == nullptr) return;
    json.Member("problem", [&] { json.Ascii(one.problem->name); });
    json.Member("message", [&] { json.String(Sentence(one, verdict.at)); });
    if (!one.problem->fix.empty()) json.Member("help", [&] { json.String(one.problem->fix); });
    const Spot spot = SpotOf(document.raw, one.where);
    json.Member("line", [&] { json.Unsigned(spot.line); });
    json.Member("column", [&] { json.Unsigned(spot.column); });
  };
  json.Restart();
  json.BeginObject();
  json.Member("file", [&] { json.String(document.file); });
  json.Member("line", [&] { json.Unsigned(SpotOf(document.raw, {}).line); });
  if (!document.type.empty()) json.Member("type", [&] { json.Ascii(document.type); });
  json.Member("outcome", [&] { json.Ascii(OutcomeName(verdict.outcome)); });
  if (document.fingerprint.has_value()) {
    json.Member("fingerprint", [&] { json.Hex(*document.fingerprint); });
  }
  if (verdict.time.has_value()) {
    json.Member("time", [&] { json.Time(*verdict.time); });
    json.Member("at", [&] { json.Time(verdict.at); });
  }
  json.Member("checks", [&] {
    json.BeginArray();
    for (const Verdict& one : verdict.checks) {
      json.BeginObject();
      json.Member("check", [&] { json.Ascii(one.check->name); });
      problem(one);
      json.EndObject();
    }
    json.EndArray();
  });
  if (!verdict.status.signatures.empty()) {
    json.Member("trusted", [&] { json.Unsigned(verdict.status.trusted); });
    json.Member("needed", [&] { json.Unsigned(verdict.status.needed); });
    json.Member("good", [&] { json.Unsigned(verdict.status.good); });
    json.Member("signatures", [&] {
      json.BeginArray();
      for (const SignatureVerdict& one : verdict.status.signatures) {
        json.BeginObject();
        if (!one.nickname.empty()) json.Member("nickname", [&] { json.String(one.nickname); });
        json.Member("identity", [&] { json.Hex(one.identity); });
        json.Member("signing_key_digest", [&] { json.Hex(one.signing_key_digest); });
        if (!one.flavor.empty()) json.Member("flavor", [&] { json.String(one.flavor); });
        json.Member("algorithm", [&] { json.String(one.algorithm); });
        problem(one.verdict);
        json.EndObject();
      }
      json.EndArray();
    });
  }
  if (!verdict.named_in.empty()) {
    json.Member("named_in", [&] {
      json.BeginObject();
      json.Member("file", [&] { json.String(verdict.named_in); });
      json.Member("line", [&] { json.Unsigned(verdict.named_line); });
      json.EndObject();
    });
  }
  if (!document.hint.empty()) json.Member("hint", [&] { json.String(document.hint); });
  json.EndObject();
  json.NewLine();
}

namespace {

// Reasons are why a document is not good, a line each, signatures first.
std::string Reasons(const VerifiedDocument& document) {
  std::string reasons;
  const crypto::DocumentVerdict& verdict = document.verdict;
  if (!verdict.status.signatures.empty()) {
    reasons = Numbers(verdict.status) + "\n" + Signers(verdict, "", [](Outcome outcome, size_t) {
                return std::string(OutcomeName(outcome)) + " ";
              });
  }
  for (const Verdict& one : verdict.checks) {
    if (one.problem == nullptr) continue;
    reasons += absl::StrFormat("%s: %s [%s]\n", std::string(one.check->name),
                               Sentence(one, verdict.at), std::string(one.problem->name));
  }
  if (!document.hint.empty()) reasons.append(document.hint).append("\n");
  return reasons;
}

}  // namespace

void VerdictWriter::Junit(const VerifiedDocument& document) {
  const crypto::DocumentVerdict& verdict = document.verdict;
  out_.Raw(
      absl::StrFormat("<testcase classname=\"%s\" name=\"%s:%d\"",
                      XmlText(document.type.empty() ? std::string_view("document") : document.type),
                      XmlText(document.file), SpotOf(document.raw, {}).line));
  if (IsFine(verdict.outcome)) return out_.Raw("/>\n");
  const char* const element = verdict.outcome == crypto::Outcome::kBad ? "failure" : "error";
  const Verdict* worst = nullptr;
  for (const Verdict& one : verdict.checks) {
    if (one.problem != nullptr && (worst == nullptr || (one.outcome == crypto::Outcome::kBad &&
                                                        worst->outcome != crypto::Outcome::kBad))) {
      worst = &one;
    }
  }
  out_.Raw(absl::StrFormat("><%s message=\"%s\">%s</%s></testcase>\n", element,
                           XmlText(worst == nullptr ? "" : Sentence(*worst, verdict.at)),
                           XmlText(Reasons(document)), element));
}

void VerdictWriter::Github(const VerifiedDocument& document) {
  const crypto::DocumentVerdict& verdict = document.verdict;
  if (verdict.outcome == crypto::Outcome::kGood) return;
  Spot spot = SpotOf(document.raw, {});
  for (const Verdict& one : verdict.checks) {
    if (one.outcome == verdict.outcome && one.problem != nullptr) {
      spot = SpotOf(document.raw, one.where);
      break;
    }
  }
  std::string reasons = Reasons(document);
  if (!reasons.empty()) reasons.pop_back();
  out_.Raw(absl::StrFormat("::%s file=%s,line=%d,col=%d,title=%s::%s\n",
                           verdict.outcome == crypto::Outcome::kWarned ? "warning" : "error",
                           CommandText(document.file, true), spot.line, spot.column,
                           CommandText(absl::StrFormat("%s is %s", std::string(document.type),
                                                       std::string(OutcomeName(verdict.outcome))),
                                       true),
                           CommandText(reasons, false)));
}

void VerdictWriter::Unreadable(std::string_view file, std::string_view message) {
  switch (format_) {
    case VerdictFormat::kText:
      break;
    case VerdictFormat::kJson:
      out_.Restart();
      out_.BeginObject();
      if (!file.empty()) out_.Member("file", [&] { out_.String(file); });
      out_.Member("outcome", [&] { out_.Ascii(OutcomeName(crypto::Outcome::kUnknown)); });
      out_.Member("message", [&] { out_.String(message); });
      out_.EndObject();
      out_.NewLine();
      break;
    case VerdictFormat::kJunit:
      out_.Raw(absl::StrFormat(
          "<testcase classname=\"file\" name=\"%s\"><error message=\"%s\"/></testcase>\n",
          XmlText(file.empty() ? "input" : file), XmlText(message)));
      break;
    case VerdictFormat::kGithub:
      out_.Raw(absl::StrFormat(
          "::error %stitle=cannot be read::%s\n",
          file.empty() ? std::string() : absl::StrFormat("file=%s,", CommandText(file, true)),
          CommandText(message, false)));
      break;
  }
}

void VerdictWriter::Finding(const crypto::DocumentGraph::Finding& finding) {
  const std::string message = netdoc::FormatMessage(
      {.problem = finding.problem, .where = finding.text, .expects = finding.expects});
  const std::string name(finding.problem->name);
  switch (format_) {
    case VerdictFormat::kText:
      out_.Raw(absl::StrFormat("%s:%d: %s: %s [%s]\n", netdoc::Printable(finding.file),
                               finding.line, Tinted(crypto::Outcome::kBad), message, name));
      break;
    case VerdictFormat::kJson:
      out_.Restart();
      out_.BeginObject();
      out_.Member("file", [&] { out_.String(finding.file); });
      out_.Member("line", [&] { out_.Unsigned(finding.line); });
      out_.Member("outcome", [&] { out_.Ascii(OutcomeName(crypto::Outcome::kBad)); });
      out_.Member("problem", [&] { out_.Ascii(name); });
      out_.Member("message", [&] { out_.String(message); });
      out_.EndObject();
      out_.NewLine();
      break;
    case VerdictFormat::kJunit:
      out_.Raw(
          absl::StrFormat("<testcase classname=\"%s\" name=\"%s:%d\"><failure "
                          "message=\"%s\"/></testcase>\n",
                          XmlText(name), XmlText(finding.file), finding.line, XmlText(message)));
      break;
    case VerdictFormat::kGithub:
      out_.Raw(absl::StrFormat("::error file=%s,line=%d,title=%s::%s\n",
                               CommandText(finding.file, true), finding.line, name,
                               CommandText(message, false)));
      break;
  }
}

}  // namespace scape::cli
