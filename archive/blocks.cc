#include "archive/blocks.h"

#include <mutex>
#include <span>
#include <vector>

namespace scape::archive {

// Pool has the blocks that nobody holds.
class ChunkBlocks::Pool {
 public:
  std::unique_ptr<char[]> Take() {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) return std::unique_ptr<char[]>(new char[kBlockBytes]);
    std::unique_ptr<char[]> block = std::move(free_.back());
    free_.pop_back();
    return block;
  }
  void Return(std::unique_ptr<char[]> block) {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(block));
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<char[]>> free_;
};

ChunkBlocks::ChunkBlocks(netdoc::ChunkSource* chunks)
    : chunks_(chunks), pool_(std::make_shared<Pool>()) {}
ChunkBlocks::~ChunkBlocks() = default;

absl::StatusOr<Block> ChunkBlocks::Next() {
  if (!status_.ok()) return status_;
  const auto give_back = [pool = pool_](char* block) {
    pool->Return(std::unique_ptr<char[]>(block));
  };
  const std::shared_ptr<char> block(pool_->Take().release(), give_back);
  size_t size = 0;
  while (size < kBlockBytes) {
    absl::StatusOr<size_t> got =
        chunks_->Read(std::span<char>(block.get() + size, kBlockBytes - size));
    if (!got.ok()) {
      status_ = got.status();
      break;
    }
    if (*got == 0) break;
    size += *got;
  }
  if (size == 0 && !status_.ok()) return status_;
  return Block{std::string_view(block.get(), size), block};
}

}  // namespace scape::archive
