// Helpers of the tests of value types: a value read from an item, and written again.
#ifndef SCAPE_DESCRIPTOR_TESTING_VALUES_H_
#define SCAPE_DESCRIPTOR_TESTING_VALUES_H_

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "descriptor/address.h"
#include "descriptor/netdoc/encoder.h"
#include "descriptor/netdoc/item_reader.h"
#include "descriptor/netdoc/json_writer.h"
#include "descriptor/netdoc/lexer.h"
#include "descriptor/netdoc/value.h"

namespace scape::descriptor::testing {

// ReadItem reads *value, which borrows `text`, from the one item in it. `rest`: what is left of the
// arguments.
template <typename T>
bool ReadItem(std::string_view text, T* value, netdoc::Fault* fault = nullptr,
              std::string_view* rest = nullptr) {
  netdoc::Lexer lexer(text);
  netdoc::Item item;
  EXPECT_TRUE(lexer.Next(&item)) << text;
  EXPECT_TRUE(lexer.rest().empty()) << text;
  netdoc::ItemReader in(item);
  const bool ok = netdoc::Value<T>::Read(in, value);
  if (fault != nullptr) *fault = in.fault();
  if (rest != nullptr) *rest = in.Rest();
  return ok;
}

// This one is for what can be read.
template <typename T>
T ReadItem(std::string_view text) {
  T value;
  EXPECT_TRUE(ReadItem(text, &value)) << text;
  return value;
}

// ToItem is the item that `value` becomes again.
template <typename T>
std::string ToItem(std::string_view keyword, const T& value) {
  netdoc::Encoder out;
  out.Item(keyword);
  netdoc::Value<T>::Write(out, value);
  EXPECT_TRUE(out.ok());
  return out.Finish();
}

template <typename T>
std::string ToJson(const T& value) {
  netdoc::JsonWriter json;
  netdoc::Value<T>::Json(json, value);
  return std::string(json.text());
}

inline IpAddress Address(std::string_view text) {
  IpAddress address;
  EXPECT_TRUE(ParseIpAddress(text, &address)) << text;
  return address;
}

}  // namespace scape::descriptor::testing

#endif  // SCAPE_DESCRIPTOR_TESTING_VALUES_H_
