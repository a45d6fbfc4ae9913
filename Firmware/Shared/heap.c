// A heap for what needs one, the finder of digits: blocks of memory lie one after the other, each with its size in
// front. Those that are free are in a list in the order of their addresses:
//
//   | size next | free … | size | in use … | size next | free … |
//
// The first one that is large enough is taken, or its end. What is given back is joined with free neighbors.
#include "heap.h"

typedef struct block {
  // Bytes, with this header.
  size_t size;
  struct block *next;
} Block;

// Blocks start at multiples of this, and so does what callers get, behind a header of this size.
enum { unit = 16 };
_Static_assert(sizeof(Block) <= unit, "a header fits in a unit");

static Block *first_free;

static void join(Block *block) {
  if (block->next == 0 || (char *)block + block->size != (char *)block->next) return;
  block->size += block->next->size;
  block->next = block->next->next;
}

// Puts a block into the list.
static void insert(Block *block) {
  Block **place = &first_free, *before = 0;
  while (*place != 0 && *place < block) {
    before = *place;
    place = &before->next;
  }
  block->next = *place;
  *place = block;
  join(block);
  if (before != 0) join(before);
}

void heap_add(void *memory, size_t bytes) {
  size_t padding = (0 - (uintptr_t)memory) & (unit - 1);
  if (bytes < padding + 2 * unit) return;
  Block *block = (Block *)((char *)memory + padding);
  block->size = (bytes - padding) & ~(size_t)(unit - 1);
  insert(block);
}

#if defined(__wasm__)
// Makes the module's memory larger.
static int grow(size_t bytes) {
  const size_t page = 65536, pages = bytes / page + 1;
  const size_t end = __builtin_wasm_memory_grow(0, pages);
  if (end == (size_t)-1) return 0;
  heap_add((void *)(end * page), pages * page);
  return 1;
}
#else
static int grow(size_t bytes) {
  (void)bytes;
  return 0;
}
#endif

int posix_memalign(void **result, size_t alignment, size_t bytes) {
  enum { invalid = 22, no_memory = 12 };
  if (alignment > unit) return invalid;
  if (bytes > (size_t)-1 / 2) return no_memory;
  const size_t needed = ((bytes + unit - 1) & ~(size_t)(unit - 1)) + unit;
  do {
    for (Block **place = &first_free; *place != 0; place = &(*place)->next) {
      Block *block = *place;
      if (block->size < needed) continue;
      if (block->size < needed + 2 * unit) {
        *place = block->next;
      } else {
        // Its end is taken, so that the list stays as it is.
        block->size -= needed;
        block = (Block *)((char *)block + block->size);
        block->size = needed;
      }
      *result = (char *)block + unit;
      return 0;
    }
  } while (grow(needed));
  return no_memory;
}

void free(void *memory) {
  if (memory != 0) insert((Block *)((char *)memory - unit));
}
