// `scape verify`: whether documents are validly signed, and if not, why not.
#include <unistd.h>

#include <array>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "archive/pipeline.h"
#include "archive/texts.h"
#include "cli/batch.h"
#include "cli/command.h"
#include "cli/input.h"
#include "cli/lane_output.h"
#include "cli/output.h"
#include "cli/verdict_writer.h"
#include "crypto/authorities.h"
#include "crypto/lint_context.h"
#include "crypto/verifier.h"
#include "descriptor/netdoc/document_reader.h"
#include "descriptor/netdoc/parse.h"

namespace scape::cli {
namespace {

using crypto::Outcome;
using descriptor::AnyDocument;
using descriptor::DocumentType;
using netdoc::RawDocument;

constexpr std::string_view kOwnTime = "at-valid-after";

struct VerifyCommandOptions {
  InputOptions input;
  std::vector<std::string> certs;
  std::vector<std::string> authorities = {"today"};
  std::string at = "now";
  std::string format = "text";
  int jobs = 0;
  bool strict = false;
};

int Fail(std::string_view message) {
  absl::FPrintF(stderr, "scape verify: %s\n", std::string(message));
  return kCouldNotRun;
}

// WithoutDamage returns the text with LF for CR LF and without "#" lines, if it has any of them.
std::optional<std::string> WithoutDamage(std::string_view text, bool comments) {
  const bool has_cr = text.find("\r\n") != std::string_view::npos;
  const bool has_comments =
      comments && (text.starts_with('#') || text.find("\n#") != std::string_view::npos);
  if (!has_cr && !has_comments) return std::nullopt;
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end);
    if (comments && line.starts_with('#')) continue;
    if (line.ends_with("\r\n")) {
      clean.append(line.substr(0, line.size() - 2)).append("\n");
    } else {
      clean.append(line);
    }
  }
  return clean;
}

// Parsed holds a document of each type, to be used again.
class Parsed {
 public:
  AnyDocument& Parse(const RawDocument& raw, const netdoc::LineIndex* lines) {
    diagnostics_.Clear();
    const auto* type = static_cast<const DocumentType*>(raw.type);
    std::unique_ptr<AnyDocument>& document = documents_[type->rules.data()];
    if (document == nullptr) document = type->make();
    document->Parse(raw, lines, diagnostics_);
    return *document;
  }

 private:
  netdoc::Diagnostics diagnostics_{netdoc::Mode::kLenient};
  std::map<const netdoc::ItemRule*, std::unique_ptr<AnyDocument>> documents_;  // by table
};

// Seen is what hints at the end depend on.
struct Seen {
  bool expired = false;
  bool not_yet_valid = false;
  bool no_certificate = false;
  bool unknown_authority = false;
  bool signer_not_given = false;

  void Add(const crypto::Verdict& verdict) {
    namespace problems = crypto::problems;
    expired |=
        verdict.problem == &problems::kExpired || verdict.problem == &problems::kCertificateExpired;
    not_yet_valid |= verdict.problem == &problems::kNotYetValid;
    no_certificate |= verdict.problem == &problems::kNoCertificate;
    unknown_authority |= verdict.problem == &problems::kUnknownAuthority;
    signer_not_given |= verdict.problem == &problems::kSignerNotGiven;
  }
  void Add(const Seen& other) {
    expired |= other.expired;
    not_yet_valid |= other.not_yet_valid;
    no_certificate |= other.no_certificate;
    unknown_authority |= other.unknown_authority;
    signer_not_given |= other.signer_not_given;
  }
};

using Counts = std::array<uint64_t, 4>;  // by Outcome

// Batch is what is verified at a time, and what became of it.
struct Batch : InputBatch {
  std::string output;
  std::map<std::string, Counts> counts;  // by type
  Seen seen;
};

class Worker {
 public:
  Worker(std::unique_ptr<crypto::Verifier> verifier, VerdictFormat format, bool color)
      : verifier_(std::move(verifier)), format_(format), writer_(format, color) {}

  void Work(Batch* batch) {
    batch->counts.clear();
    batch->seen = {};
    for (const Item& item : batch->items) Document(item, batch);
    batch->output.assign(writer_.out().text());
    writer_.out().Clear();
  }

 private:
  void Document(const Item& item, Batch* batch) {
    const RawDocument& raw = item.raw;
    std::string type;
    std::string hint;
    std::optional<crypto::Sha1Digest> fingerprint;
    if (raw.problem != nullptr) {
      verdict_ = {};
      verdict_.outcome = Outcome::kBad;
      verdict_.checks.push_back(crypto::BadVerdict(crypto::document_checks::kReadable, *raw.problem,
                                                   raw.where, raw.expects));
      ++batch->counts["not readable"][static_cast<size_t>(Outcome::kBad)];
    } else {
      const AnyDocument& document = parsed_.Parse(raw, &item.lines);
      type = descriptor::TypeName(raw, document);
      verifier_->Verify(document, raw, &verdict_);
      if (format_ == VerdictFormat::kJson) {
        fingerprint = document.Identity(crypto::LintContextWithDigests()).fingerprint;
      }
      const auto at = batch->counts.try_emplace(
          std::string(static_cast<const DocumentType&>(descriptor::TypeOf(raw, document)).name));
      ++at.first->second[static_cast<size_t>(verdict_.outcome)];
      if (verdict_.outcome != Outcome::kGood && VerifiesWithLineFeeds(raw)) {
        hint = "it verifies when each CR LF in it is made an LF";
      }
    }
    for (const crypto::Verdict& one : verdict_.checks) batch->seen.Add(one);
    for (const crypto::SignatureVerdict& one : verdict_.status.signatures) {
      batch->seen.Add(one.verdict);
    }
    writer_.Document({item.file, raw, type, verdict_, fingerprint, hint});
  }

  bool VerifiesWithLineFeeds(const RawDocument& raw) {
    const std::optional<std::string> clean = WithoutDamage(raw.text, /*comments=*/false);
    if (!clean.has_value()) return false;
    netdoc::DocumentReader reader(descriptor::ReaderTypes(), {.otherwise = raw.type},
                                  std::string_view(*clean));
    RawDocument one;
    if (!reader.Next(&one) || one.problem != nullptr) return false;
    crypto::DocumentVerdict verdict;
    verifier_->Verify(clean_.Parse(one, nullptr), one, &verdict);
    return verdict.outcome == Outcome::kGood || verdict.outcome == Outcome::kWarned;
  }

  std::unique_ptr<crypto::Verifier> verifier_;
  VerdictFormat format_;
  Parsed parsed_;
  Parsed clean_;
  crypto::DocumentVerdict verdict_;
  VerdictWriter writer_;
};

// A file of certificates or of authorities is not longer than this.
constexpr size_t kMostBytes = size_t{256} << 20;

// AddCertificatesOf takes the certificates of a text, tells what is wrong with them, and returns
// how many there are. `name` is what the text is called.
size_t AddCertificatesOf(const std::string& name, std::string_view text,
                         crypto::CertificateStore* certificates) {
  const std::optional<std::string> clean = WithoutDamage(text, /*comments=*/true);
  if (clean.has_value()) {
    absl::FPrintF(stderr,
                  "%s: warning: CR LF line ends or \"#\" lines are in it; they are left out, since "
                  "certificates have none\n",
                  name);
    text = *clean;
  }
  netdoc::DocumentReader reader(descriptor::ReaderTypes(), {}, text);
  RawDocument raw;
  Parsed parsed;
  std::vector<crypto::Verdict> verdicts;
  size_t found = 0;
  while (reader.Next(&raw)) {
    if (raw.problem != nullptr) continue;
    const AnyDocument& document = parsed.Parse(raw, &reader.lines());
    const auto add = [&](const descriptor::KeyCertificate& certificate) {
      ++found;
      verdicts.clear();
      if (certificates->Add(certificate, &verdicts).has_value()) return;
      for (const crypto::Verdict& verdict : verdicts) {
        if (verdict.outcome != Outcome::kBad) continue;
        absl::FPrintF(stderr, "%s: warning: a certificate is left out: %s [%s]\n", name,
                      crypto::VerdictMessage(verdict), std::string(verdict.problem->name));
      }
    };
    if (const auto* certificate = document.As<descriptor::KeyCertificate>()) {
      add(*certificate);
    } else if (const auto* status = document.As<descriptor::NetworkStatus>()) {
      for (const descriptor::KeyCertificate& certificate : status->certificate) add(certificate);
    }
  }
  return found;
}

// AddCertificates takes those of a file, which may be compressed or a tarball. False: it cannot be
// read.
bool AddCertificates(const std::string& path, const archive::DecoderOptions& decoders,
                     crypto::CertificateStore* certificates) {
  absl::StatusOr<std::unique_ptr<archive::TextReader>> texts =
      archive::TextReader::Open(path, decoders);
  if (!texts.ok()) {
    Fail(std::string(texts.status().message()));
    return false;
  }
  archive::Text text;
  size_t found = 0;
  while ((*texts)->Next(&text)) {
    const std::string name =
        netdoc::Printable(text.member.empty() ? path : InputReader::MemberName(path, text.member));
    const absl::StatusOr<archive::Block> whole = archive::Whole(text, kMostBytes);
    if (whole.ok()) {
      found += AddCertificatesOf(name, whole->bytes, certificates);
    } else if (text.member.empty()) {
      Fail(name + ": " + std::string(whole.status().message()));
      return false;
    } else {
      absl::FPrintF(stderr, "%s: warning: it is left out: %s\n", name,
                    std::string(whole.status().message()));
    }
  }
  if ((*texts)->is_archive()) {
    const std::string skipped = SkippedMessage((*texts)->skipped());
    if (!skipped.empty()) {
      absl::FPrintF(stderr, "%s: note: %s\n", netdoc::Printable(path), skipped);
    }
  }
  if (found == 0) {
    absl::FPrintF(stderr, "%s: warning: there is no certificate in it\n", netdoc::Printable(path));
  }
  return true;
}

// ParseAuthorityOptions returns the set that the values of --authorities name; none: that of the
// document's own time.
absl::StatusOr<std::optional<crypto::AuthoritySet>> ParseAuthorityOptions(
    const std::vector<std::string>& values, const archive::DecoderOptions& decoders) {
  std::string list;
  for (const std::string& value : values) {
    const bool digits = !value.empty() && value.find_first_not_of("0123456789") == value.npos;
    const bool alone = values.size() == 1;
    if (value == kOwnTime || value == "today" || (digits && value.size() == 4)) {
      if (!alone) return absl::InvalidArgumentError("--authorities " + value + " stands alone");
      if (value == kOwnTime) return std::optional<crypto::AuthoritySet>();
      if (value == "today") return std::optional(crypto::AuthoritiesToday());
      crypto::AuthoritySet set = crypto::AuthoritiesOfYear(std::stoi(value));
      if (set.voters == 0) {
        return absl::InvalidArgumentError(absl::StrFormat(
            "in %s nobody voted yet: consensuses began in %d", value, crypto::kFirstAuthorityYear));
      }
      return std::optional(std::move(set));
    }
    const bool hex = value.size() == 40 &&
                     value.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
    if (hex) {
      list += value + "\n";
      continue;
    }
    const absl::StatusOr<std::unique_ptr<archive::TextReader>> texts =
        archive::TextReader::Open(value, decoders);
    const absl::StatusOr<archive::Block> text =
        texts.ok() ? archive::OnlyText(**texts, kMostBytes) : texts.status();
    if (!text.ok()) {
      return absl::InvalidArgumentError(
          absl::StrFormat("--authorities %s: neither today, %s, a year, 40 hexadecimal digits, nor "
                          "a file that can be read: %s",
                          value, std::string(kOwnTime), std::string(text.status().message())));
    }
    absl::StatusOr<crypto::AuthoritySet> set = crypto::ParseAuthorities(text->bytes);
    if (!set.ok()) {
      return absl::InvalidArgumentError(value + ": " + std::string(set.status().message()));
    }
    list.append(text->bytes).append("\n");
  }
  absl::StatusOr<crypto::AuthoritySet> set = crypto::ParseAuthorities(list);
  if (!set.ok()) return set.status();
  return std::optional(*std::move(set));
}

// ParseAt returns the time; none: each document's own.
absl::StatusOr<std::optional<netdoc::UtcTime>> ParseAt(const std::string& value) {
  if (value == kOwnTime) return std::optional<netdoc::UtcTime>();
  absl::Time time;
  std::string error;
  if (value == "now") {
    time = absl::Now();
  } else if (!absl::ParseTime(absl::RFC3339_full, value, &time, &error) &&
             !absl::ParseTime("%Y-%m-%d %H:%M:%S", value, &time, &error) &&
             !absl::ParseTime("%Y-%m-%d", value, &time, &error)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "--at %s: neither now, %s, nor a time in UTC such as \"2026-01-29 07:00:00\" or "
        "2026-01-29T07:00:00Z",
        value, std::string(kOwnTime)));
  }
  const int64_t year = absl::ToCivilYear(time, absl::UTCTimeZone()).year();
  if (time == absl::InfiniteFuture() || time == absl::InfinitePast() || year < 1 || year > 9999) {
    return absl::InvalidArgumentError("--at " + value + ": not a time of the years 1 to 9999");
  }
  return std::optional(netdoc::UtcTime{absl::ToUnixSeconds(time)});
}

void TellHints(const Seen& seen, const VerifyCommandOptions& options, size_t certificates) {
  const auto tell = [](const std::string& hint) {
    absl::FPrintF(stderr, "scape verify: %s\n", hint);
  };
  if ((seen.expired || seen.not_yet_valid) && options.at == "now") {
    tell(
        "documents are not valid now: if they are old ones, --at at-valid-after looks at each at "
        "its own time; if they are not, look at this machine's clock");
  }
  if (seen.no_certificate) {
    tell(certificates == 0
             ? std::string("no certificate of an authority was given: name files of them with "
                           "--certs, such as cached-certs of tor's folder")
             : absl::StrFormat("of the %d certificates given none belongs to some of the keys that "
                               "have signed: name the certificates of that time with --certs",
                               certificates));
  }
  if (seen.unknown_authority && options.authorities.front() == "today") {
    tell(
        "some signers are no authorities of today: --authorities at-valid-after takes those of a "
        "document's own time, --authorities FILE those of another network");
  }
  if (seen.signer_not_given) {
    tell(
        "some documents are signed by keys that stand in others: give server descriptors together "
        "with their extra-infos");
  }
}

VerdictFormat FormatOf(std::string_view name) {
  return name == "json"     ? VerdictFormat::kJson
         : name == "junit"  ? VerdictFormat::kJunit
         : name == "github" ? VerdictFormat::kGithub
                            : VerdictFormat::kText;
}

// GatherBatch is what is gathered at a time: of each item, unless it is no document.
struct GatherBatch : InputBatch {
  std::vector<std::optional<crypto::Evidence::Gathered>> gathered;
};

struct GatherWorker {
  crypto::Evidence::Gatherer gatherer;
  Parsed parsed;

  static absl::StatusOr<std::unique_ptr<GatherWorker>> Create() {
    absl::StatusOr<crypto::Evidence::Gatherer> gatherer = crypto::Evidence::Gatherer::Create();
    if (!gatherer.ok()) return gatherer.status();
    return std::make_unique<GatherWorker>(GatherWorker{*std::move(gatherer), {}});
  }

  void Work(GatherBatch* batch) {
    batch->gathered.clear();
    for (const Item& item : batch->items) {
      batch->gathered.emplace_back();
      if (item.raw.problem != nullptr) continue;
      batch->gathered.back() = gatherer.Gather(parsed.Parse(item.raw, &item.lines), item.raw);
    }
  }
};

// EvidenceAdder adds what has been gathered, in the order of the documents: of what is there twice,
// the first counts.
class EvidenceAdder : public archive::LaneConsumer<GatherBatch> {
 public:
  EvidenceAdder(crypto::Evidence* evidence, InputLog* log) : evidence_(*evidence), log_(*log) {}

  bool Consume(size_t, bool, GatherBatch& batch) override {
    log_.ShowProgress();
    for (size_t i = 0; i < batch.items.size(); ++i) {
      const Item& item = batch.items[i];
      if (item.raw.problem != nullptr) continue;
      if (batch.gathered[i].has_value()) {
        evidence_.Add(*std::move(batch.gathered[i]), item.file);
      } else {
        evidence_.Add(parsed_.Parse(item.raw, &item.lines), item.file, item.raw);
      }
      statuses_ = statuses_ || crypto::Evidence::NeedsVerifying(item.raw);
    }
    return true;
  }

  bool statuses() const { return statuses_; }

 private:
  crypto::Evidence& evidence_;
  InputLog& log_;
  Parsed parsed_;
  bool statuses_ = false;
};

// Gather adds to *evidence all that documents are checked with; what cannot be read is told later.
absl::Status Gather(const InputOptions& input, const InputFiles& files,
                    const crypto::VerifyOptions& options, int jobs, crypto::Evidence* evidence) {
  InputLog log(files, "gathering keys: ", InputLog::Show::kNothing);
  EvidenceAdder adder(evidence, &log);
  if (const absl::Status ran = ForEachBatch<GatherBatch, GatherWorker>(
          input, files, &log, jobs, &GatherWorker::Create,
          [](GatherWorker& worker, GatherBatch& batch) { worker.Work(&batch); }, adder);
      !ran.ok()) {
    return ran;
  }
  log.HideProgress();
  if (!adder.statuses()) return absl::OkStatus();
  absl::StatusOr<std::unique_ptr<crypto::Verifier>> verifier =
      crypto::Verifier::Create(options, *evidence);
  if (!verifier.ok()) return verifier.status();
  InputLog again(files, "gathering names: ", InputLog::Show::kNothing);
  InputReader reader(input, files.files(), &again.counters());
  crypto::DocumentVerdict verdict;
  Parsed parsed;
  RawDocument raw;
  while (reader.Next(&raw)) {
    reader.TakeNotices();
    if (raw.problem != nullptr || !crypto::Evidence::NeedsVerifying(raw)) continue;
    again.ShowProgress();
    const AnyDocument& status = parsed.Parse(raw, reader.lines());
    (*verifier)->Verify(status, raw, &verdict);
    if (verdict.outcome == Outcome::kGood || verdict.outcome == Outcome::kWarned) {
      evidence->AddNamer(status, reader.file(), raw);
    }
  }
  return absl::OkStatus();
}

// Printer prints verdicts in the order of the documents.
class Printer : public archive::LaneConsumer<Batch> {
 public:
  Printer(InputLog* log, LaneOutput::Write write) : log_(*log), lanes_(std::move(write)) {}

  bool Consume(size_t lane, bool turn, Batch& batch) override {
    log_.ShowProgress();
    for (const auto& [type, numbers] : batch.counts) {
      Counts& sum = counts_.try_emplace(type).first->second;
      for (size_t i = 0; i < sum.size(); ++i) sum[i] += numbers[i];
    }
    seen_.Add(batch.seen);
    for (InputBatch::Notice& notice : batch.notices) {
      if (turn) {
        log_.Add(notice.notice);
      } else {
        notices_[lane].push_back(std::move(notice.notice));
      }
    }
    return lanes_.Put(lane, turn, batch.output);
  }
  bool Ahead() override { return lanes_.has_room(); }
  bool Turn(size_t lane) override {
    for (const InputNotice& notice : notices_[lane]) log_.Add(notice);
    notices_.erase(lane);
    return lanes_.Turn(lane);
  }

  const std::map<std::string, Counts>& counts() const { return counts_; }
  const Seen& seen() const { return seen_; }
  const absl::Status& status() const { return lanes_.status(); }

 private:
  InputLog& log_;
  LaneOutput lanes_;
  std::map<size_t, std::vector<InputNotice>> notices_;  // of lanes before their turn
  std::map<std::string, Counts> counts_;
  Seen seen_;
};

// WriteTotals writes the lines at the end of the text.
void WriteTotals(const crypto::DocumentGraph::Result& together,
                 const std::map<std::string, Counts>& counts, netdoc::JsonWriter* out) {
  for (size_t i = 0; i < together.counts.size(); ++i) {
    const crypto::DocumentGraph::Counts& count = together.counts[i];
    if (!count.looked_at()) continue;
    out->Raw(absl::StrFormat(
        "%s named by others: %d, of these %d found, %d missing, %d different, %d foreign\n",
        std::string(descriptor::kLinkTargetNames[i].several), count.named, count.found,
        count.missing, count.different, count.foreign));
  }
  for (const auto& [type, numbers] : counts) {
    std::string line = type + ":";
    const char* separator = " ";
    for (size_t i = 0; i < numbers.size(); ++i) {
      if (numbers[i] == 0) continue;
      line += absl::StrFormat("%s%d %s", separator, numbers[i],
                              std::string(crypto::OutcomeName(static_cast<Outcome>(i))));
      separator = ", ";
    }
    out->Raw(line + "\n");
  }
}

int Verify(VerifyCommandOptions& options) {
  crypto::VerifyOptions verify;
  verify.strict = options.strict;
  absl::StatusOr<std::optional<netdoc::UtcTime>> at = ParseAt(options.at);
  if (!at.ok()) return Fail(std::string(at.status().message()));
  verify.at = *at;
  const archive::DecoderOptions decoders{.memory = options.input.memory_mb << 20};
  absl::StatusOr<std::optional<crypto::AuthoritySet>> authorities =
      ParseAuthorityOptions(options.authorities, decoders);
  if (!authorities.ok()) return Fail(std::string(authorities.status().message()));
  verify.authorities = *std::move(authorities);

  absl::StatusOr<crypto::Evidence> evidence = crypto::Evidence::Create();
  if (!evidence.ok()) return Fail(std::string(evidence.status().message()));
  const InputFiles certs(options.certs, InputFiles::Read::kOnce);
  if (certs.could_not_run()) return kCouldNotRun;
  for (const absl::Status& error : certs.errors()) return Fail(std::string(error.message()));
  for (const InputFiles::File& file : certs.files()) {
    if (!AddCertificates(file.path, decoders, &evidence->certificates())) {
      return kCouldNotRun;
    }
  }

  // First all that documents are checked with, then the checks.
  const int jobs = JobsOf(options.jobs);
  const InputFiles files(options.input.paths, InputFiles::Read::kTwice);
  if (files.could_not_run()) return kCouldNotRun;
  if (const absl::Status status = Gather(options.input, files, verify, jobs, &*evidence);
      !status.ok()) {
    return Fail(std::string(status.message()));
  }

  const VerdictFormat format = FormatOf(options.format);
  const bool color = format == VerdictFormat::kText && UseColor(STDOUT_FILENO);
  Output output;
  absl::Status written;
  VerdictWriter writer(format, color);
  const auto flush = [&](std::string_view text) {
    if (written.ok() && !text.empty()) written = output.Write(text);
    return written.ok() && !output.closed();
  };
  writer.Begin();
  flush(writer.out().text());
  writer.out().Clear();

  InputLog log(files, "verifying: ");
  Printer printer(&log, [&](std::string_view text) {
    if (!text.empty()) log.HideProgress();
    return flush(text);
  });
  const absl::StatusOr<std::unique_ptr<crypto::Verifier>> first =
      crypto::Verifier::Create(verify, *evidence);
  if (!first.ok()) return Fail(std::string(first.status().message()));
  const absl::Status ran = ForEachBatch<Batch, Worker>(
      options.input, files, &log, jobs,
      [&]() -> absl::StatusOr<std::unique_ptr<Worker>> {
        absl::StatusOr<std::unique_ptr<crypto::Verifier>> verifier = (*first)->Copy();
        if (!verifier.ok()) return verifier.status();
        return std::make_unique<Worker>(*std::move(verifier), format, color);
      },
      [](Worker& worker, Batch& batch) { worker.Work(&batch); }, printer);
  log.HideProgress();
  if (!ran.ok()) return Fail(std::string(ran.message()));
  if (written.ok()) written = printer.status();
  if (!written.ok()) return Fail(std::string(written.message()));
  const std::map<std::string, Counts>& counts = printer.counts();

  // Whoever reads no more has not seen all.
  bool all_good = log.errors() == 0 && !output.closed();
  for (const InputLog::Failure& failure : log.failures()) {
    writer.Unreadable(failure.file, failure.message);
  }
  for (const auto& [type, numbers] : counts) {
    all_good = all_good && numbers[static_cast<size_t>(Outcome::kBad)] == 0 &&
               numbers[static_cast<size_t>(Outcome::kUnknown)] == 0;
  }
  const crypto::DocumentGraph::Result together = evidence->graph().Check();
  for (const crypto::DocumentGraph::Finding& finding : together.findings) {
    // Another one of the same relay may be there beside the one that is named.
    if (finding.problem != &descriptor::problems::kForeignDocument) continue;
    all_good = false;
    writer.Finding(finding);
  }
  writer.End();
  if (format == VerdictFormat::kText) WriteTotals(together, counts, &writer.out());
  flush(writer.out().text());
  if (!written.ok()) return Fail(std::string(written.message()));
  TellHints(printer.seen(), options, evidence->certificates().certificates().size());
  if (!evidence->complete()) {
    absl::FPrintF(stderr, "scape verify: too many documents to be held against each other\n");
  }
  return all_good ? kFine : kProblemsFound;
}

}  // namespace

Runner AddVerify(CLI::App& app) {
  auto options = std::make_shared<VerifyCommandOptions>();
  AddInputOptions(app, &options->input);
  app.add_option("--certs", options->certs,
                 "Files or folders with certificates of authorities; those among PATH are taken, "
                 "too. May be repeated")
      ->type_name("PATH")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option(
         "--authorities", options->authorities,
         "Who is trusted to make a consensus: today, at-valid-after (the authorities of its "
         "own time), a year, a file of them, or an identity of 40 digits. Files and "
         "identities may be repeated")
      ->type_name("WHO")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->capture_default_str();
  app.add_option("--at", options->at,
                 "When documents must be valid: now, at-valid-after (each at its own time), or a "
                 "time in UTC")
      ->type_name("TIME")
      ->capture_default_str();
  app.add_option("--format", options->format,
                 "How to print: text, json (an object per line), "
                 "junit, or github")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"text", "json", "junit", "github"}))
      ->capture_default_str();
  AddJobsOption(app, &options->jobs);
  app.add_flag("--strict", options->strict, "What tor takes although it is not right is bad, too");
  return [options] { return Verify(*options); };
}

}  // namespace scape::cli
