// Allocations() counts calls of malloc and its relatives, operator new among them.
//
//   const uint64_t before = Allocations();
//   DoWork();
//   Allocations() - before;   // what DoWork() has allocated
//
// Linking this library replaces malloc by one that counts and calls glibc's. Counts of all threads
// are added up without order: measure while one thread runs.
#ifndef SCAPE_BENCHMARKS_ALLOCATIONS_H_
#define SCAPE_BENCHMARKS_ALLOCATIONS_H_

#include <cstdint>

namespace scape::benchmarks {

uint64_t Allocations();

}  // namespace scape::benchmarks

#endif  // SCAPE_BENCHMARKS_ALLOCATIONS_H_
