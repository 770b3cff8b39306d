// LaneOutput prints the text of lanes one behind the other, also while they are read at once: what
// comes of a lane before its turn is put aside, in an unnamed file.
//
//   LaneOutput lanes([&](std::string_view text) { return output.Write(text); });
//   lanes.Put(lane, turn, text);        // from archive::LaneConsumer::Consume()
//   lanes.Turn(lane);                   // from its Turn()
//
// What is put at once is written at once, so that output that is broken off ends behind one of the
// texts. It belongs to one thread.
#ifndef SCAPE_CLI_LANE_OUTPUT_H_
#define SCAPE_CLI_LANE_OUTPUT_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace scape::cli {

class LaneOutput {
 public:
  // `write` returns whether to go on.
  using Write = std::function<bool(std::string_view text)>;
  explicit LaneOutput(Write write) : write_(std::move(write)) {}
  ~LaneOutput();
  LaneOutput(const LaneOutput&) = delete;
  LaneOutput& operator=(const LaneOutput&) = delete;

  // Put writes the text when it is the lane's turn, or puts it aside. Returns whether to go on.
  bool Put(size_t lane, bool turn, std::string_view text);
  // Turn writes what has been put aside of the lane. Returns whether to go on.
  bool Turn(size_t lane);
  // has_room tells whether more can be put aside: there is a file, and room on its disk.
  bool has_room() const { return has_room_; }
  // status is not OK when what was put aside could not be read again.
  const absl::Status& status() const { return status_; }

 private:
  struct Piece {
    uint64_t offset;
    size_t size;
    std::string kept;  // in memory, since it could not be written to the file
  };
  bool Keep(std::string_view text, Piece* piece);
  bool WriteKept(const Piece& piece);
  void LookForRoom();

  Write write_;
  std::map<size_t, std::vector<Piece>> aside_;  // by lane
  int file_ = -1;
  uint64_t end_ = 0;  // of the file
  uint64_t look_at_ = 0;
  bool has_room_ = true;
  absl::Status status_;
};

}  // namespace scape::cli

#endif  // SCAPE_CLI_LANE_OUTPUT_H_
