#include "archive/texts.h"

#include <algorithm>
#include <span>
#include <utility>

#include "absl/strings/str_cat.h"

namespace scape::archive {
namespace {

// What has been compressed more often than this is not read.
constexpr size_t kMostLayers = 3;

absl::Status TooManyLayers() {
  return absl::UnimplementedError(
      absl::StrCat("this has been compressed more than ", kMostLayers, " times"));
}

}  // namespace

// Peeked is a stream of which the first bytes have been looked at.
class TextReader::Peeked : public netdoc::ChunkSource {
 public:
  explicit Peeked(netdoc::ChunkSource* source) : source_(source), buffer_(kTarBlock) {
    size_t size = 0;
    while (size < buffer_.size()) {
      absl::StatusOr<size_t> got = source_->Read(std::span(buffer_).subspan(size));
      if (!got.ok()) status_ = got.status();
      if (!got.ok() || *got == 0) break;
      size += *got;
    }
    first_ = std::string_view(buffer_.data(), size);
  }
  std::string_view first() const { return first_; }

  absl::StatusOr<size_t> Read(std::span<char> out) override {
    if (first_.empty()) return status_.ok() ? source_->Read(out) : status_;
    const size_t size = first_.copy(out.data(), out.size());
    first_.remove_prefix(size);
    return size;
  }

 private:
  netdoc::ChunkSource* source_;
  std::vector<char> buffer_;
  std::string_view first_;
  absl::Status status_;  // of what came behind the first bytes
};

// MemberBlocks is what has not been read yet of a member.
class TextReader::MemberBlocks : public BlockSource {
 public:
  explicit MemberBlocks(TarReader* tar) : tar_(tar) {}
  absl::StatusOr<Block> Next() override { return tar_->Read(); }

 private:
  TarReader* tar_;
};

TextReader::TextReader(std::unique_ptr<Source> source, const DecoderOptions& options)
    : source_(std::move(source)), options_(options) {}
TextReader::~TextReader() {
  // Who reads ahead may wait for a stream that gives nothing more.
  source_->Stop();
}

absl::StatusOr<std::unique_ptr<TextReader>> TextReader::Open(const std::string& path,
                                                             const DecoderOptions& options) {
  absl::StatusOr<std::unique_ptr<Source>> source = Source::Open(path);
  if (!source.ok()) return source.status();
  std::unique_ptr<TextReader> texts(new TextReader(*std::move(source), options));
  Source& file = *texts->source_;
  std::string_view first = file.first_bytes();
  if (const Compression compression = CompressionOf(first); compression != Compression::kNone) {
    netdoc::ChunkSource* const plain = texts->Decoded(&file.chunks(), compression, &first);
    texts->ReadDecoded(plain, IsTar(first));
    if (CompressionOf(first) != Compression::kNone) texts->too_many_layers_ = true;
  } else if (IsTar(first) && file.mapped().has_value()) {
    texts->blocks_ = std::make_unique<WholeBlock>(Block{*file.mapped(), texts->source_});
  } else if (IsTar(first)) {
    texts->blocks_ = std::make_unique<ChunkBlocks>(&file.chunks());
  }
  if (texts->blocks_ != nullptr && texts->of_file_.empty()) texts->ReadTar();
  return texts;
}

void TextReader::ReadDecoded(netdoc::ChunkSource* plain, bool is_tar) {
  const bool ahead = options_.threads > 1;
  if (ahead || is_tar) blocks_ = std::make_unique<ChunkBlocks>(plain);
  if (ahead) blocks_ = std::make_unique<AheadBlocks>(std::move(blocks_));
  if (is_tar) {
    ReadTar();
  } else if (ahead) {
    of_file_.push_back(std::make_unique<BlockChunks>(blocks_.get()));
  }
}

void TextReader::ReadTar() {
  tar_.emplace(blocks_.get());
  member_blocks_ = std::make_unique<MemberBlocks>(&*tar_);
}

// Decoded returns the stream that is left when all compression is undone, and how it begins; its
// layers are kept in of_file_, or once members are read in of_member_.
netdoc::ChunkSource* TextReader::Decoded(netdoc::ChunkSource* source, Compression compression,
                                         std::string_view* first) {
  std::vector<std::unique_ptr<netdoc::ChunkSource>>& layers =
      tar_.has_value() ? of_member_ : of_file_;
  for (size_t i = 0; i < kMostLayers && compression != Compression::kNone; ++i) {
    layers.push_back(MakeDecoder(compression, source, options_));
    auto peeked = std::make_unique<Peeked>(layers.back().get());
    *first = peeked->first();
    compression = CompressionOf(*first);
    source = peeked.get();
    layers.push_back(std::move(peeked));
  }
  return source;
}

bool TextReader::Next(Text* text) {
  text->member.clear();
  text->bytes = {};
  text->stream = nullptr;
  text->owner.reset();
  text->status = absl::OkStatus();
  at_ = nullptr;
  if (ended_) {
    if (source_->mapped().has_value() && of_file_.empty()) done_ = source_->mapped()->size();
    return false;
  }
  if (!tar_.has_value()) {
    ended_ = true;
    if (too_many_layers_) {
      text->status = TooManyLayers();
    } else if (!of_file_.empty()) {
      text->stream = of_file_.back().get();
    } else if (source_->mapped().has_value()) {
      text->bytes = *source_->mapped();
      text->owner = source_;
      at_ = text->bytes.data();
    } else {
      text->stream = &source_->chunks();
    }
    return true;
  }
  of_member_.clear();
  absl::StatusOr<bool> more = tar_->Next();
  if (!more.ok()) {
    text->status = more.status();
    return true;
  }
  if (!*more) {
    ended_ = true;
    return Next(text);
  }
  NextMember(text);
  return true;
}

void TextReader::NextMember(Text* text) {
  text->member = tar_->name();
  const uint64_t size = tar_->size();
  absl::StatusOr<Block> block = size == 0 ? Block{} : tar_->Read();
  if (!block.ok()) {
    text->status = block.status();
    return;
  }
  if (block->owner == source_) {
    at_ = block->bytes.data();
    done_ = Position(block->bytes.size());
  }
  bool whole = block->bytes.size() == size && (block->owner != nullptr || size == 0);
  if (!whole && size <= kWholeBytes) {
    *block = Gathered(*block, size, &text->status);
    whole = true;
  }
  std::string_view first = block->bytes.substr(0, kTarBlock);
  netdoc::ChunkSource* stream = nullptr;
  const auto as_stream = [&] {
    if (stream != nullptr) return;
    of_member_.push_back(
        std::make_unique<BlockChunks>(whole ? nullptr : member_blocks_.get(), *block));
    stream = of_member_.back().get();
  };
  if (const Compression compression = CompressionOf(first); compression != Compression::kNone) {
    as_stream();
    stream = Decoded(stream, compression, &first);
  }
  if (IsTar(first)) {
    if (text->status.ok()) {
      text->status = absl::UnimplementedError("a tarball within a tarball is not read: unpack it");
    }
    return;
  }
  if (stream != nullptr && CompressionOf(first) != Compression::kNone) {
    text->status = TooManyLayers();
    return;
  }
  if (!whole) as_stream();
  text->stream = stream;
  if (stream != nullptr) return;
  text->bytes = block->bytes;
  text->owner = std::move(block->owner);
}

// Gathered returns all of a member in one piece; *status says why there is not more of it.
Block TextReader::Gathered(const Block& begin, uint64_t size, absl::Status* status) {
  const auto text = std::make_shared<std::string>();
  text->reserve(size);
  text->append(begin.bytes);
  while (text->size() < size) {
    absl::StatusOr<Block> block = tar_->Read();
    if (!block.ok()) *status = block.status();
    if (!block.ok() || block->bytes.empty()) break;
    text->append(block->bytes);
  }
  return {*text, text};
}

uint64_t TextReader::Position(uint64_t done) const {
  if (at_ != nullptr) return static_cast<uint64_t>(at_ - source_->mapped()->data()) + done;
  return std::max(source_->chunks_read(), done_);
}

void TextReader::Release(uint64_t position) {
  if (at_ != nullptr) source_->Release(position);
}

absl::StatusOr<Block> Whole(const Text& text, size_t most) {
  Block whole{text.bytes, text.owner};
  if (text.stream != nullptr) {
    const auto gathered = std::make_shared<std::string>();
    std::vector<char> buffer(size_t{64} << 10);
    while (gathered->size() <= most) {
      absl::StatusOr<size_t> got = text.stream->Read(buffer);
      if (!got.ok()) return got.status();
      if (*got == 0) break;
      gathered->append(buffer.data(), *got);
    }
    whole = {*gathered, gathered};
  }
  if (!text.status.ok()) return text.status;
  if (whole.bytes.size() > most) {
    return absl::ResourceExhaustedError(absl::StrCat("this is longer than ", most, " bytes"));
  }
  return whole;
}

absl::StatusOr<Block> OnlyText(TextReader& texts, size_t most) {
  if (texts.is_archive()) {
    return absl::InvalidArgumentError("this is a tarball, not a single text");
  }
  Text text;
  texts.Next(&text);
  return Whole(text, most);
}

}  // namespace scape::archive
