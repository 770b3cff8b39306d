// LazyLine<T> is a line that is kept as its text and read as a T, a struct with kArguments or
// kKeys, when it is asked for: for documents of very many lines.
//
//   struct BandwidthFile : Document {
//     std::vector<LazyLine<RelayBandwidth>> relays;       // 16 bytes each
//   };
//   RelayBandwidth relay;
//   for (const auto& line : file.relays) {
//     if (line.Decode(&relay)) relay.bw;
//   }
//
// A line with a fault is a line all the same: Check() tells of the first fault, JSON has what could
// be read and is sound, and the line is written as it stands. Where T has
// `bool CheckLine(Fault*) const`, it is asked, too. The text is borrowed. Any thread.
#ifndef SCAPE_DESCRIPTOR_NETDOC_LAZY_LINE_H_
#define SCAPE_DESCRIPTOR_NETDOC_LAZY_LINE_H_

#include <string_view>

#include "descriptor/netdoc/value.h"

namespace scape::netdoc {

template <HasArguments T>
struct LazyLine {
  using Decoded = T;

  std::string_view text;

  static constexpr std::string_view kExpects = "arguments";
  static constexpr bool kAnyNumber = true;

  // Decode reads the line; false: a part of it is at fault, and the others were read.
  bool Decode(T* line) const {
    Fault fault;
    return Decode(line, &fault);
  }
  bool Decode(T* line, Fault* fault) const {
    Item item;
    item.text = item.arguments = text;
    item.limit = text.data() + text.size();
    ItemReader in(item);
    if (Value<T>::Read(in, line)) return true;
    *fault = in.fault();
    return false;
  }

  static bool Read(ItemReader& in, LazyLine* out) {
    out->text = in.Rest();
    return true;
  }
  void Write(Encoder& out) const { out.Rest(text); }
  void Json(JsonWriter& json) const {
    T line;
    Decode(&line);
    Value<T>::JsonOfSound(json, line);
  }
  // What is at fault is left out of JSON by itself, so the line as a whole is always sound.
  bool Check(Fault* fault) const {
    T line;
    if (!Decode(&line, fault) || !Value<T>::Check(line, fault)) return true;
    if constexpr (requires { line.CheckLine(fault); }) line.CheckLine(fault);
    return true;
  }
};

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_LAZY_LINE_H_
