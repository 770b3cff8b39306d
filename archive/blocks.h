// Blocks are the bytes of a stream in pieces that stay as long as somebody holds them, so that what
// is found in them need not be copied.
//
//   ChunkBlocks blocks(&decoder);
//   absl::StatusOr<Block> block = blocks.Next();     // empty: the end
//
// A block may be held and given up by any thread; the source of blocks belongs to one.
#ifndef SCAPE_ARCHIVE_BLOCKS_H_
#define SCAPE_ARCHIVE_BLOCKS_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "descriptor/netdoc/document_reader.h"

namespace scape::archive {

struct Block {
  std::string_view bytes;
  std::shared_ptr<const void> owner;  // of the bytes; null: they are valid until the next call
};

class BlockSource {
 public:
  virtual ~BlockSource() = default;
  // Next returns the next bytes, none at the end.
  virtual absl::StatusOr<Block> Next() = 0;
};

// ChunkBlocks reads a stream into blocks. One that nobody holds any more is used again: there are
// never more than are held at once, and one.
class ChunkBlocks : public BlockSource {
 public:
  static constexpr size_t kBlockBytes = size_t{512} << 10;

  // `chunks` must outlive it; blocks may.
  explicit ChunkBlocks(netdoc::ChunkSource* chunks);
  ~ChunkBlocks() override;
  absl::StatusOr<Block> Next() override;

 private:
  class Pool;
  netdoc::ChunkSource* chunks_;
  std::shared_ptr<Pool> pool_;
  absl::Status status_;
};

// WholeBlock gives one block that is there already, such as a mapped file.
class WholeBlock : public BlockSource {
 public:
  explicit WholeBlock(Block block) : block_(std::move(block)) {}
  absl::StatusOr<Block> Next() override { return std::exchange(block_, Block{}); }

 private:
  Block block_;
};

// AheadBlocks has another source read by a thread of its own, some blocks ahead.
class AheadBlocks : public BlockSource {
 public:
  static constexpr size_t kBlocksAhead = 3;

  // Where no thread can be started, `blocks` is read when asked.
  explicit AheadBlocks(std::unique_ptr<BlockSource> blocks);
  ~AheadBlocks() override;
  absl::StatusOr<Block> Next() override;

 private:
  void Run();

  std::unique_ptr<BlockSource> blocks_;
  std::mutex mutex_;  // of all below but the thread
  std::condition_variable changed_;
  std::deque<absl::StatusOr<Block>> ahead_;
  bool ended_ = false;  // nothing comes behind ahead_
  bool stopping_ = false;
  std::thread thread_;
};

// BlockChunks gives the bytes of blocks as a stream.
class BlockChunks : public netdoc::ChunkSource {
 public:
  // It begins with `first`, then comes what `blocks` has, if that is not null; it must outlive
  // this.
  explicit BlockChunks(BlockSource* blocks, Block first = {})
      : block_(std::move(first)), blocks_(blocks) {}
  absl::StatusOr<size_t> Read(std::span<char> buffer) override;

 private:
  Block block_;
  BlockSource* blocks_;
};

}  // namespace scape::archive

#endif  // SCAPE_ARCHIVE_BLOCKS_H_
