// Signals should arrive on the threads that a program began with, whose handlers know what is being
// done there.
//
//   const SignalsBlocked blocked;
//   thread_ = std::thread(...);        // takes none, nor do threads that it starts
#ifndef SCAPE_ARCHIVE_SIGNALS_BLOCKED_H_
#define SCAPE_ARCHIVE_SIGNALS_BLOCKED_H_

#include <signal.h>

namespace scape::archive {

// SignalsBlocked keeps signals from the calling thread, and from threads that it starts, until it
// is destroyed.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

}  // namespace scape::archive

#endif  // SCAPE_ARCHIVE_SIGNALS_BLOCKED_H_
