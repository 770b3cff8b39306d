#include "archive/decoder.h"

#include <bzlib.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace scape::archive {
namespace {

using namespace std::string_view_literals;

constexpr size_t kInputBytes = size_t{128} << 10;

// Decoder is what all have in common: they differ in Step() and Again().
class Decoder : public netdoc::ChunkSource {
 public:
  Decoder(Compression compression, netdoc::ChunkSource* source)
      : compression_(compression), source_(source), buffer_(kInputBytes) {}

  absl::StatusOr<size_t> Read(std::span<char> out) final {
    size_t filled = 0;
    while (filled < out.size() && status_.ok() && !ended_) {
      if (in_.empty() && !source_ended_ && !Fill()) break;
      const size_t got = Step(out.subspan(filled));
      filled += got;
      if (status_.ok() && !ended_ && source_ended_ && in_.empty() && got == 0) {
        Fail("ends too early: it has been cut off");
      }
    }
    if (filled == 0 && !status_.ok()) return status_;
    return filled;
  }

 protected:
  // Step decodes from in_ to `out`, takes from in_ what it has used, and returns how many bytes it
  // has written. It calls Fail() or StreamEnd() when it must.
  virtual size_t Step(std::span<char> out) = 0;
  // Again makes ready for another stream behind the first.
  virtual void Again() = 0;

  void Fail(std::string_view why) {
    status_ = absl::DataLossError(absl::StrFormat("the %s data %s, after %d bytes of it",
                                                  std::string(CompressionName(compression_)),
                                                  std::string(why), read_ - in_.size()));
  }
  // `needed` is in bytes; 0: not known.
  void TooMuchMemory(uint64_t needed) {
    status_ = absl::ResourceExhaustedError(absl::StrFormat(
        "to decompress this %s data takes %s than is allowed",
        std::string(CompressionName(compression_)),
        needed == 0 ? "more memory"
                    : absl::StrCat((needed + (1 << 20) - 1) >> 20, " MB of memory, more")));
  }
  // StreamEnd looks whether another stream follows. Zeros may, as tapes have them.
  void StreamEnd() {
    while (true) {
      if (in_.empty() && !source_ended_ && !Fill()) return;
      if (in_.empty()) {
        ended_ = true;
        return;
      }
      if (in_.front() != '\0') break;
      in_.remove_prefix(std::min(in_.find_first_not_of('\0'), in_.size()));
    }
    // A decoder says itself whether what follows is a stream.
    Again();
  }

  std::string_view in_;
  bool source_ended_ = false;
  bool ended_ = false;

 private:
  bool Fill() {
    absl::StatusOr<size_t> got = source_->Read(buffer_);
    if (!got.ok()) {
      status_ = got.status();
      return false;
    }
    source_ended_ = *got == 0;
    read_ += *got;
    in_ = std::string_view(buffer_.data(), *got);
    return true;
  }

  const Compression compression_;
  netdoc::ChunkSource* source_;
  std::vector<char> buffer_;
  uint64_t read_ = 0;  // compressed bytes
  absl::Status status_;
};

class XzDecoder : public Decoder {
 public:
  XzDecoder(Compression compression, netdoc::ChunkSource* source, const DecoderOptions& options)
      : Decoder(compression, source) {
    lzma_ret made;
    if (compression == Compression::kLzma) {
      made = lzma_alone_decoder(&stream_, options.memory);
    } else if (options.threads > 1) {
      lzma_mt threads{};
      threads.flags = LZMA_CONCATENATED;
      threads.threads = static_cast<uint32_t>(options.threads);
      threads.memlimit_threading = options.memory;
      threads.memlimit_stop = options.memory;
      made = lzma_stream_decoder_mt(&stream_, &threads);
    } else {
      made = lzma_stream_decoder(&stream_, options.memory, LZMA_CONCATENATED);
    }
    if (made != LZMA_OK) Fail("cannot be decoded: there is not enough memory");
  }
  ~XzDecoder() override { lzma_end(&stream_); }

 protected:
  size_t Step(std::span<char> out) override {
    stream_.next_in = reinterpret_cast<const uint8_t*>(in_.data());
    stream_.avail_in = in_.size();
    stream_.next_out = reinterpret_cast<uint8_t*>(out.data());
    stream_.avail_out = out.size();
    const lzma_ret result = lzma_code(&stream_, source_ended_ ? LZMA_FINISH : LZMA_RUN);
    in_.remove_prefix(in_.size() - stream_.avail_in);
    switch (result) {
      case LZMA_OK:
      case LZMA_BUF_ERROR:  // no progress: Read() sees that
        break;
      case LZMA_STREAM_END:
        StreamEnd();
        break;
      case LZMA_MEMLIMIT_ERROR:
        TooMuchMemory(lzma_memusage(&stream_));
        break;
      case LZMA_MEM_ERROR:
        Fail("cannot be decoded: there is not enough memory");
        break;
      case LZMA_OPTIONS_ERROR:
        Fail("uses something that this program cannot decode");
        break;
      default:
        Fail("is damaged");
    }
    return out.size() - stream_.avail_out;
  }
  // Of xz the library reads all streams; lzma ends with its first one.
  void Again() override { Fail("is followed by something else"); }

 private:
  lzma_stream stream_ = LZMA_STREAM_INIT;
};

class GzipDecoder : public Decoder {
 public:
  explicit GzipDecoder(netdoc::ChunkSource* source) : Decoder(Compression::kGzip, source) {
    constexpr int kGzipFormat = 16;
    if (inflateInit2(&stream_, MAX_WBITS + kGzipFormat) != Z_OK) {
      Fail("cannot be decoded: there is not enough memory");
    }
  }
  ~GzipDecoder() override { inflateEnd(&stream_); }

 protected:
  size_t Step(std::span<char> out) override {
    constexpr size_t kMost = std::numeric_limits<uInt>::max();
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in_.data()));
    stream_.avail_in = static_cast<uInt>(in_.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(std::min(out.size(), kMost));
    const size_t room = stream_.avail_out;
    const int result = inflate(&stream_, Z_NO_FLUSH);
    in_.remove_prefix(in_.size() - stream_.avail_in);
    const size_t got = room - stream_.avail_out;
    if (result == Z_STREAM_END) {
      StreamEnd();
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      Fail(stream_.total_out == 0 && again_ ? "is followed by something else" : "is damaged");
    }
    return got;
  }
  void Again() override {
    again_ = true;
    inflateReset(&stream_);
  }

 private:
  z_stream stream_{};
  bool again_ = false;
};

class Bzip2Decoder : public Decoder {
 public:
  explicit Bzip2Decoder(netdoc::ChunkSource* source) : Decoder(Compression::kBzip2, source) {
    Begin();
  }
  ~Bzip2Decoder() override { BZ2_bzDecompressEnd(&stream_); }

 protected:
  size_t Step(std::span<char> out) override {
    constexpr size_t kMost = std::numeric_limits<unsigned>::max();
    stream_.next_in = const_cast<char*>(in_.data());
    stream_.avail_in = static_cast<unsigned>(in_.size());
    stream_.next_out = out.data();
    stream_.avail_out = static_cast<unsigned>(std::min(out.size(), kMost));
    const size_t room = stream_.avail_out;
    const int result = BZ2_bzDecompress(&stream_);
    in_.remove_prefix(in_.size() - stream_.avail_in);
    const size_t got = room - stream_.avail_out;
    if (result == BZ_STREAM_END) {
      StreamEnd();
    } else if (result != BZ_OK) {
      Fail(result == BZ_DATA_ERROR_MAGIC && again_ ? "is followed by something else"
                                                   : "is damaged");
    }
    return got;
  }
  void Again() override {
    again_ = true;
    BZ2_bzDecompressEnd(&stream_);
    stream_ = {};
    Begin();
  }

 private:
  void Begin() {
    if (BZ2_bzDecompressInit(&stream_, /*verbosity=*/0, /*small=*/0) != BZ_OK) {
      Fail("cannot be decoded: there is not enough memory");
    }
  }

  bz_stream stream_{};
  bool again_ = false;
};

class ZstdDecoder : public Decoder {
 public:
  ZstdDecoder(netdoc::ChunkSource* source, const DecoderOptions& options)
      : Decoder(Compression::kZstd, source), stream_(ZSTD_createDStream()) {
    if (stream_ == nullptr) {
      Fail("cannot be decoded: there is not enough memory");
      return;
    }
    const ZSTD_bounds bounds = ZSTD_dParam_getBounds(ZSTD_d_windowLogMax);
    const int window = static_cast<int>(std::bit_width(options.memory)) - 1;
    ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax,
                           std::clamp(window, bounds.lowerBound, bounds.upperBound));
  }
  ~ZstdDecoder() override { ZSTD_freeDStream(stream_); }

 protected:
  size_t Step(std::span<char> out) override {
    ZSTD_inBuffer from{in_.data(), in_.size(), 0};
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    const size_t result = ZSTD_decompressStream(stream_, &to, &from);
    in_.remove_prefix(from.pos);
    if (ZSTD_isError(result) != 0) {
      const ZSTD_ErrorCode code = ZSTD_getErrorCode(result);
      if (code == ZSTD_error_frameParameter_windowTooLarge) {
        TooMuchMemory(0);
      } else {
        Fail(again_ && code == ZSTD_error_prefix_unknown ? "is followed by something else"
                                                         : "is damaged");
      }
    } else if (result == 0) {
      StreamEnd();
    }
    return to.pos;
  }
  void Again() override { again_ = true; }

 private:
  ZSTD_DStream* stream_;
  bool again_ = false;
};

}  // namespace

Compression CompressionOf(std::string_view bytes) {
  if (bytes.starts_with("\xfd"
                        "7zXZ\0"sv)) {
    return Compression::kXz;
  }
  if (bytes.starts_with("\x1f\x8b"sv)) return Compression::kGzip;
  if (bytes.starts_with("BZh"sv) && bytes.size() > 3 && bytes[3] >= '1' && bytes[3] <= '9') {
    return Compression::kBzip2;
  }
  // A frame, or one that is to be skipped, as those begin that a seekable file ends with.
  if (bytes.starts_with("\x28\xb5\x2f\xfd"sv) ||
      (bytes.size() >= 4 && (bytes[0] & 0xf0) == 0x50 && bytes.substr(1, 3) == "\x2a\x4d\x18"sv)) {
    return Compression::kZstd;
  }
  // Properties of LZMA as all use them, and the dictionary's lowest bytes.
  if (bytes.size() >= kCompressionBytes - 1 && bytes[0] == '\x5d' && bytes[1] == '\0' &&
      bytes[2] == '\0') {
    return Compression::kLzma;
  }
  return Compression::kNone;
}

std::string_view CompressionName(Compression compression) {
  switch (compression) {
    case Compression::kXz:
      return "xz";
    case Compression::kLzma:
      return "lzma";
    case Compression::kGzip:
      return "gzip";
    case Compression::kBzip2:
      return "bzip2";
    case Compression::kZstd:
      return "zstd";
    case Compression::kNone:
      break;
  }
  return {};
}

std::string_view WithoutSuffix(std::string_view name) {
  for (const std::string_view suffix : {".xz"sv, ".lzma"sv, ".gz"sv, ".bz2"sv, ".zst"sv}) {
    if (name.ends_with(suffix)) return name.substr(0, name.size() - suffix.size());
  }
  return name;
}

std::unique_ptr<netdoc::ChunkSource> MakeDecoder(Compression compression,
                                                 netdoc::ChunkSource* source,
                                                 const DecoderOptions& options) {
  switch (compression) {
    case Compression::kXz:
    case Compression::kLzma:
      return std::make_unique<XzDecoder>(compression, source, options);
    case Compression::kGzip:
      return std::make_unique<GzipDecoder>(source);
    case Compression::kBzip2:
      return std::make_unique<Bzip2Decoder>(source);
    case Compression::kZstd:
      return std::make_unique<ZstdDecoder>(source, options);
    case Compression::kNone:
      break;
  }
  return nullptr;
}

}  // namespace scape::archive
