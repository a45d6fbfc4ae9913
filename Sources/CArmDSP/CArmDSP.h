// The DSP instructions of Armv7E-M (Cortex-M4, M7, M33 …) for Swift: those of <arm_acle.h>, and two that it leaves
// out. Importable only where the processor has them: whether this module is there chooses the kernels.
#pragma once
#include <arm_acle.h>

// SMMLAR: the sum and the upper half of a product, rounded half up.
static inline __attribute__((always_inline)) int32_t apus_smmlar(int32_t first, int32_t second, int32_t sum) {
  return sum + (int32_t)(((int64_t)first * second + 0x80000000LL) >> 32);
}

// No instruction: memory is not read or written earlier, or later, than the program says. Without it compilers read
// ahead for more than there are registers.
static inline __attribute__((always_inline)) void apus_keep_order(void) { __asm__ volatile("" ::: "memory"); }
