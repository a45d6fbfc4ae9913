/* Memory on the stack whose size is known only at run time, which Embedded Swift would ask a heap for. */
#ifndef APUS_STACK_H
#define APUS_STACK_H

#include <stddef.h>
#include <stdint.h>

/* Calls `body` with so many bytes, at a multiple of 8, which are lost when it returns.
   Returns what `body` returns. */
static inline size_t apus_with_stack(size_t bytes, const void *context,
                                     size_t (*body)(const void *context, void *memory)) {
  uint64_t memory[bytes / 8 + 1];
  return body(context, memory);
}

#endif
