// FuzzDocument puts one text through all that is done with a document of type T: lenient and strict
// parsing, the checks, lint, JSON, cells, encoding, the decoding of every value.
#ifndef SCAPE_DESCRIPTOR_FUZZ_DOCUMENT_FUZZ_H_
#define SCAPE_DESCRIPTOR_FUZZ_DOCUMENT_FUZZ_H_

#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "descriptor/document_type.h"
#include "descriptor/exit_policy.h"
#include "descriptor/fuzz/fuzz.h"
#include "descriptor/fuzz/json_check.h"
#include "descriptor/history.h"
#include "descriptor/keys.h"
#include "descriptor/netdoc/encoder.h"
#include "descriptor/netdoc/locate.h"
#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/write.h"
#include "descriptor/protocols.h"
#include "descriptor/statistics.h"

namespace scape::fuzz {

// FakeSha1 stands for a hash: a fuzzer cannot make texts that match a real one.
inline std::array<uint8_t, 20> FakeSha1(std::span<const uint8_t> bytes) {
  std::array<uint8_t, 20> digest{};
  for (size_t i = 0; i < bytes.size(); ++i) digest[i % 20] ^= bytes[i];
  return digest;
}

inline void ExamineKey(const descriptor::RsaPublicKey& key) {
  using descriptor::RsaPublicKey;
  Require(key.size <= RsaPublicKey::kMaxBytes && key.der().size() == key.size, "a key fits");
  Require(key.modulus_bits >= 1 && key.modulus_bits <= RsaPublicKey::kMaxBits,
          "a modulus has its bits");
  Require(key.modulus_begin + key.modulus().size() <= key.size, "a modulus lies in its key");
  Require(key.modulus()[0] >> ((key.modulus_bits - 1) % 8) == 1,
          "the highest bit of a modulus is set");
  RsaPublicKey again;
  Require(ParseRsaPublicKey(key.der(), &again) && again.size == key.size && !again.bytes_after,
          "a key's DER is that key");
}

inline void ExamineCertificate(const descriptor::Ed25519Certificate& certificate) {
  using descriptor::Ed25519Certificate;
  size_t count = 0;
  const uint8_t* end = certificate.bytes.data() + 40;
  certificate.ForEachExtension([&](const Ed25519Certificate::Extension& extension) {
    ++count;
    Require(extension.data.data() == end + 4, "extensions follow one another");
    end = extension.data.data() + extension.data.size();
  });
  Require(count == certificate.extensions, "a certificate has its extensions");
  Require(end == certificate.signature().data(), "the signature follows the extensions");
  Require(
      certificate.signed_bytes().size() + Ed25519Certificate::kSignatureBytes == certificate.size,
      "what is signed is all but the signature");
}

// ExamineValue decodes what is lazy, and looks whether it agrees with itself.
template <typename V>
void ExamineValue(std::string_view text, const V& value) {
  netdoc::Fault fault;
  const bool sound = netdoc::Value<V>::Check(value, &fault);
  Require(sound || fault.problem != nullptr, "what is not sound has a problem");
  if (fault.problem != nullptr) {
    Require(IsInside(text, fault.where), "a problem lies in its document");
  }

  if constexpr (netdoc::HasArguments<V>) {
    unsigned index = 0;
    const auto examine = [&](const auto& argument) {
      if (value.unread >> index++ & 1) return;
      const auto& member = value.*argument.member;
      if constexpr (netdoc::internal::IsOptional<std::remove_cvref_t<decltype(member)>>::value) {
        if (member.has_value()) ExamineValue(text, *member);
      } else {
        ExamineValue(text, member);
      }
    };
    std::apply([&](const auto&... argument) { (examine(argument), ...); }, V::kArguments);
    if constexpr (netdoc::HasKeys<V>) {
      const auto examine_key = [&](const auto& member) {
        if (member.has_value()) ExamineValue(text, *member);
      };
      std::apply([&](const auto&... key) { (examine_key(value.*key.member), ...); }, V::kKeys);
      Require(IsInside(text, value.keyed), "keyed arguments lie in their document");
    }
  } else if constexpr (requires {
                         value.Decode(static_cast<descriptor::RsaPublicKey*>(nullptr));
                       }) {
    descriptor::RsaPublicKey key;
    const bool decoded = value.Decode(&key);
    Require(decoded || !sound || !value.present(), "a sound key can be decoded");
    if (decoded) ExamineKey(key);
  } else if constexpr (requires {
                         value.Decode(static_cast<descriptor::Ed25519Certificate*>(nullptr));
                       }) {
    descriptor::Ed25519Certificate certificate;
    const bool decoded = value.Decode(&certificate);
    Require(decoded || !sound || !value.present(), "a sound certificate can be decoded");
    if (decoded) ExamineCertificate(certificate);
  } else if constexpr (requires { V::kMaxBytes; }) {
    std::array<uint8_t, V::kMaxBytes> bytes;
    size_t size = 0;
    const bool decoded = value.Decode(&bytes, &size);
    Require(decoded == sound || !value.present(), "sound bytes can be decoded, and no others");
    Require(!decoded || size <= V::kMaxBytes, "bytes fit");
    if constexpr (requires { value.keyword_line; }) {
      Require(IsInside(text, value.keyword_line), "a signature's line lies in its document");
    }
  } else if constexpr (requires { V::kMostBytes; }) {
    std::array<uint8_t, V::kMostBytes> bytes;
    size_t size = 0;
    const bool decoded = value.Decode(&bytes, &size);
    Require(decoded == sound, "a sound digest can be decoded, and no other");
    Require(!decoded || (size > 0 && size <= bytes.size()), "a digest fits");
  } else if constexpr (requires { V::kBytes; }) {
    std::array<uint8_t, V::kBytes> bytes;
    Require(value.Decode(&bytes) == sound, "sound base64 can be decoded, and no other");
  } else if constexpr (std::is_same_v<V, descriptor::ExitPolicyRule>) {
    descriptor::ExitPattern pattern;
    Require(value.Decode(&pattern) || !sound, "a sound rule can be decoded");
  } else if constexpr (std::is_same_v<V, descriptor::History>) {
    size_t count = 0, words = 0;
    for (const uint64_t number : value.numbers()) count += number != 0;
    for (const std::string_view word : netdoc::Words(value.values, ',')) words += !word.empty();
    Require(count <= words, "a history has no more numbers than words");
  } else if constexpr (std::is_base_of_v<descriptor::CountList, V>) {
    size_t looked_for = 0;
    for (const descriptor::Count& count : value.counts()) {
      if (++looked_for > 100) break;
      Require(IsInside(text, count.text) && !count.name.empty(), "a count has a name");
      Require(value.Find(count.name).has_value(), "a count can be found");
    }
  } else if constexpr (std::is_same_v<V, descriptor::DecimalList>) {
    size_t count = 0, words = 0;
    for (const descriptor::Decimal& number : value.numbers()) {
      descriptor::Decimal again;
      Require(ParseDecimal(number.text, &again), "a number is one");
      ++count;
    }
    for ([[maybe_unused]] const std::string_view word : netdoc::Words(value.text, ',')) ++words;
    Require(count == words, "a list has as many numbers as words");
  } else if constexpr (std::is_same_v<V, descriptor::ProtocolList> ||
                       std::is_same_v<V, descriptor::OldProtocols>) {
    value.ForEach([&](const descriptor::Protocol& protocol) {
      Require(IsInside(text, protocol.name) && !protocol.name.empty(), "a protocol has a name");
      if constexpr (requires { value.Find(protocol.name); }) {
        Require(value.Find(protocol.name).name == protocol.name, "a protocol can be found");
      }
    });
  } else if constexpr (std::is_same_v<V, descriptor::PortPolicy>) {
    for (const uint16_t port : {1, 80, 443, 65535}) {
      Require(value.CanExitTo(port) == (value.Contains(port) == value.accept),
              "a port list decides by what it contains");
    }
    Require(!value.CanExitTo(0), "nobody exits to port 0");
  }
}

template <typename T>
void ExamineValues(std::string_view text, const T& document) {
  netdoc::ForEachRow<T>([&]<size_t kRow>() {
    using F = netdoc::FieldOf<T, kRow>;
    if constexpr (F::kLazy) {
      const auto& sections = document.*F::member;
      sections.ForEach([&](const auto& section, size_t i) {
        Require(IsInside(text, sections.text(i)), "a section lies in its document");
        ExamineValues(text, section);
        // Each is read alone as it is behind the one before.
        typename F::Inner alone;
        netdoc::Diagnostics unheard(netdoc::Mode::kLenient, /*limit=*/0);
        sections.Parse(i, &alone, unheard);
        for (size_t word = 0; word < std::size(alone.seen.words); ++word) {
          Require(alone.seen.words[word] == section.seen.words[word] &&
                      alone.read.words[word] == section.read.words[word],
                  "sections are read alike, alone or in a row");
        }
      });
    } else if constexpr (F::kSection) {
      for (const auto& section : document.*F::member) {
        Require(IsInside(text, section.text), "a section lies in its document");
        ExamineValues(text, section);
      }
    } else if constexpr (!F::Shape::kFlag && netdoc::kFirstRow<T, kRow>) {
      const auto& member = document.*F::member;
      if constexpr (F::Shape::kMany) {
        for (const auto& value : member) ExamineValue(text, value);
      } else if constexpr (F::Shape::kOptional) {
        if (member.has_value()) ExamineValue(text, *member);
      } else {
        if (document.read.Has(kRow)) ExamineValue(text, member);
      }
    }
  });
}

template <typename T>
std::string JsonOf(const T& document, const netdoc::RowFields& fields = {}) {
  netdoc::JsonWriter json;
  json.BeginObject();
  netdoc::WriteMembers(document, fields, json);
  json.Member("unrecognized", [&] {
    json.BeginArray();
    // The encoder ends the last line.
    for (const std::string_view item : document.unrecognized) {
      json.String(item.substr(0, item.size() - item.ends_with('\n')));
    }
    json.EndArray();
  });
  json.EndObject();
  return std::string(json.text());
}

// ExamineCells looks at the parts of the JSON: every second row, and the cells of a table.
template <typename T>
void ExamineCells(const T& document) {
  netdoc::FieldTree all;
  netdoc::RowFields fields(netdoc::kTable<T>.kRows, nullptr);
  for (size_t row = document.text.size() % 2; row < fields.size(); row += 2) fields[row] = &all;
  RequireJson(JsonOf(document, fields));

  static const std::vector<netdoc::Column> columns = netdoc::ColumnsOf<T>();
  for (const char separator : {',', '\t'}) {
    netdoc::JsonWriter row;
    for (size_t i = 0; i < columns.size(); ++i) {
      if (i != 0) row.Raw(std::string_view(&separator, 1));
      netdoc::WriteCell(document, columns[i], separator, row);
    }
    RequireRow(row.text(), separator, columns.size());
  }
}

inline void ExamineDiagnostics(std::string_view text, const netdoc::Diagnostics& diagnostics) {
  size_t count = 0;
  for (const netdoc::Diagnostic& diagnostic : diagnostics.list()) {
    Require(diagnostic.severity != netdoc::Severity::kNone, "a diagnostic has a severity");
    Require(IsInside(text, diagnostic.where), "a diagnostic lies in its document");
    if (++count > 5) continue;  // their form does not depend on their number
    const std::string shown = netdoc::FormatDiagnostic(diagnostic, "file", text, 1, count % 2 == 0);
    Require(netdoc::IsUtf8(shown), "a message is UTF-8");
    for (const char c : shown) {
      Require(static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\x1b',
              "a message is fit for a terminal");
    }
    const std::string message = netdoc::FormatMessage(diagnostic);
    for (const std::string_view placeholder : {"$keyword", "$argument", "$expects", "$text"}) {
      Require(message.find(placeholder) == std::string::npos ||
                  text.find(placeholder) != std::string_view::npos,
              "a message has no placeholders left");
    }
    Require(netdoc::SpecificationLink(diagnostic).starts_with("https://"),
            "a diagnostic has a link");
  }
}

// Examine does with a document of `type` what programs do that do not know its type. It returns the
// JSON, and whether there were errors in *errors.
inline std::string Examine(std::string_view text, const descriptor::DocumentType& type,
                           netdoc::Mode mode, bool* errors) {
  netdoc::Diagnostics diagnostics(mode);
  netdoc::RawDocument raw;
  raw.text = raw.body = text;
  raw.annotations = text.substr(0, 0);
  raw.type = &type;
  raw.type_given = true;
  const std::unique_ptr<descriptor::AnyDocument> document = type.make();
  document->Parse(raw, diagnostics);
  document->Check({}, diagnostics);
  document->Lint({&FakeSha1}, diagnostics);
  ExamineDiagnostics(text, diagnostics);
  *errors = diagnostics.has_errors();
  Require(descriptor::TypeName(raw, *document).starts_with(type.name), "a document has its type");
  const descriptor::DocumentDigests digests = document->Digests();
  for (const std::string_view of : {digests.sha1_of, digests.sha256_of}) {
    Require(of.data() == nullptr || IsInside(text, of), "what is digested lies in the document");
  }
  netdoc::JsonWriter json;
  json.BeginObject();
  document->WriteMembers({}, json);
  json.EndObject();
  return std::string(json.text());
}

// EncodeTwice requires that a document which has a text is what that text is read as.
template <typename T>
void EncodeTwice(const T& document, const std::string& json) {
  netdoc::Encoder out;
  netdoc::EncodeDocument(document, out);
  if (!out.ok()) return;
  const std::string encoded = out.Finish();
  netdoc::Diagnostics diagnostics(netdoc::Mode::kLenient);
  T again;
  netdoc::ParseDocument(std::string_view(encoded), document.kind, &again, diagnostics);
  netdoc::CheckDocument(&again, diagnostics);
  netdoc::Encoder second;
  netdoc::EncodeDocument(again, second);
  Require(second.ok(), "what was encoded once can be encoded again");
  const std::string encoded_again = second.Finish();
  if (encoded_again != encoded) {
    std::fprintf(stderr, "first:\n%s\nthen:\n%s\n", encoded.c_str(), encoded_again.c_str());
  }
  Require(encoded_again == encoded, "encoding is stable");
  // A list that was not sound for its blanks is written with single spaces, and then is.
  Require(again.unsound.Without(document.unsound).empty(), "what was sound is written soundly");
  if (!document.unsound.Without(again.unsound).empty()) return;
  const std::string json_again = JsonOf(again);
  if (json_again != json) {
    std::fprintf(stderr, "first:\n%s\nthen:\n%s\n", json.c_str(), json_again.c_str());
  }
  Require(json_again == json, "an encoded document is read as it was");
}

// ExamineBoth returns the JSON of a document, in either mode.
inline std::string ExamineBoth(std::string_view text, const descriptor::DocumentType& type) {
  bool lenient_errors, strict_errors;
  const std::string lenient = Examine(text, type, netdoc::Mode::kLenient, &lenient_errors);
  const std::string strict = Examine(text, type, netdoc::Mode::kStrict, &strict_errors);
  Require(strict_errors || !lenient_errors, "lenient is no stricter than strict");
  Require(strict == lenient, "what is read does not depend on the mode");
  return lenient;
}

// FuzzDocument returns the document as read, for what is special about its type.
template <typename T>
T FuzzDocument(std::string_view text, const descriptor::DocumentType& type) {
  netdoc::Diagnostics diagnostics(netdoc::Mode::kLenient);
  T document;
  netdoc::ParseDocument(text, type.kind, &document, diagnostics);
  Require(document.text.data() == text.data() && document.text.size() == text.size(),
          "a document is its text");
  Require(document.kind == type.kind, "a document is of its kind");
  const char* end = text.data();
  for (const std::string_view item : document.unrecognized) {
    Require(IsInside(text, item) && item.data() >= end, "unrecognized items are in order");
    end = item.data() + item.size();
  }
  Require(document.read.Without(document.seen).empty(), "what was read was seen");
  netdoc::CheckDocument(&document, diagnostics);
  ExamineDiagnostics(text, diagnostics);
  ExamineValues(text, document);
  ExamineCells(document);
  const std::string json = JsonOf(document);
  RequireJson(ExamineBoth(text, type));

  // Into a document that holds another one.
  T used;
  netdoc::ParseDocument(text.substr(text.size() / 2), type.kind, &used, diagnostics);
  netdoc::CheckDocument(&used, diagnostics);
  netdoc::ParseDocument(text, 0, &used, diagnostics);
  Require(used.kind != 0, "a document has a kind");
  netdoc::CheckDocument(&used, diagnostics);
  Require(JsonOf(used) == json, "what is read does not depend on what was there before");

  EncodeTwice(document, json);
  return document;
}

}  // namespace scape::fuzz

#endif  // SCAPE_DESCRIPTOR_FUZZ_DOCUMENT_FUZZ_H_
