// Counts heap allocations by standing in front of glibc's allocator, which it then calls by its other name.
// A definition in the program takes precedence over the library's, also for calls from other libraries.
#include "CAllocationCounter.h"

#include <errno.h>
#include <malloc.h>
#include <stddef.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

static _Thread_local long count;
// Bytes held since the measurement began, negative where more was freed, and the most there were.
static _Thread_local long held;
static _Thread_local long peak;

long apus_allocation_count(void) { return count; }

void apus_allocation_begin(void) { held = peak = 0; }

long apus_allocation_peak(void) { return peak; }

static void *counted(void *memory) {
  count++;
  held += (long)malloc_usable_size(memory);
  if (held > peak) peak = held;
  return memory;
}

void *malloc(size_t size) { return counted(__libc_malloc(size)); }

void *calloc(size_t number, size_t size) { return counted(__libc_calloc(number, size)); }

void *realloc(void *memory, size_t size) {
  held -= (long)malloc_usable_size(memory);
  return counted(__libc_realloc(memory, size));
}

void *aligned_alloc(size_t alignment, size_t size) { return counted(__libc_memalign(alignment, size)); }

int posix_memalign(void **memory, size_t alignment, size_t size) {
  *memory = counted(__libc_memalign(alignment, size));
  return *memory ? 0 : ENOMEM;
}

void free(void *memory) {
  held -= (long)malloc_usable_size(memory);
  __libc_free(memory);
}
