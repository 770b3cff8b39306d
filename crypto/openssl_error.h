// ErrorMark keeps OpenSSL's per-thread queue of errors as it was found: the errors of our own calls
// are turned into a Status, or a result, and do not reach callers who look at the queue for theirs.
// For the *.cc of this folder only.
#ifndef SCAPE_CRYPTO_OPENSSL_ERROR_H_
#define SCAPE_CRYPTO_OPENSSL_ERROR_H_

#include <openssl/err.h>

#include <array>
#include <string>

namespace scape::crypto::internal {

class ErrorMark {
 public:
  ErrorMark() : before_(ERR_peek_last_error()) { ERR_set_mark(); }
  ErrorMark(const ErrorMark&) = delete;
  ErrorMark& operator=(const ErrorMark&) = delete;
  ~ErrorMark() { ERR_pop_to_mark(); }

  // Why returns OpenSSL's own words for the last error, if it left any since.
  std::string Why() const {
    const unsigned long code = ERR_peek_last_error();  // NOLINT: OpenSSL's type
    if (code == 0 || code == before_) return "no reason given";
    std::array<char, 256> text;
    ERR_error_string_n(code, text.data(), text.size());
    return text.data();
  }

 private:
  const unsigned long before_;  // NOLINT: OpenSSL's type
};

}  // namespace scape::crypto::internal

#endif  // SCAPE_CRYPTO_OPENSSL_ERROR_H_
