// Words is the range of the words of a text: what SP and TAB, or another separator, part.
//
//   for (std::string_view member : Words("alice  $AA bob")) ...   // "alice", "$AA", "bob"
//   for (std::string_view n : Words("1,2,,3", ',')) ...            // "1", "2", "", "3"
//
// With blanks as separators a run of them is one; with any other character every one counts. A
// view: it borrows the text, allocates nothing.
#ifndef SCAPE_DESCRIPTOR_NETDOC_WORDS_H_
#define SCAPE_DESCRIPTOR_NETDOC_WORDS_H_

#include <cstddef>
#include <string_view>

namespace scape::netdoc {

class Words {
 public:
  class Iterator {
   public:
    Iterator(std::string_view rest, char separator, bool end)
        : rest_(rest), separator_(separator), end_(end) {
      if (!end_) Advance();
    }
    std::string_view operator*() const { return word_; }
    Iterator& operator++() {
      Advance();
      return *this;
    }
    bool operator!=(const Iterator& other) const { return end_ != other.end_; }
    bool operator==(const Iterator& other) const { return end_ == other.end_; }

   private:
    void Advance() {
      if (separator_ == ' ') {
        while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\t')) rest_.remove_prefix(1);
        if (rest_.empty()) {
          end_ = true;
          return;
        }
        size_t size = 0;
        while (size < rest_.size() && rest_[size] != ' ' && rest_[size] != '\t') ++size;
        word_ = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return;
      }
      if (last_) {
        end_ = true;
        return;
      }
      const size_t size = rest_.find(separator_);
      last_ = size == std::string_view::npos;
      word_ = rest_.substr(0, size);
      rest_.remove_prefix(last_ ? rest_.size() : size + 1);
    }

    std::string_view rest_;
    std::string_view word_;
    char separator_;
    bool last_ = false;  // the word at hand is the last one
    bool end_;
  };

  explicit Words(std::string_view text, char separator = ' ')
      : text_(text), separator_(separator) {}
  Iterator begin() const { return Iterator(text_, separator_, separator_ != ' ' && text_.empty()); }
  Iterator end() const { return Iterator({}, separator_, true); }

 private:
  std::string_view text_;
  char separator_;
};

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_WORDS_H_
