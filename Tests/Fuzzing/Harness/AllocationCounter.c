// What CAllocationCounter measures, where AddressSanitizer owns the allocator: its hooks see every request.
#include "CAllocationCounter.h"

#include <sanitizer/allocator_interface.h>
#include <stddef.h>

static _Thread_local long count;
static _Thread_local long held;
static _Thread_local long peak;

long apus_allocation_count(void) { return count; }

void apus_allocation_begin(void) { held = peak = 0; }

long apus_allocation_peak(void) { return peak; }

static void allocated(const volatile void *memory, size_t size) {
  (void)memory;
  count++;
  held += (long)size;
  if (held > peak) peak = held;
}

static void freed(const volatile void *memory) { held -= (long)__sanitizer_get_allocated_size((const void *)memory); }

__attribute__((constructor)) static void install(void) { __sanitizer_install_malloc_and_free_hooks(allocated, freed); }
