// ItemRule is one row of a document type's table: all that is known about one keyword.
//
// The rows are data. Parsing, the checks for what is missing, duplicate or misplaced, encoding,
// JSON, columns, `scape explain` and the fuzzers' dictionaries read them; see table.h for how a row
// is bound to the member of a struct.
#ifndef SCAPE_DESCRIPTOR_NETDOC_ITEM_RULE_H_
#define SCAPE_DESCRIPTOR_NETDOC_ITEM_RULE_H_

#include <cstdint>
#include <string_view>

namespace scape::netdoc {

// Occurs is how often an item may stand in a document, in the specification's words.
enum class Occurs : uint8_t { kExactlyOnce, kAtMostOnce, kOnceOrMore, kAnyNumber };

// Place is where an item must stand among the items of its document, annotations not counted.
enum class Place : uint8_t { kAnywhere, kAtStart, kSecond, kLastButOne, kAtEnd };

// OccursWords and PlaceWords are for people; kAnywhere has none.
constexpr std::string_view OccursWords(Occurs occurs) {
  switch (occurs) {
    case Occurs::kExactlyOnce:
      return "exactly once";
    case Occurs::kAtMostOnce:
      return "at most once";
    case Occurs::kOnceOrMore:
      return "once or more";
    case Occurs::kAnyNumber:
      break;
  }
  return "any number";
}
constexpr std::string_view PlaceWords(Place place) {
  switch (place) {
    case Place::kAtStart:
      return "first";
    case Place::kSecond:
      return "second";
    case Place::kLastButOne:
      return "last but one";
    case Place::kAtEnd:
      return "last";
    case Place::kAnywhere:
      break;
  }
  return "";
}

// ObjectUse says whether an object follows the keyword line.
enum class ObjectUse : uint8_t { kForbidden, kRequired, kOptional };

enum class Extra : uint8_t {
  kIgnored,    // more arguments than known may follow (the specification's default)
  kForbidden,  // the specification's "no extra arguments"
};

enum class Status : uint8_t {
  kCurrent,
  kObsolete,   // no longer written; fine in old documents
  kForbidden,  // tor refuses documents with it
};

// Kinds is a set of the document kinds that share one table, bit by bit. Each table names its own.
using Kinds = uint16_t;
inline constexpr Kinds kAllKinds = 0xffff;

struct ItemRule {
  std::string_view keyword;  // without '@' for annotations
  Occurs occurs = Occurs::kAtMostOnce;
  Place place = Place::kAnywhere;
  Kinds in = kAllKinds;               // the kinds that may have it
  Kinds required_in = 0;              // the kinds that must have it although others need not
  std::string_view json = {};         // the member's name; empty: the keyword with '_' for '-'
  std::string_view object = {};       // the object's label, when there is one
  std::string_view also_object = {};  // another label that must be taken, but is not written
  ObjectUse object_use = ObjectUse::kForbidden;
  Extra extra = Extra::kIgnored;
  Status status = Status::kCurrent;
  std::string_view since = {};   // the tor version that first wrote it; empty: as old as the type
  std::string_view until = {};   // the tor version that last wrote it
  uint8_t since_minor = 0;       // the type's minor version that first has it ("1.1": 1)
  bool tolerated = false;        // tor drops a malformed item and keeps the document: a warning
  bool needs_arguments = false;  // but where arguments are missing it refuses the document
  bool tolerated_twice = false;  // tor takes several of what the specification has once: a warning
  bool whole_line = false;  // the keyword is a name that Doc::NameOf gives, not a word of the line
  bool starts_group = false;        // structural: it also ends a section that stands before it
  std::string_view arguments = {};  // syntax; empty: derived from the value's type
  std::string_view summary = {};    // one line of meaning, units included
};

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_ITEM_RULE_H_
