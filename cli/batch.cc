#include "cli/batch.h"

#include <algorithm>
#include <thread>

namespace scape::cli {
namespace {

constexpr size_t kBatchDocuments = 64;
constexpr size_t kBatchBytes = size_t{256} << 10;
// An owner may be a block of which little is used.
constexpr size_t kBatchOwners = 8;

// Keep makes the item own what it has views of.
void Keep(Item* item) {
  netdoc::RawDocument& raw = item->raw;
  item->copy.assign(raw.text);
  const char* const from = raw.text.data();
  const std::string_view to = item->copy;
  const auto moved = [&](std::string_view view) {
    return view.data() == nullptr ? view
                                  : to.substr(static_cast<size_t>(view.data() - from), view.size());
  };
  raw.annotations = moved(raw.annotations);
  raw.body = moved(raw.body);
  raw.where = moved(raw.where);
  raw.text = to;
  item->lines.Moved(from, to.data());
}

}  // namespace

bool Fill(InputReader& reader, Items* items) {
  items->reserve(kBatchDocuments);  // views into an item's copy must stay
  size_t count = 0, owners = 0;
  const void* owner = nullptr;
  for (size_t bytes = 0; count < kBatchDocuments && bytes < kBatchBytes && owners <= kBatchOwners;
       ++count) {
    if (items->size() == count) items->emplace_back();
    Item& item = (*items)[count];
    // One long document is kept room for, not as many as there are items.
    if (count > 0 && item.copy.capacity() > kBatchBytes) {
      item.copy = std::string();
      item.lines = netdoc::LineIndex();
    }
    item.source = nullptr;
    if (!reader.Next(&item.raw)) break;
    item.file = reader.file();
    if (!item.raw.text.empty()) item.source = reader.source();
    if (item.source != nullptr && item.source.get() != owner) {
      owner = item.source.get();
      ++owners;
    }
    if (const netdoc::LineIndex* lines = reader.lines(); lines != nullptr) {
      item.lines = *lines;
    } else {
      item.lines.clear();
    }
    if (item.source == nullptr) Keep(&item);
    bytes += item.raw.text.size();
  }
  items->resize(count);
  return count > 0;
}

int JobsOf(int option) {
  return option > 0 ? option : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

void AddJobsOption(CLI::App& app, int* jobs) {
  app.add_option("--jobs", *jobs, "How many threads work; 0: as many as there are cores")
      ->type_name("N")
      ->check(CLI::Range(0, 256).description(""))
      ->capture_default_str();
}

}  // namespace scape::cli
