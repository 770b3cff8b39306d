// Value<T> says how a value of type T is read from an item, written, and shown as JSON.
//
// A value type is one struct with three functions and its text:
//
//   struct Nickname {
//     std::string_view text;
//     static constexpr std::string_view kExpects = "a nickname of 1 to 19 letters and digits";
//     static bool Read(ItemReader& in, Nickname* out);   // false: in.fault() says why
//     void Write(Encoder& out) const;
//     void Json(JsonWriter& json) const;
//     bool Check(Fault* fault) const;                    // lazy values only: are the bytes good?
//   };
//
// A line with several arguments is a struct that names them once; reading, writing, JSON, columns
// and the syntax that `scape explain` prints all come from that list:
//
//   struct Bandwidth : Line {
//     uint64_t average, burst, observed;
//     static constexpr auto kArguments = Arguments(
//         Argument<&Bandwidth::average>("average"), Argument<&Bandwidth::burst>("burst"),
//         Argument<&Bandwidth::observed>("observed"));
//   };
//
// Words `name=value` in any order are listed in kKeys: keyed_arguments.h.
//
// An argument that may be absent is a std::optional. One in the middle of a line has a type with
// IsNext(ItemReader), which tells whether the next word is one.
//
// A value with kAnyNumber may have more words than tor takes arguments: it is one argument, or tor
// does not read it.
//
// Lazy values (objects, keys, lists) keep a view of their text; Check() looks at all of it, and
// strict parsing, lint and JSON output call it.
#ifndef SCAPE_DESCRIPTOR_NETDOC_VALUE_H_
#define SCAPE_DESCRIPTOR_NETDOC_VALUE_H_

#include <array>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "descriptor/netdoc/encoder.h"
#include "descriptor/netdoc/item_reader.h"
#include "descriptor/netdoc/json_writer.h"
#include "descriptor/netdoc/keyed_arguments.h"

namespace scape::netdoc {

template <auto kMember>
struct Argument {
  std::string_view name;
  consteval explicit Argument(std::string_view name) : name(name) {}
  static constexpr auto member = kMember;
};

template <typename... Args>
consteval auto Arguments(Args... arguments) {
  return std::tuple(arguments...);
}

template <typename T>
concept HasArguments = requires {
  T::kArguments;
};

template <typename T>
struct Value {
  static constexpr std::string_view kExpects = T::kExpects;
  static bool Read(ItemReader& in, T* out) { return T::Read(in, out); }
  static void Write(Encoder& out, const T& value) { value.Write(out); }
  static void Json(JsonWriter& json, const T& value) { value.Json(json); }
  static bool Check(const T& value, Fault* fault) {
    if constexpr (requires { value.Check(fault); }) {
      return value.Check(fault);
    } else {
      return true;
    }
  }
};

template <>
struct Value<uint64_t> {
  static constexpr std::string_view kExpects = "a whole number";
  static bool Read(ItemReader& in, uint64_t* out) { return in.ReadUnsigned(out); }
  static void Write(Encoder& out, uint64_t value) { out.Argument(value); }
  static void Json(JsonWriter& json, uint64_t value) { json.Unsigned(value); }
  static bool Check(uint64_t, Fault*) { return true; }
};

template <>
struct Value<uint32_t> {
  static constexpr std::string_view kExpects = "a whole number up to 4294967295";
  static bool Read(ItemReader& in, uint32_t* out) {
    uint64_t wide;
    if (!in.ReadUnsigned(&wide, UINT32_MAX)) return false;
    *out = static_cast<uint32_t>(wide);
    return true;
  }
  static void Write(Encoder& out, uint32_t value) { out.Argument(value); }
  static void Json(JsonWriter& json, uint32_t value) { json.Unsigned(value); }
  static bool Check(uint32_t, Fault*) { return true; }
};

template <>
struct Value<int64_t> {
  static constexpr std::string_view kExpects = "a whole number";
  static bool Read(ItemReader& in, int64_t* out) {
    std::string_view argument;
    return in.Next(&argument) && (ParseSigned(argument, out) || in.Fail(argument));
  }
  static void Write(Encoder& out, int64_t value) { out.SignedArgument(value); }
  static void Json(JsonWriter& json, int64_t value) { json.Signed(value); }
  static bool Check(int64_t, Fault*) { return true; }
};

// A bool is a keyword that stands alone: there is nothing to read.
template <>
struct Value<bool> {
  static constexpr std::string_view kExpects = "";
  static bool Read(ItemReader&, bool* out) { return *out = true; }
  static void Write(Encoder&, bool) {}
  static void Json(JsonWriter& json, bool value) { json.Boolean(value); }
  static bool Check(bool, Fault*) { return true; }
};

template <>
struct Value<UtcTime> {
  static constexpr std::string_view kExpects = "a time, YYYY-MM-DD HH:MM:SS";
  static bool Read(ItemReader& in, UtcTime* out) { return in.ReadTime(out); }
  static void Write(Encoder& out, UtcTime value) { out.TimeArgument(value); }
  static void Json(JsonWriter& json, UtcTime value) { json.Time(value); }
  static bool Check(UtcTime, Fault*) { return true; }
};

// A std::string_view is one word.
template <>
struct Value<std::string_view> {
  static constexpr std::string_view kExpects = "a word";
  static bool Read(ItemReader& in, std::string_view* out) { return in.Next(out); }
  static void Write(Encoder& out, std::string_view value) { out.Argument(value); }
  static void Json(JsonWriter& json, std::string_view value) { json.String(value); }
  static bool Check(std::string_view, Fault*) { return true; }
};

// Text is the rest of the line, any bytes, perhaps none.
struct Text {
  std::string_view text;

  static constexpr bool kAnyNumber = true;  // of words: they are no arguments
  static constexpr std::string_view kExpects = "text";
  static bool Read(ItemReader& in, Text* out) {
    out->text = in.Rest();
    return true;
  }
  void Write(Encoder& out) const { out.Rest(text); }
  void Json(JsonWriter& json) const { json.String(text); }
};

// WholeText is the base of values that are all of a document (Doc::kOneValue), any bytes.
struct WholeText {
  std::string_view text;

  static constexpr bool kAnyNumber = true;
  static bool Read(ItemReader& in, WholeText* out) {
    out->text = in.Rest();
    return true;
  }
  void Write(Encoder& out) const { out.Raw(text); }
};

// Boolean is an argument "0" or "1".
struct Boolean {
  bool value = false;

  static constexpr std::string_view kExpects = "0 or 1";
  static bool Read(ItemReader& in, Boolean* out) {
    std::string_view argument;
    if (!in.Next(&argument)) return false;
    out->value = argument == "1";
    return argument == "0" || argument == "1" || in.Fail(argument);
  }
  void Write(Encoder& out) const { out.Argument(uint64_t{value}); }
  void Json(JsonWriter& json) const { json.Boolean(value); }
};

// TrueOrFalse is the word "true" or "false".
struct TrueOrFalse {
  bool value = false;

  static constexpr std::string_view kExpects = "true or false";
  static bool Read(ItemReader& in, TrueOrFalse* out) {
    std::string_view argument;
    if (!in.Next(&argument)) return false;
    out->value = argument == "true";
    return out->value || argument == "false" || in.Fail(argument);
  }
  void Write(Encoder& out) const { out.Argument(value ? "true" : "false"); }
  void Json(JsonWriter& json) const { json.Boolean(value); }
};

// Bit is Boolean for what is a number: JSON shows 0 or 1.
struct Bit {
  bool value = false;

  static constexpr std::string_view kExpects = "0 or 1";
  static bool Read(ItemReader& in, Bit* out) {
    Boolean boolean;
    const bool good = Boolean::Read(in, &boolean);
    out->value = boolean.value;
    return good;
  }
  void Write(Encoder& out) const { out.Argument(uint64_t{value}); }
  void Json(JsonWriter& json) const { json.Unsigned(value); }
};

namespace internal {

template <typename T>
struct IsOptional : std::false_type {
  using Inner = T;
};
template <typename T>
struct IsOptional<std::optional<T>> : std::true_type {
  using Inner = T;
};

}  // namespace internal

template <HasArguments T>
struct Value<T> {
  static constexpr std::string_view kExpects = "arguments";

  static bool Read(ItemReader& in, T* out) {
    out->unread = 0;
    bool ok = true;
    unsigned index = 0;
    // After a fault the arguments behind it are read all the same; the first fault is reported.
    std::optional<Fault> first;
    const auto read = [&](const auto& argument) {
      auto& member = out->*argument.member;
      using Member = std::remove_reference_t<decltype(member)>;
      using Inner = typename internal::IsOptional<Member>::Inner;
      bool good;
      if constexpr (internal::IsOptional<Member>::value) {
        bool absent = in.AtEnd();
        // One that is not the last tells by its look whether it is there.
        if constexpr (requires { Inner::IsNext(in); }) absent = absent || !Inner::IsNext(in);
        if (absent) {
          member.reset();
          ++index;
          return;
        }
        good = Value<Inner>::Read(in, &member.emplace());
        if (!good) member.reset();
      } else {
        good = Value<Inner>::Read(in, &member);
      }
      if (!good) {
        out->unread |= static_cast<uint16_t>(1u << index);
        if (ok) {
          first = in.fault();
          if (first->argument.empty()) first->argument = argument.name;
          if (first->expects.empty()) first->expects = Value<Inner>::kExpects;
        }
        ok = false;
      }
      ++index;
    };
    std::apply([&](const auto&... argument) { (read(argument), ...); }, T::kArguments);
    if constexpr (HasKeys<T>) {
      const bool keys_ok = ReadKeys(in, out);
      if (ok && !keys_ok) first = in.fault();
      ok &= keys_ok;
    }
    if (!ok) in.fault() = *first;
    return ok;
  }

  static void Write(Encoder& out, const T& value) {
    if (value.unread != 0) out.Fail();
    const auto write = [&](const auto& argument) {
      const auto& member = value.*argument.member;
      using Member = std::remove_cvref_t<decltype(member)>;
      if constexpr (internal::IsOptional<Member>::value) {
        if (member.has_value()) Value<typename Member::value_type>::Write(out, *member);
      } else {
        Value<Member>::Write(out, member);
      }
    };
    std::apply([&](const auto&... argument) { (write(argument), ...); }, T::kArguments);
    if constexpr (HasKeys<T>) WriteKeys(out, value);
  }

  static void Json(JsonWriter& json, const T& value) {
    WriteJson</*kSoundOnly=*/false>(json, value);
  }
  // JsonOfSound leaves out the arguments that do not pass Check.
  static void JsonOfSound(JsonWriter& json, const T& value) {
    WriteJson</*kSoundOnly=*/true>(json, value);
  }

  template <bool kSoundOnly>
  static void WriteJson(JsonWriter& json, const T& value) {
    json.BeginObject();
    unsigned index = 0;
    const auto write_one = [&](std::string_view name, const auto& member) {
      using Member = std::remove_cvref_t<decltype(member)>;
      if constexpr (kSoundOnly) {
        Fault fault;
        if (!Value<Member>::Check(member, &fault)) return;
      }
      json.Member(name, [&] { Value<Member>::Json(json, member); });
    };
    const auto write = [&](const auto& argument) {
      const bool unread = value.unread >> index++ & 1;
      if (unread) return;
      const auto& member = value.*argument.member;
      using Member = std::remove_cvref_t<decltype(member)>;
      if constexpr (internal::IsOptional<Member>::value) {
        if (member.has_value()) write_one(argument.name, *member);
      } else {
        write_one(argument.name, member);
      }
    };
    std::apply([&](const auto&... argument) { (write(argument), ...); }, T::kArguments);
    if constexpr (HasKeys<T>) {
      std::apply(
          [&](const auto&... key) {
            const auto write_key = [&](std::string_view name, const auto& member) {
              if (member.has_value()) write_one(name, *member);
            };
            (write_key(key.json, value.*key.member), ...);
          },
          T::kKeys);
      JsonOfOthers(json, value);
    }
    json.EndObject();
  }

  static bool Check(const T& value, Fault* fault) {
    bool ok = true;
    unsigned index = 0;
    const auto check = [&](const auto& argument) {
      const bool unread = value.unread >> index++ & 1;
      if (unread || !ok) return;
      const auto& member = value.*argument.member;
      using Member = std::remove_cvref_t<decltype(member)>;
      using Inner = typename internal::IsOptional<Member>::Inner;
      if constexpr (internal::IsOptional<Member>::value) {
        ok = !member.has_value() || Value<Inner>::Check(*member, fault);
      } else {
        ok = Value<Inner>::Check(member, fault);
      }
      if (ok) return;
      if (fault->argument.empty()) fault->argument = argument.name;
      if (fault->expects.empty()) fault->expects = Value<Inner>::kExpects;
    };
    std::apply([&](const auto&... argument) { (check(argument), ...); }, T::kArguments);
    if constexpr (HasKeys<T>) {
      const auto check_key = [&](const auto& key) {
        const auto& member = value.*key.member;
        using Inner = typename std::remove_cvref_t<decltype(member)>::value_type;
        if (!ok || !member.has_value()) return;
        ok = Value<Inner>::Check(*member, fault);
        if (ok) return;
        if (fault->argument.empty()) fault->argument = key.name;
        if (fault->expects.empty()) fault->expects = Value<Inner>::kExpects;
      };
      std::apply([&](const auto&... key) { (check_key(key), ...); }, T::kKeys);
    }
    return ok;
  }

 private:
  // ReadKey reads the value of key kKey.
  template <size_t kKey>
  static bool ReadKey(ItemReader& in, T* out) {
    constexpr const auto& key = std::get<kKey>(T::kKeys);
    auto& member = out->*key.member;
    using Inner = typename std::remove_cvref_t<decltype(member)>::value_type;
    if (member.has_value()) {
      in.Fail(in.Rest(), "given only once");
      in.fault().argument = key.name;
      return false;
    }
    if (!Value<Inner>::Read(in, &member.emplace())) {
      member.reset();
      in.fault().argument = key.name;
      if (in.fault().expects.empty()) in.fault().expects = Value<Inner>::kExpects;
      return false;
    }
    return true;
  }

  // ReadInOrder reads the words from `p` on as long as they are whole numbers and come in the
  // list's order, as those of most lines do, and returns where others may begin. The members are
  // empty.
  static const char* ReadInOrder(const char* p, const char* end, const char* limit, T* out) {
    const auto read = [&]<size_t kKey>() {
      constexpr std::string_view name = std::get<kKey>(T::kKeys).name;
      auto& member = out->*std::get<kKey>(T::kKeys).member;
      using Inner = typename std::remove_cvref_t<decltype(member)>::value_type;
      if constexpr (std::is_same_v<Inner, uint64_t> || std::is_same_v<Inner, uint32_t>) {
        if (p == end || limit - p < static_cast<ptrdiff_t>(name.size() + 1 + 16)) return;
        if (std::memcmp(p, name.data(), name.size()) != 0 || p[name.size()] != '=') return;
        const char* const digits = p + name.size() + 1;
        uint64_t number;
        const size_t size = ReadLongDigits(digits, &number);
        const char* const behind = digits + size;
        if (size == 0 || behind > end || number > std::numeric_limits<Inner>::max()) return;
        if (behind != end && *behind != ' ') return;
        member = static_cast<Inner>(number);
        p = behind + (behind != end);
      }
    };
    [&]<size_t... kKey>(std::index_sequence<kKey...>) { (read.template operator()<kKey>(), ...); }
    (std::make_index_sequence<kKeyCount<T>>());
    return p;
  }

  // ReadKeys reads the rest of the line. The first fault is reported.
  static bool ReadKeys(ItemReader& in, T* out) {
    static constexpr auto kReaders = []<size_t... kKey>(std::index_sequence<kKey...>) {
      using Reader = bool (*)(ItemReader&, T*);
      return std::array<Reader, sizeof...(kKey)>{&ReadKey<kKey>...};
    }
    (std::make_index_sequence<kKeyCount<T>>());
    std::apply([&](const auto&... key) { ((out->*key.member).reset(), ...); }, T::kKeys);
    out->unread_keys = 0;
    bool ok = true;
    const char* const limit = in.item().limit;
    out->keyed = in.Rest();
    const char* const end = out->keyed.data() + out->keyed.size();
    for (const char* p = ReadInOrder(out->keyed.data(), end, limit, out); p != end;) {
      if (IsBlank(*p)) {
        ++p;
        continue;
      }
      const char* const begin = p;
      const char* const word_end = KeywordEnd(p, end, limit);
      p = word_end;
      const char* const equals =
          ByteOrEnd({begin, static_cast<size_t>(word_end - begin)}, '=', limit);
      if (equals == word_end) continue;
      const int key = kKeyIndex<T>.Find({begin, static_cast<size_t>(equals - begin)}, limit);
      if (key < 0) continue;
      const std::string_view value(equals + 1, static_cast<size_t>(word_end - equals - 1));
      ItemReader one(in.item(), value);
      if (kReaders[static_cast<size_t>(key)](one, out)) continue;
      out->unread_keys |= uint64_t{1} << key;
      if (ok) in.fault() = one.fault();
      ok = false;
    }
    return ok;
  }

  static void WriteKeys(Encoder& out, const T& value) {
    if (value.unread_keys != 0) out.Fail();
    const auto write = [&](const auto& key) {
      const auto& member = value.*key.member;
      if (!member.has_value()) return;
      out.Key(key.name);
      Value<typename std::remove_cvref_t<decltype(member)>::value_type>::Write(out, *member);
    };
    std::apply([&](const auto&... key) { (write(key), ...); }, T::kKeys);
    ForEachOther(value, [&](std::string_view name, std::string_view text) {
      if (text.data() == nullptr) {
        out.Argument(name);
      } else {
        out.Key(name).Word(text);
      }
    });
  }

  // A name may be any bytes, and come again: JSON has it once, in UTF-8.
  static void JsonOfOthers(JsonWriter& json, const T& value) {
    bool any = false;
    ForEachOther(value, [&](std::string_view, std::string_view) { any = true; });
    if (!any) return;
    json.Member("other", [&] {
      std::set<std::string> names;
      json.BeginObject();
      ForEachOther(value, [&](std::string_view name, std::string_view text) {
        const auto [shown, is_new] = names.insert(ReplaceInvalidUtf8(name));
        if (is_new) json.Member(*shown, [&] { json.String(ReplaceInvalidUtf8(text)); });
      });
      json.EndObject();
    });
  }
};

// ValueSyntax returns the arguments of T as `scape explain` shows them.
template <typename T>
std::string ValueSyntax() {
  std::string syntax;
  if constexpr (requires { typename T::Decoded; }) {
    syntax = ValueSyntax<typename T::Decoded>();
  } else if constexpr (HasArguments<T>) {
    std::apply(
        [&](const auto&... argument) {
          [[maybe_unused]] const auto add = [&](const auto& one) {
            using Member = std::remove_cvref_t<decltype(std::declval<T>().*one.member)>;
            if constexpr (requires(Member value) { value.body; }) return;  // an object
            if (!syntax.empty()) syntax += ' ';
            const bool optional = internal::IsOptional<Member>::value;
            syntax.append(optional ? "[" : "").append(one.name).append(optional ? "]" : "");
          };
          (add(argument), ...);
        },
        T::kArguments);
    if constexpr (HasKeys<T>) {
      const auto add_key = [&](std::string_view name) {
        if (!syntax.empty()) syntax += ' ';
        syntax.append("[").append(name).append("=]");
      };
      std::apply([&](const auto&... key) { (add_key(key.name), ...); }, T::kKeys);
    }
  } else {
    syntax = Value<T>::kExpects;
  }
  return syntax;
}

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_VALUE_H_
