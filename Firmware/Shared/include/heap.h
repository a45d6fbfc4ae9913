// A heap over memory that somebody gives it: what Swift's arrays ask for.
#pragma once
#include <stddef.h>
#include <stdint.h>

// Gives memory to the heap, for good. WebAssembly's takes more by itself.
void heap_add(void *memory, size_t bytes);

// Bytes at a multiple of an alignment, of 16 at most.
// Returns 0, or an error's number.
int posix_memalign(void **result, size_t alignment, size_t bytes);

void free(void *memory);
