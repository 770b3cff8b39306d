#include "cli/batch.h"

#include <algorithm>
#include <cstdint>
#include <thread>

namespace scape::cli {
namespace {

constexpr size_t kBatchDocuments = 64;
constexpr size_t kBatchBytes = size_t{256} << 10;
// An owner may be a block of which little is used.
constexpr size_t kBatchOwners = 8;
// Files share a lane up to so many bytes; to open one costs as much as reading some.
constexpr uint64_t kLaneBytes = uint64_t{4} << 20;
constexpr uint64_t kFileBytes = uint64_t{16} << 10;

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

bool Fill(InputReader& reader, InputBatch* batch) {
  std::vector<Item>& items = batch->items;
  items.reserve(kBatchDocuments);  // views into an item's copy must stay
  batch->notices.clear();
  size_t count = 0, owners = 0;
  const void* owner = nullptr;
  bool more = true;
  for (size_t bytes = 0; count < kBatchDocuments && bytes < kBatchBytes && owners <= kBatchOwners &&
                         batch->notices.size() < kBatchDocuments;
       ++count) {
    if (items.size() == count) items.emplace_back();
    Item& item = items[count];
    // One long document is kept room for, not as many as there are items.
    if (count > 0 && item.copy.capacity() > kBatchBytes) {
      item.copy = std::string();
      item.lines = netdoc::LineIndex();
    }
    item.source = nullptr;
    more = reader.Next(&item.raw);
    if (reader.has_notices()) {
      for (InputNotice& notice : reader.TakeNotices()) {
        batch->notices.push_back({count, std::move(notice)});
      }
    }
    if (!more) break;
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
  items.resize(count);
  return count > 0 || !batch->notices.empty();
}

std::vector<std::span<const InputFiles::File>> FilesOfLanes(
    std::span<const InputFiles::File> files) {
  std::vector<std::span<const InputFiles::File>> lanes;
  size_t begin = 0;
  uint64_t bytes = 0;
  for (size_t i = 0; i <= files.size(); ++i) {
    // A stream, or what is large, has a lane of its own.
    const bool large = i < files.size() && files[i].size.value_or(kLaneBytes) >= kLaneBytes;
    if (i > begin && (i == files.size() || large || bytes >= kLaneBytes)) {
      lanes.push_back(files.subspan(begin, i - begin));
      begin = i;
      bytes = 0;
    }
    if (i == files.size()) break;
    bytes += files[i].size.value_or(kLaneBytes) + kFileBytes;
  }
  return lanes;
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
