#include "archive/blocks.h"

#include <new>
#include <system_error>
#include <vector>

#include "archive/signals_blocked.h"

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

AheadBlocks::AheadBlocks(std::unique_ptr<BlockSource> blocks) : blocks_(std::move(blocks)) {
  const SignalsBlocked blocked;
  try {
    thread_ = std::thread([this] { Run(); });
  } catch (const std::system_error&) {  // only so does std::thread say it
  }
}

AheadBlocks::~AheadBlocks() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void AheadBlocks::Run() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return stopping_ || ahead_.size() < kBlocksAhead; });
      if (stopping_) return;
    }
    absl::StatusOr<Block> block = Block{};
    try {
      block = blocks_->Next();
    } catch (const std::bad_alloc&) {  // it would end the program: this is no thread of its own
      block = absl::UnavailableError("there is not enough memory");
    }
    const bool last = !block.ok() || block->bytes.empty();
    {
      const std::lock_guard lock(mutex_);
      ahead_.push_back(std::move(block));
      ended_ = last;
    }
    changed_.notify_all();
    if (last) return;
  }
}

absl::StatusOr<Block> AheadBlocks::Next() {
  if (!thread_.joinable()) return blocks_->Next();
  absl::StatusOr<Block> block = Block{};
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !ahead_.empty(); });
    // The last one is given again and again: the end, or the error.
    if (ended_ && ahead_.size() == 1) return ahead_.front();
    block = std::move(ahead_.front());
    ahead_.pop_front();
  }
  changed_.notify_all();
  return block;
}

absl::StatusOr<size_t> BlockChunks::Read(std::span<char> buffer) {
  if (block_.bytes.empty() && blocks_ != nullptr) {
    absl::StatusOr<Block> block = blocks_->Next();
    if (!block.ok()) return block.status();
    block_ = *std::move(block);
  }
  const size_t size = block_.bytes.copy(buffer.data(), buffer.size());
  block_.bytes.remove_prefix(size);
  return size;
}

}  // namespace scape::archive
