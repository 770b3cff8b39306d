// A batch is so many documents as a thread takes at a time, kept until that has worked on them.
//
//   Items items;
//   while (Fill(reader, &items)) ...            // on the thread of the reader
//   for (const Item& item : items) Use(item.raw, &item.lines);      // on any thread
//
// Items are used again and again: what they have allocated for short documents stays.
#ifndef SCAPE_CLI_BATCH_H_
#define SCAPE_CLI_BATCH_H_

#include <memory>
#include <string>
#include <vector>

#include "cli/input.h"
#include "descriptor/netdoc/document_reader.h"
#include "descriptor/netdoc/line_index.h"

namespace scape::cli {

struct Item {
  std::string file;
  netdoc::RawDocument raw;
  netdoc::LineIndex lines;  // of its body, as far as the reader knows them
  std::string copy;         // of what the reader does not keep
  std::shared_ptr<const void> source;
};
using Items = std::vector<Item>;

// Fill takes the next documents from the reader, and what is none. False: there are none.
bool Fill(InputReader& reader, Items* items);

// JobsOf returns the value of --jobs, or how many cores there are for 0.
int JobsOf(int option);
// AddJobsOption declares --jobs.
void AddJobsOption(CLI::App& app, int* jobs);

}  // namespace scape::cli

#endif  // SCAPE_CLI_BATCH_H_
