// The headers that the files in this folder need: test.sh compiles them once for all.
#ifndef SCAPE_DESCRIPTOR_MUST_NOT_COMPILE_COMMON_H_
#define SCAPE_DESCRIPTOR_MUST_NOT_COMPILE_COMMON_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/document_type.h"
#include "descriptor/keys.h"
#include "descriptor/netdoc/annotations.h"
#include "descriptor/netdoc/document_reader.h"
#include "descriptor/netdoc/item_reader.h"
#include "descriptor/netdoc/json_writer.h"
#include "descriptor/netdoc/lexer.h"
#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/table.h"

#endif  // SCAPE_DESCRIPTOR_MUST_NOT_COMPILE_COMMON_H_
