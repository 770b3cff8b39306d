#include "benchmarks/allocations.h"

#include <cerrno>
#include <cstddef>

namespace {

// Not atomic: it would slow down what is measured.
uint64_t count = 0;

}  // namespace

// glibc has its own functions under these names, for those who replace malloc. The library's
// operator new calls malloc.
extern "C" {

void* __libc_malloc(size_t size);
void* __libc_calloc(size_t members, size_t size);
void* __libc_realloc(void* old, size_t size);
void* __libc_memalign(size_t alignment, size_t size);

void* malloc(size_t size) {
  ++count;
  return __libc_malloc(size);
}

void* calloc(size_t members, size_t size) {
  ++count;
  return __libc_calloc(members, size);
}

void* realloc(void* old, size_t size) {
  ++count;
  return __libc_realloc(old, size);
}

void* memalign(size_t alignment, size_t size) {
  ++count;
  return __libc_memalign(alignment, size);
}

void* aligned_alloc(size_t alignment, size_t size) {
  ++count;
  return __libc_memalign(alignment, size);
}

int posix_memalign(void** out, size_t alignment, size_t size) {
  ++count;
  *out = __libc_memalign(alignment, size);
  return *out == nullptr ? ENOMEM : 0;
}

}  // extern "C"

namespace scape::benchmarks {

uint64_t Allocations() { return count; }

}  // namespace scape::benchmarks
