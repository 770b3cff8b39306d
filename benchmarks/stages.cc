#include "benchmarks/stages.h"

#include <array>
#include <concepts>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "crypto/digest.h"
#include "descriptor/document_type.h"
#include "descriptor/extra_info.h"
#include "descriptor/microdescriptor.h"
#include "descriptor/netdoc/annotations.h"
#include "descriptor/netdoc/diagnostic.h"
#include "descriptor/netdoc/document_reader.h"
#include "descriptor/netdoc/json_writer.h"
#include "descriptor/netdoc/lexer.h"
#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/scalars.h"
#include "descriptor/netdoc/write.h"
#include "descriptor/network_status.h"
#include "descriptor/server_descriptor.h"

namespace scape::benchmarks {
namespace {

using descriptor::ExtraInfo;
using descriptor::Microdescriptor;
using descriptor::NetworkStatus;
using descriptor::RouterStatus;
using descriptor::ServerDescriptor;
using netdoc::RawDocument;
using netdoc::Severity;

// Keep makes the compiler believe that somebody looks at `value`.
template <typename T>
inline void Keep(const T& value) {
  asm volatile("" : : "m"(value) : "memory");
}

uint64_t Checksum(const ServerDescriptor& descriptor) {
  return descriptor.router.or_port.number + descriptor.bandwidth.observed +
         descriptor.exit_policy.size();
}

uint64_t Checksum(const Microdescriptor& descriptor) {
  const size_t key =
      descriptor.ntor_onion_key.has_value() ? descriptor.ntor_onion_key->text.size() : 0;
  return key + descriptor.identities.size() + descriptor.or_address.size();
}

uint64_t Checksum(const ExtraInfo& extra_info) {
  const uint64_t interval =
      extra_info.write_history.has_value() ? extra_info.write_history->interval.seconds : 0;
  return interval + extra_info.transport.size();
}

// Of the entries, which is where the bytes are.
uint64_t Checksum(const NetworkStatus&) { return 0; }

uint64_t Checksum(const RouterStatus& entry) {
  const uint64_t bandwidth =
      entry.bandwidth.has_value() ? entry.bandwidth->bandwidth.value_or(0) : 0;
  return entry.router.or_port.number + bandwidth + entry.microdescriptor.size();
}

class MemchrStage : public Stage {
 public:
  Totals Run(std::string_view text) override {
    uint64_t lines = 0;
    const char* p = text.data();
    const char* const end = p + text.size();
    while (p != end) {
      const void* newline = std::memchr(p, '\n', static_cast<size_t>(end - p));
      if (newline == nullptr) break;
      p = static_cast<const char*>(newline) + 1;
      Keep(p);
      ++lines;
    }
    return {.lines = lines};
  }
};

class LexStage : public Stage {
 public:
  Totals Run(std::string_view text) override {
    netdoc::Lexer lexer(text);
    netdoc::Item item;
    uint64_t items = 0;
    while (lexer.Next(&item)) {
      Keep(item);
      ++items;
    }
    return {.items = items};
  }
};

// ForEachRaw calls `visit` with every document and returns the number of those that the reader
// found fault with.
template <typename Visit>
uint64_t ForEachRaw(std::string_view text, Visit visit) {
  netdoc::DocumentReader reader(descriptor::ReaderTypes(), {}, text);
  RawDocument raw;
  uint64_t errors = 0;
  while (reader.Next(&raw)) {
    if (raw.problem != nullptr) {
      ++errors;
    } else {
      visit(raw, reader.lines());
    }
  }
  return errors;
}

class ReaderStage : public Stage {
 public:
  Totals Run(std::string_view text) override {
    uint64_t documents = 0;
    const uint64_t errors = ForEachRaw(text, [&](const RawDocument& raw, const netdoc::LineIndex&) {
      Keep(raw);
      ++documents;
    });
    return {.documents = documents, .errors = errors};
  }
};

// Typed is the full typed parse, annotations included; `visit` gets every parsed document.
template <typename T>
class Typed {
 public:
  template <typename Visit>
  Totals Run(std::string_view text, Visit visit) {
    Totals totals{.documents = 0, .entries = 0, .checksum = 0};
    uint64_t errors = 0;
    totals.errors = ForEachRaw(text, [&](const RawDocument& raw, const netdoc::LineIndex& lines) {
      diagnostics_.Clear();
      if (!raw.annotations.empty()) {
        netdoc::ParseAnnotations(raw.annotations, &annotations_, diagnostics_);
      }
      netdoc::ParseDocument(raw.body, &lines, raw.type_given ? raw.type->kind : netdoc::Kinds{0},
                            &document_, diagnostics_);
      Keep(document_);
      totals.checksum += Checksum(document_);
      ++totals.documents;
      if constexpr (requires { document_.entries; }) ParseEntries(&totals);
      errors += diagnostics_.count(Severity::kError);
      visit(static_cast<const T&>(document_));
    });
    totals.errors += errors;
    return totals;
  }

 private:
  void ParseEntries(Totals* totals) {
    document_.entries.ForEach(&entry_, diagnostics_, [&](size_t) {
      Keep(entry_);
      totals->checksum += Checksum(entry_);
    });
    totals->entries += document_.entries.size();
  }

  T document_;
  RouterStatus entry_;  // of a status
  netdoc::Annotations annotations_;
  netdoc::Diagnostics diagnostics_{netdoc::Mode::kLenient};
};

template <typename T>
class TypedStage : public Stage {
 public:
  Totals Run(std::string_view text) override {
    return typed_.Run(text, [](const T&) {});
  }

 private:
  Typed<T> typed_;
};

// Decoder decodes every lazy value of a document.
class Decoder {
 public:
  template <typename T>
  void Document(const T& document) {
    netdoc::ForEachRow<T>([&]<size_t kRow>() {
      if constexpr (netdoc::kFirstRow<T, kRow>) {
        using F = netdoc::FieldOf<T, kRow>;
        Value(document.*F::member);
      }
    });
  }

  uint64_t objects() const { return objects_; }
  uint64_t failures() const { return failures_; }

 private:
  template <typename T>
  void Value(const std::optional<T>& value) {
    if (value.has_value()) Value(*value);
  }
  template <typename T>
  void Value(const std::vector<T>& values) {
    for (const T& value : values) Value(value);
  }
  // `id` names the form of its base64 by a word.
  void Value(const descriptor::Identity& identity) {
    std::array<uint8_t, 32> bytes;
    const size_t wanted = identity.keytype == "rsa1024" ? 20 : 32;
    const netdoc::Base64Result result = netdoc::DecodeBase64(identity.identity, bytes);
    failures_ += !result.ok() || result.size != wanted;
    Keep(bytes);
  }
  void Value(const descriptor::FamilyMembers& family) {
    for (const std::string_view member : family.members()) Keep(member);
  }
  void Value(const descriptor::FamilyIds& family) {
    for (const std::string_view id : family.ids()) Keep(id);
  }
  void Value(const descriptor::History& history) {
    uint64_t sum = 0;
    for (const uint64_t number : history.numbers()) sum += number;
    Keep(sum);
  }
  void Value(const descriptor::PortPolicy& policy) {
    netdoc::Fault fault;
    failures_ += !policy.Check(&fault);
  }
  void Value(const descriptor::ExitPolicyRule& rule) {
    descriptor::ExitPattern pattern;
    failures_ += !rule.Decode(&pattern);
    Keep(pattern);
  }
  template <typename T>
  void Value(const T& value) {
    if constexpr (netdoc::HasArguments<T>) {
      std::apply([&](const auto&... argument) { (Value(value.*argument.member), ...); },
                 T::kArguments);
    } else if constexpr (requires { value.Decode(&rsa_key_); }) {
      if (value.present()) Object(value.Decode(&rsa_key_), rsa_key_);
    } else if constexpr (requires { value.Decode(&certificate_); }) {
      if (value.present()) Object(value.Decode(&certificate_), certificate_);
    } else if constexpr (requires { T::kMaxBytes; }) {
      std::array<uint8_t, T::kMaxBytes> bytes;
      size_t size;
      if (value.present()) Object(value.Decode(&bytes, &size), bytes);
    } else if constexpr (requires { T::kBytes; }) {
      std::array<uint8_t, T::kBytes> bytes;
      failures_ += !value.Decode(&bytes);
      Keep(bytes);
    } else if constexpr (requires { value.ForEach([](const descriptor::Protocol&) {}); }) {
      value.ForEach([](const descriptor::Protocol& protocol) { Keep(protocol); });
    } else {
      // Only lazy values have a Check().
      static_assert(
          !requires(netdoc::Fault * fault) { value.Check(fault); } ||
              std::same_as<T, descriptor::HiddenServiceDir>,
          "a lazy value that is not decoded here");
    }
  }
  template <typename T>
  void Object(bool decoded, const T& value) {
    ++objects_;
    failures_ += !decoded;
    Keep(value);
  }

  uint64_t objects_ = 0;
  uint64_t failures_ = 0;
  descriptor::RsaPublicKey rsa_key_;
  descriptor::Ed25519Certificate certificate_;
};

// Digesters are made once; where OpenSSL has no such digest nothing can be measured.
template <typename T>
T Create() {
  absl::StatusOr<T> made = T::Create();
  if (!made.ok()) std::abort();
  return *std::move(made);
}

class Digester {
 public:
  void Document(const ServerDescriptor& descriptor) { Keep(sha1_.Hash(descriptor.signed_text())); }
  void Document(const Microdescriptor& descriptor) { Keep(sha256_.Hash(descriptor.text)); }

  crypto::Sha1Digester& sha1() { return sha1_; }
  crypto::Sha256Digester& sha256() { return sha256_; }

 private:
  crypto::Sha1Digester sha1_ = Create<crypto::Sha1Digester>();
  crypto::Sha256Digester sha256_ = Create<crypto::Sha256Digester>();
};

template <typename T>
class DecodedStage : public Stage {
 public:
  Totals Run(std::string_view text) override {
    const uint64_t objects = decoder_.objects();
    const uint64_t failures = decoder_.failures();
    Totals totals = typed_.Run(text, [&](const T& document) {
      decoder_.Document(document);
      if constexpr (std::same_as<T, ServerDescriptor>) Keep(document.tor_version());
      digester_.Document(document);
    });
    totals.objects = decoder_.objects() - objects;
    totals.errors += decoder_.failures() - failures;
    return totals;
  }

 private:
  Typed<T> typed_;
  Decoder decoder_;
  Digester digester_;
};

class JsonStage : public Stage {
 public:
  explicit JsonStage(std::string_view type)
      : document_(descriptor::FindDocumentType(type)->make()) {}

  Totals Run(std::string_view text) override {
    static const netdoc::RowFields kAll;
    Totals totals{.documents = 0};
    uint64_t errors = 0;
    json_.Clear();
    totals.errors = ForEachRaw(text, [&](const RawDocument& raw, const netdoc::LineIndex& lines) {
      diagnostics_.Clear();
      document_->Parse(raw, &lines, diagnostics_);
      document_->Check(kAll, diagnostics_);
      errors += diagnostics_.count(Severity::kError);
      json_.Restart();
      json_.BeginObject();
      json_.Member("type", [&] { json_.Ascii(descriptor::TypeName(raw, *document_)); });
      document_->WriteMembers(kAll, json_);
      json_.Member("digest", [&] { Digest(); });
      json_.EndObject();
      json_.NewLine();
      if (json_.text().size() >= kFlushAt) Flush(&totals);
    });
    Flush(&totals);
    totals.errors += errors;
    return totals;
  }

 private:
  static constexpr size_t kFlushAt = size_t{128} << 10;

  // A document is a line.
  void Flush(Totals* totals) {
    totals->documents += MemchrStage().Run(json_.text()).lines;
    json_.Clear();
  }

  void Digest() {
    const descriptor::DocumentDigests digests = document_->Digests();
    json_.BeginObject();
    if (!digests.sha1_of.empty()) {
      json_.Member("sha1", [&] { json_.Hex(digester_.sha1().Hash(digests.sha1_of)); });
    }
    if (!digests.sha256_of.empty()) {
      json_.Member("sha256", [&] {
        json_.Base64(digester_.sha256().Hash(digests.sha256_of), /*pad=*/false);
      });
    }
    json_.EndObject();
  }

  std::unique_ptr<descriptor::AnyDocument> document_;
  netdoc::Diagnostics diagnostics_{netdoc::Mode::kLenient};
  netdoc::JsonWriter json_;
  Digester digester_;
};

template <typename S>
std::unique_ptr<Stage> Make() {
  return std::make_unique<S>();
}

constexpr StageInfo kMemchr{"memchr", "libc's memchr, line by line", false, &Make<MemchrStage>};
constexpr StageInfo kLex{"lex", "items cut", false, &Make<LexStage>};
constexpr StageInfo kReader{"reader", "documents cut", false, &Make<ReaderStage>};

template <typename T>
constexpr StageInfo kTyped{
    "typed", "documents cut and parsed, entries too: scalars converted, objects and lists as views",
    false, &Make<TypedStage<T>>};

// libcrypto allocates for a digest.
template <typename T>
constexpr StageInfo kDecoded{"decoded", "the same, every lazy value decoded and the digest taken",
                             true, &Make<DecodedStage<T>>};

constexpr StageInfo Json(std::unique_ptr<Stage> (*make)()) {
  return {"json", "documents cut, parsed, checked and written as JSON with the digest", true, make};
}

constexpr StageInfo kServerDescriptorStages[] = {
    kMemchr,
    kLex,
    kReader,
    kTyped<ServerDescriptor>,
    kDecoded<ServerDescriptor>,
    Json([]() -> std::unique_ptr<Stage> {
      return std::make_unique<JsonStage>("server-descriptor");
    })};
constexpr StageInfo kMicrodescriptorStages[] = {
    kMemchr,
    kLex,
    kReader,
    kTyped<Microdescriptor>,
    kDecoded<Microdescriptor>,
    Json(
        []() -> std::unique_ptr<Stage> { return std::make_unique<JsonStage>("microdescriptor"); })};
// One struct: the kind is found out.
constexpr StageInfo kStatusStages[] = {
    kMemchr, kLex, kReader, kTyped<NetworkStatus>, Json([]() -> std::unique_ptr<Stage> {
      return std::make_unique<JsonStage>("network-status-consensus-3");
    })};
constexpr StageInfo kExtraInfoStages[] = {
    kMemchr, kLex, kReader, kTyped<ExtraInfo>,
    Json([]() -> std::unique_ptr<Stage> { return std::make_unique<JsonStage>("extra-info"); })};

}  // namespace

std::span<const StageInfo> StagesOf(const Kind& kind) {
  if (&kind == &kServerDescriptors) return kServerDescriptorStages;
  if (&kind == &kMicrodescriptors) return kMicrodescriptorStages;
  if (&kind == &kExtraInfos) return kExtraInfoStages;
  return kStatusStages;
}

const StageInfo* FindStage(const Kind& kind, std::string_view name) {
  for (const StageInfo& stage : StagesOf(kind)) {
    if (stage.name == name) return &stage;
  }
  return nullptr;
}

std::string_view FirstDocument(std::string_view text) {
  netdoc::DocumentReader reader(descriptor::ReaderTypes(), {}, text);
  RawDocument raw;
  return reader.Next(&raw) ? raw.text : text;
}

}  // namespace scape::benchmarks
