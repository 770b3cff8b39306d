// MakeEdCommands: which lines of two texts to keep.
//
// Never all lines are compared with all. The texts are cut into pieces at lines that surely belong
// together: the first line of each router status entry, by the relay's identity. Pieces that are
// still large are cut at lines that each text has once. Within a piece a table over its lines finds
// what costs the fewest bytes; a piece that is too large for a table is replaced as a whole.
#include <algorithm>
#include <cstring>
#include <functional>
#include <limits>
#include <optional>

#include "descriptor/consensus_diff.h"

namespace scape::descriptor {
namespace {

// The largest table, in cells of a byte: 256 lines by 256. A line is in one table only, so that the
// time is linear in the texts.
constexpr size_t kMaxCells = size_t{1} << 16;
// How often a piece may be cut again. Each time takes as long as sorting its lines.
constexpr int kMaxCuts = 6;
// What a further hunk costs, in bytes: "12345c\n", and half of the time ".\n".
constexpr uint32_t kHunkCost = 8;

constexpr uint32_t kNoKey = 0xffffffff;

struct Text {
  std::vector<std::string_view> lines;  // with their line feeds
  std::vector<uint32_t> keys;           // equal for equal lines, of both texts
  std::vector<uint32_t> relays;         // equal for entries of the same relay; else kNoKey
};

// Range is lines [begin, end) of a text, from 0.
struct Range {
  uint32_t begin = 0;
  uint32_t end = 0;
  uint32_t size() const { return end - begin; }
};

struct Piece {
  Range base;
  Range target;
};

// Pair is a line of the base and one of the target.
struct Pair {
  uint32_t base;
  uint32_t target;
};

bool Split(std::string_view text, DiffText which, std::vector<std::string_view>* lines,
           DiffFault* fault) {
  const auto fail = [&](const netdoc::Problem& problem, std::string_view where, size_t limit) {
    *fault = {&problem, which, where, std::to_string(limit), {}};
    return false;
  };
  if (text.size() > kMaxMakeBytes) {
    return fail(problems::kDiffTextTooLong, text.substr(0, 0), kMaxMakeBytes);
  }
  while (!text.empty()) {
    const size_t end = text.find('\n');
    if (std::min(end, text.size()) > kMaxDiffLine) {
      return fail(problems::kDiffLongLine, text.substr(0, end), kMaxDiffLine);
    }
    if (end == std::string_view::npos) return fail(problems::kDiffNotALine, text, 0);
    lines->push_back(text.substr(0, end + 1));
    text.remove_prefix(end + 1);
  }
  return true;
}

// IdentityOf returns the second argument of "r nickname identity ...", empty for other lines.
std::string_view IdentityOf(std::string_view line) {
  if (line.substr(0, 2) != "r ") return {};
  const size_t begin = line.find(' ', 2);
  if (begin == std::string_view::npos) return {};
  const size_t end = line.find_first_of(" \n", begin + 1);
  return line.substr(begin + 1, end - begin - 1);
}

// Number gives equal texts equal numbers; empty ones have none. By sorting: whoever writes
// a consensus cannot make it slow, as he could a hash table.
void Number(const std::vector<std::string_view>& texts, std::vector<uint32_t>* numbers) {
  struct Entry {
    size_t hash;
    uint32_t index;
  };
  std::vector<Entry> order(texts.size());
  for (uint32_t i = 0; i < order.size(); ++i) {
    order[i] = {std::hash<std::string_view>()(texts[i]), i};
  }
  std::sort(order.begin(), order.end(), [&](const Entry& a, const Entry& b) {
    if (a.hash != b.hash) return a.hash < b.hash;
    return texts[a.index] < texts[b.index];
  });
  numbers->assign(texts.size(), kNoKey);
  uint32_t number = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    const std::string_view text = texts[order[i].index];
    if (i > 0 && text != texts[order[i - 1].index]) ++number;
    if (!text.empty()) (*numbers)[order[i].index] = number;
  }
}

// NumberBoth numbers what `of` returns for the lines of both texts.
template <typename Of>
void NumberBoth(const Text& base, const Text& target, Of of, std::vector<uint32_t>* base_numbers,
                std::vector<uint32_t>* target_numbers) {
  std::vector<std::string_view> texts;
  texts.reserve(base.lines.size() + target.lines.size());
  for (const Text* text : {&base, &target}) {
    for (const std::string_view line : text->lines) texts.push_back(of(line));
  }
  std::vector<uint32_t> numbers;
  Number(texts, &numbers);
  const auto middle = numbers.begin() + static_cast<ptrdiff_t>(base.lines.size());
  base_numbers->assign(numbers.begin(), middle);
  target_numbers->assign(middle, numbers.end());
}

// LongestRise keeps of pairs, which ascend in the base, as many as ascend in the target, too.
void LongestRise(std::vector<Pair>* pairs) {
  std::vector<uint32_t> ends;                           // of the best rise of each length, its end
  std::vector<uint32_t> before(pairs->size(), kNoKey);  // the pair before, in a rise
  for (uint32_t i = 0; i < pairs->size(); ++i) {
    const auto place = std::lower_bound(
        ends.begin(), ends.end(), (*pairs)[i].target,
        [&](uint32_t end, uint32_t target) { return (*pairs)[end].target < target; });
    if (place != ends.begin()) before[i] = *(place - 1);
    if (place == ends.end()) {
      ends.push_back(i);
    } else {
      *place = i;
    }
  }
  std::vector<Pair> rise(ends.size());
  uint32_t i = ends.empty() ? kNoKey : ends.back();
  for (size_t length = rise.size(); length-- > 0; i = before[i]) rise[length] = (*pairs)[i];
  *pairs = std::move(rise);
}

class Maker {
 public:
  Maker(Text base, Text target)
      : base_(std::move(base)), target_(std::move(target)), keeps_(base_.lines.size(), kNoKey) {
    NumberBoth(
        base_, target_, [](std::string_view line) { return line; }, &base_.keys, &target_.keys);
    NumberBoth(base_, target_, &IdentityOf, &base_.relays, &target_.relays);
  }

  // Run finds what to keep. False: *where is a line "." that it would insert.
  bool Run(std::string_view* where) {
    Cut(Whole(), &Text::relays, kMaxCuts);
    if (InsertsDot() == kNoKey) return true;
    // Each line "." of the target is bound to one of the base, if there are enough.
    std::fill(keeps_.begin(), keeps_.end(), kNoKey);
    std::vector<Pair> dots;
    uint32_t i = 0;
    for (uint32_t j = 0; j < target_.lines.size(); ++j) {
      if (target_.lines[j] != kDot) continue;
      while (i < base_.lines.size() && base_.lines[i] != kDot) ++i;
      if (i == base_.lines.size()) {
        *where = target_.lines[j];
        return false;
      }
      dots.push_back({i++, j});
    }
    for (const Pair& dot : dots) keeps_[dot.base] = dot.target;
    BetweenPairs(Whole(), dots, /*kept=*/true,
                 [&](Piece piece) { Cut(piece, &Text::relays, kMaxCuts); });
    return true;
  }

  // Write appends the commands for what Run() did not keep.
  void Write(std::string* out) const {
    uint32_t i = static_cast<uint32_t>(base_.lines.size());
    uint32_t j = static_cast<uint32_t>(target_.lines.size());
    while (i > 0 || j > 0) {
      if (i > 0 && j > 0 && keeps_[i - 1] == j - 1) {
        --i;
        --j;
        continue;
      }
      const Piece hunk = HunkBefore(i, j);
      WriteHunk(hunk, out);
      i = hunk.base.begin;
      j = hunk.target.begin;
    }
  }

 private:
  static constexpr std::string_view kDot = ".\n";

  Piece Whole() const {
    return {{0, static_cast<uint32_t>(base_.lines.size())},
            {0, static_cast<uint32_t>(target_.lines.size())}};
  }

  // BetweenPairs visits what lies before, between and behind pairs. A pair that is `kept` is part
  // of no piece, others begin one.
  template <typename Visit>
  static void BetweenPairs(Piece whole, const std::vector<Pair>& pairs, bool kept, Visit visit) {
    for (const Pair& pair : pairs) {
      visit(Piece{{whole.base.begin, pair.base}, {whole.target.begin, pair.target}});
      whole.base.begin = pair.base + kept;
      whole.target.begin = pair.target + kept;
    }
    visit(whole);
  }

  bool Same(uint32_t i, uint32_t j) const { return base_.keys[i] == target_.keys[j]; }

  // Cut keeps what the piece's ends have in common, and the best of the rest; `by` is what pairs
  // lines, if it must be cut.
  void Cut(Piece piece, std::vector<uint32_t> Text::*by, int cuts) {
    while (piece.base.size() > 0 && piece.target.size() > 0 &&
           Same(piece.base.begin, piece.target.begin)) {
      keeps_[piece.base.begin++] = piece.target.begin++;
    }
    while (piece.base.size() > 0 && piece.target.size() > 0 &&
           Same(piece.base.end - 1, piece.target.end - 1)) {
      keeps_[--piece.base.end] = --piece.target.end;
    }
    if (piece.base.size() == 0 || piece.target.size() == 0) return;
    // A few entries may as well go into one table: it finds more than their pairs tell.
    constexpr size_t kFewCells = 400;
    const size_t cells = (size_t{piece.base.size()} + 1) * (size_t{piece.target.size()} + 1);
    if (cells > (by == &Text::relays ? kFewCells : kMaxCells)) {
      if (cuts > 0) {
        const std::vector<Pair> pairs = UniquePairs(piece, by);
        if (!pairs.empty() || by == &Text::relays) {
          BetweenPairs(piece, pairs, /*kept=*/false,
                       [&](Piece part) { Cut(part, &Text::keys, cuts - 1); });
          return;
        }
      }
      if (cells > kMaxCells) return;
    }
    FillTable(piece);
  }

  // UniquePairs returns the pairs of lines that both sides of the piece have once, in order.
  std::vector<Pair> UniquePairs(const Piece& piece, std::vector<uint32_t> Text::*by) const {
    const auto unique = [&](const Text& text, Range range) {
      std::vector<std::pair<uint32_t, uint32_t>> keys;  // key, line
      for (uint32_t i = range.begin; i < range.end; ++i) {
        if ((text.*by)[i] != kNoKey) keys.emplace_back((text.*by)[i], i);
      }
      std::sort(keys.begin(), keys.end());
      size_t kept = 0;
      for (size_t i = 0, next; i < keys.size(); i = next) {
        for (next = i + 1; next < keys.size() && keys[next].first == keys[i].first;) ++next;
        if (next == i + 1) keys[kept++] = keys[i];
      }
      keys.resize(kept);
      return keys;
    };
    const auto base = unique(base_, piece.base);
    const auto target = unique(target_, piece.target);
    std::vector<Pair> pairs;
    for (size_t i = 0, j = 0; i < base.size() && j < target.size();) {
      if (base[i].first < target[j].first) {
        ++i;
      } else if (target[j].first < base[i].first) {
        ++j;
      } else {
        pairs.push_back({base[i++].second, target[j++].second});
      }
    }
    std::sort(pairs.begin(), pairs.end(),
              [](const Pair& a, const Pair& b) { return a.base < b.base; });
    LongestRise(&pairs);
    return pairs;
  }

  // FillTable keeps the lines that make the commands for the piece shortest. Cell (i, j) is about
  // the first i lines of the base and the first j of the target: what their commands cost, when
  // the last line is kept, and when it is within a hunk. Only the way there is stored.
  void FillTable(const Piece& piece) {
    enum Way : uint8_t {
      kKeptAfterHunk = 1,  // the line before the one that is kept is within a hunk
      kHunkDeletes = 2,    // the hunk's last line is one of the base
      kHunkFirst = 4,      // and it begins the hunk
    };
    constexpr uint64_t kNever = std::numeric_limits<uint64_t>::max() / 2;
    struct Cost {
      uint64_t kept;
      uint64_t hunk;
    };
    const size_t rows = piece.base.size(), columns = piece.target.size();
    ways_.assign((rows + 1) * (columns + 1), 0);
    std::vector<Cost> above(columns + 1), row(columns + 1);
    for (size_t i = 0; i <= rows; ++i) {
      for (size_t j = 0; j <= columns; ++j) {
        if (i == 0 && j == 0) {
          row[0] = {0, kNever};
          continue;
        }
        uint8_t way = 0;
        Cost cost{kNever, kNever};
        if (i > 0 && j > 0 &&
            Same(piece.base.begin + static_cast<uint32_t>(i - 1),
                 piece.target.begin + static_cast<uint32_t>(j - 1))) {
          const Cost& before = above[j - 1];
          cost.kept = std::min(before.kept, before.hunk);
          if (before.hunk < before.kept) way |= kKeptAfterHunk;
        }
        if (j > 0) {  // insert
          const Cost& before = row[j - 1];
          const uint64_t begin = before.kept + kHunkCost;
          cost.hunk =
              std::min(begin, before.hunk) + target_.lines[piece.target.begin + j - 1].size();
          if (begin < before.hunk) way |= kHunkFirst;
        }
        if (i > 0) {  // delete
          const Cost& before = above[j];
          const uint64_t begin = before.kept + kHunkCost;
          if (const uint64_t deleted = std::min(begin, before.hunk); deleted <= cost.hunk) {
            cost.hunk = deleted;
            way = static_cast<uint8_t>((way & kKeptAfterHunk) | kHunkDeletes |
                                       (begin < before.hunk ? kHunkFirst : 0));
          }
        }
        row[j] = cost;
        ways_[i * (columns + 1) + j] = way;
      }
      std::swap(row, above);
    }
    bool hunk = above[columns].hunk < above[columns].kept;
    for (size_t i = rows, j = columns; i > 0 || j > 0;) {
      const uint8_t way = ways_[i * (columns + 1) + j];
      if (!hunk) {
        --i;
        --j;
        keeps_[piece.base.begin + i] = piece.target.begin + static_cast<uint32_t>(j);
        hunk = (way & kKeptAfterHunk) != 0;
      } else {
        ((way & kHunkDeletes) != 0 ? i : j) -= 1;
        hunk = (way & kHunkFirst) == 0;
      }
    }
  }

  // HunkBefore returns the lines that are not kept before line i of the base and j of the target.
  Piece HunkBefore(uint32_t i, uint32_t j) const {
    Piece hunk{{i, i}, {j, j}};
    while (hunk.base.begin > 0 && keeps_[hunk.base.begin - 1] == kNoKey) --hunk.base.begin;
    hunk.target.begin = hunk.base.begin == 0 ? 0 : keeps_[hunk.base.begin - 1] + 1;
    return hunk;
  }

  uint32_t InsertsDot() const {
    uint32_t i = static_cast<uint32_t>(base_.lines.size());
    uint32_t j = static_cast<uint32_t>(target_.lines.size());
    while (i > 0 || j > 0) {
      if (i > 0 && j > 0 && keeps_[i - 1] == j - 1) {
        --i;
        --j;
        continue;
      }
      const Piece hunk = HunkBefore(i, j);
      for (uint32_t line = hunk.target.begin; line < hunk.target.end; ++line) {
        if (target_.lines[line] == kDot) return line;
      }
      i = hunk.base.begin;
      j = hunk.target.begin;
    }
    return kNoKey;
  }

  void WriteHunk(const Piece& hunk, std::string* out) const {
    const bool inserts = hunk.target.size() > 0;
    if (hunk.base.size() == 0) {
      out->append(std::to_string(hunk.base.begin)).append("a\n");
    } else {
      out->append(std::to_string(hunk.base.begin + 1));
      if (hunk.base.size() > 1) out->append(",").append(std::to_string(hunk.base.end));
      out->append(inserts ? "c\n" : "d\n");
    }
    if (!inserts) return;
    const std::string_view first = target_.lines[hunk.target.begin];
    const std::string_view last = target_.lines[hunk.target.end - 1];
    out->append(first.data(), static_cast<size_t>(last.data() + last.size() - first.data()));
    out->append(kDot);
  }

  Text base_;
  Text target_;
  std::vector<uint32_t> keeps_;  // for each line of the base the line of the target that it is
  std::vector<uint8_t> ways_;    // FillTable's table, kept for the next one
};

}  // namespace

bool MakeEdCommands(std::string_view base, std::string_view target, std::string* out,
                    DiffFault* fault) {
  Text old_text, new_text;
  if (!Split(base, DiffText::kBase, &old_text.lines, fault) ||
      !Split(target, DiffText::kTarget, &new_text.lines, fault)) {
    return false;
  }
  const auto is_signature = [](std::string_view line) {
    constexpr std::string_view kKeyword = "directory-signature ";
    return line.substr(0, kKeyword.size()) == kKeyword;
  };
  std::vector<std::string_view>& lines = old_text.lines;
  const auto signature = std::find_if(lines.begin(), lines.end(), is_signature);
  const std::string number = std::to_string(signature - lines.begin() + 1);
  std::string deletion;
  if (lines.end() - signature > 1) deletion = number + ",$d\n";
  if (lines.end() - signature == 1) deletion = number + "d\n";
  lines.erase(signature, lines.end());
  Maker maker(std::move(old_text), std::move(new_text));
  std::string_view dot;
  if (!maker.Run(&dot)) {
    *fault = {&problems::kDiffLoneDot, DiffText::kTarget, dot, {}, {}};
    return false;
  }
  out->append(deletion);
  maker.Write(out);
  return true;
}

}  // namespace scape::descriptor
