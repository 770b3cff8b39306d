// Keyed arguments are the words `name=value` of a line, in any order, behind its positional
// arguments.
//
//   struct BandwidthWeight : KeyedLine {                       // w Bandwidth=7 Unmeasured=1
//     std::optional<uint32_t> bandwidth;
//     std::optional<Bit> unmeasured;
//     static constexpr auto kKeys = Keys(Key<&BandwidthWeight::bandwidth>("Bandwidth",
//     "bandwidth"),
//                                        Key<&BandwidthWeight::unmeasured>("Unmeasured",
//                                        "unmeasured"));
//   };
//
// Reading, checking, writing, JSON, columns and syntax come from that list (value.h). Of a name
// that comes twice the first counts, and the second is a fault. Names that the list has not are
// kept, and are the member "other" in JSON.
#ifndef SCAPE_DESCRIPTOR_NETDOC_KEYED_ARGUMENTS_H_
#define SCAPE_DESCRIPTOR_NETDOC_KEYED_ARGUMENTS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "descriptor/netdoc/keyword_index.h"
#include "descriptor/netdoc/words.h"

namespace scape::netdoc {

// Line is the base of structs with kArguments: bit i of `unread` is set when argument i could not
// be read; it is then left out of JSON, and the line cannot be encoded.
struct Line {
  uint16_t unread = 0;
};

// KeyedLine is the base of structs with kKeys. They may list kArguments too, which then hide these.
struct KeyedLine : Line {
  std::string_view keyed;    // the words behind the positional arguments
  uint64_t unread_keys = 0;  // bit i: key i occurs and could not be read
  static constexpr std::tuple<> kArguments{};
};

template <auto kMember>
struct Key {
  std::string_view name;  // as it stands in the line
  std::string_view json;  // the member's name in JSON
  consteval explicit Key(std::string_view name) : name(name), json(name) {}
  consteval Key(std::string_view name, std::string_view json) : name(name), json(json) {}
  static constexpr auto member = kMember;  // a std::optional
};

template <typename... K>
consteval auto Keys(K... keys) {
  static_assert(sizeof...(K) <= 64);
  return std::tuple(keys...);
}

template <typename T>
concept HasKeys = requires {
  T::kKeys;
};

template <HasKeys T>
inline constexpr size_t kKeyCount = std::tuple_size_v<std::remove_cvref_t<decltype(T::kKeys)>>;

// kKeyIndex finds the position of a name in T's list.
template <HasKeys T>
inline constexpr auto kKeyIndex = std::apply(
    [](const auto&... key) {
      return KeywordIndex<sizeof...(key)>(
          std::array<std::string_view, sizeof...(key)>{key.name...});
    },
    T::kKeys);

// SplitKey cuts `name=value` at the first '='. False: there is none.
inline bool SplitKey(std::string_view word, std::string_view* name, std::string_view* value) {
  const size_t equals = word.find('=');
  if (equals == std::string_view::npos) return false;
  *name = word.substr(0, equals);
  *value = word.substr(equals + 1);
  return true;
}

// ForEachOther calls visit(name, value) for every keyed argument whose name T does not know; value
// has null data where the word has no '='.
template <HasKeys T, typename Visit>
void ForEachOther(const T& line, Visit visit) {
  for (const std::string_view word : Words(line.keyed)) {
    std::string_view name = word;
    std::string_view value;
    if (SplitKey(word, &name, &value) && kKeyIndex<T>.Find(name) >= 0) continue;
    visit(name, value);
  }
}

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_KEYED_ARGUMENTS_H_
