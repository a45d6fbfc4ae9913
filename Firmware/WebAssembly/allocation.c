// Memory of the module for JavaScript, in which pictures and results lie.
#include "heap.h"

// Bytes at a multiple of 16; 0 where there are none.
void *apus_allocate(size_t bytes) {
  void *memory = 0;
  return posix_memalign(&memory, 16, bytes) == 0 ? memory : 0;
}

void apus_release(void *memory) { free(memory); }
