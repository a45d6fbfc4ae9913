/* What the comparison in Embedded Swift and its main program in C need of each other. */
#ifndef EMULATED_H
#define EMULATED_H

#include <stddef.h>
#include <stdint.h>

/* A network and inputs for some runs of it. */
typedef struct {
  const uint8_t *file;
  size_t file_bytes;
  /* For each run the bytes of all inputs, then the little-endian CRC-32C of what is expected. */
  const uint8_t *inputs;
  size_t run_count, input_bytes;
  /* Whether of what all operators make, one after the other, or of the outputs; Tests/KernelCases says more. */
  int covers_all_operators;
} emulated_case;

/* Memory of exactly `bytes` bytes, rounded up to `alignment`, before an unreadable page. */
void *guarded_memory(size_t count, size_t alignment);
void free_guarded_memory(void *memory, size_t count, size_t alignment);
/* Tells of an operator whose output differs; the level as in CApusKernels.h, or -1 for the portable one's checksum. */
void report_difference(int level, size_t run, size_t operator_index);

#endif
