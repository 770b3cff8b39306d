#include "descriptor/tor_version.h"

#include <tuple>

namespace scape::descriptor {

using netdoc::Encoder;
using netdoc::ItemReader;
using netdoc::JsonWriter;

namespace {

constexpr std::string_view kName = "Tor ";
constexpr std::string_view kBlanks = " \t\r\n\v\f";

// Take removes `prefix` from the front of *text, if it is there.
bool Take(std::string_view* text, std::string_view prefix) {
  if (!text->starts_with(prefix)) return false;
  text->remove_prefix(prefix.size());
  return true;
}

// TakeNumber removes digits from the front of *text. False: there is none, or it is too large.
bool TakeNumber(std::string_view* text, uint32_t* number) {
  uint64_t value = 0;
  size_t size = 0;
  for (; size < text->size(); ++size) {
    const uint32_t digit = static_cast<unsigned char>((*text)[size]) - uint32_t{'0'};
    if (digit > 9) break;
    value = value * 10 + digit;
    if (value > INT32_MAX) return false;
  }
  text->remove_prefix(size);
  *number = static_cast<uint32_t>(value);
  return size != 0;
}

// IsExtra: every word of `text` stands in parentheses, with one space between words.
bool IsExtra(std::string_view text) {
  for (;;) {
    const size_t size = text.find_first_of(kBlanks);
    const std::string_view word = text.substr(0, size);
    if (word.size() < 2 || word.front() != '(' || word.back() != ')') return false;
    if (size == std::string_view::npos) return true;
    if (text[size] != ' ') return false;
    text.remove_prefix(size + 1);
  }
}

}  // namespace

std::strong_ordering operator<=>(const TorVersion& a, const TorVersion& b) {
  return std::tie(a.major, a.minor, a.micro, a.status, a.patch, a.tag) <=>
         std::tie(b.major, b.minor, b.micro, b.status, b.patch, b.tag);
}

std::string TorVersion::ToString() const {
  std::string text = std::to_string(major);
  (text += '.') += std::to_string(minor);
  (text += '.') += std::to_string(micro);
  if (has_patch || patch != 0 || status != Status::kRelease) {
    text += status == Status::kPre ? "pre" : status == Status::kRc ? "rc" : ".";
    text += std::to_string(patch);
  }
  if (!tag.empty()) (text += '-') += tag;
  if (!extra.empty()) (text += ' ') += extra;
  return text;
}

bool TorVersion::Read(ItemReader& in, TorVersion* out) {
  std::string_view text = in.Rest();
  if (text.empty()) return in.FailMissing();
  text = text.substr(0, text.find_last_not_of(" \t") + 1);
  return ParseTorVersion(text, out) || in.Fail(text);
}

void TorVersion::Write(Encoder& out) const {
  out.Rest((has_name ? std::string(kName) : std::string()) + ToString());
}

void TorVersion::Json(JsonWriter& json) const { json.String(ToString()); }

bool ParseTorVersion(std::string_view text, TorVersion* version) {
  *version = TorVersion();
  version->has_name = Take(&text, kName);
  if (!TakeNumber(&text, &version->major) || !Take(&text, ".") ||
      !TakeNumber(&text, &version->minor) || !Take(&text, ".") ||
      !TakeNumber(&text, &version->micro)) {
    return false;
  }
  version->has_patch = true;
  if (Take(&text, "pre")) {
    version->status = TorVersion::Status::kPre;
  } else if (Take(&text, "rc")) {
    version->status = TorVersion::Status::kRc;
  } else {
    version->has_patch = Take(&text, ".");
  }
  if (version->has_patch && !TakeNumber(&text, &version->patch)) return false;
  if (Take(&text, "-")) {
    version->tag = text.substr(0, text.find_first_of(kBlanks));
    text.remove_prefix(version->tag.size());
  }
  if (text.empty()) return true;
  if (!Take(&text, " ")) return false;
  version->extra = text;
  return IsExtra(text);
}

bool TorVersionOfPlatform(std::string_view platform, TorVersion* version) {
  if (!Take(&platform, kName)) return false;
  while (Take(&platform, " ")) {
  }
  const size_t size = platform.find_first_of(kBlanks);
  if (!ParseTorVersion(platform.substr(0, size), version)) return false;
  version->has_name = true;
  if (size == std::string_view::npos) return true;
  platform.remove_prefix(size);
  Take(&platform, " ");
  const std::string_view word = platform.substr(0, platform.find_first_of(kBlanks));
  if (IsExtra(word)) version->extra = word;
  return true;
}

}  // namespace scape::descriptor
