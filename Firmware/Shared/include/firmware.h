// What the Swift of the firmware needs of the machine. A few lines of C and assembly beside this folder supply it.
#pragma once
#include <stdint.h>

// Where things lie in memory; written by image.S.
typedef struct {
  const void *_Nonnull model;
  uint32_t model_bytes;
  void *_Nonnull arena;
  uint32_t arena_bytes;
  const uint32_t *_Nonnull stack;
  const uint32_t *_Nonnull stack_end;
} FirmwareImage;
const FirmwareImage *_Nonnull firmware_layout(void);

// A call to the debugger that watches the processor, or to QEMU in its place.
int32_t firmware_semihost(int32_t operation, const void *_Nullable argument);

// Starts the clock that ticks with executed instructions under `qemu -icount`.
void firmware_start_clock(void);
// Ticks since some moment.
uint32_t firmware_ticks(void);
// The highest count before the clock starts from 0 again.
uint32_t firmware_tick_mask(void);
