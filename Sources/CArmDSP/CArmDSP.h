// The DSP instructions of Armv7E-M (Cortex-M4, M7, M33 …) for Swift: those of <arm_acle.h>, and two that it leaves
// out. Importable only where the processor has them: whether this module is there chooses the kernels.
#pragma once
#include <arm_acle.h>

// SMMLAR: the sum and the upper half of a product, rounded half up.
static inline __attribute__((always_inline)) int32_t apus_smmlar(int32_t first, int32_t second, int32_t sum) {
  return sum + (int32_t)(((int64_t)first * second + 0x80000000LL) >> 32);
}

// The larger, and the smaller, of each two signed bytes: SSUB8 sets the flags by which SEL chooses.
static inline __attribute__((always_inline)) uint32_t apus_maximum(uint32_t first, uint32_t second) {
  __ssub8((int8x4_t)first, (int8x4_t)second);
  return (uint32_t)__sel((uint8x4_t)first, (uint8x4_t)second);
}
static inline __attribute__((always_inline)) uint32_t apus_minimum(uint32_t first, uint32_t second) {
  __ssub8((int8x4_t)first, (int8x4_t)second);
  return (uint32_t)__sel((uint8x4_t)second, (uint8x4_t)first);
}

// The two inner loops in which nearly all multiplications are, by hand: no compiler chooses registers so that four loads
// become one LDM. Both are two steps long and begin with the second one where the number of steps is odd. What they need
// but rarely stays in memory.

// Adds to four sums the products of one row of weights with four inputs that take turns, four weights a step:
// 32 bytes of the inputs.
static inline __attribute__((always_inline)) void apus_four_inputs(const void *weights, const void *inputs,
                                                                   const void *inputs_end, int32_t sums[4]) {
  int32_t a = sums[0], b = sums[1], c = sums[2], d = sums[3];
#define APUS_STEP                                                                                                      \
  "ldr r12, [%[weights]], #4\n"                                                                                        \
  "ldm %[inputs]!, {r4, r5, r6, r8}\n"                                                                                 \
  "sxtb16 lr, r12\n"                                                                                                   \
  "sxtb16 r12, r12, ror #8\n"                                                                                          \
  "smlad %[a], lr, r4, %[a]\n"                                                                                         \
  "smlad %[a], r12, r5, %[a]\n"                                                                                        \
  "smlad %[b], lr, r6, %[b]\n"                                                                                         \
  "smlad %[b], r12, r8, %[b]\n"                                                                                        \
  "ldm %[inputs]!, {r4, r5, r6, r8}\n"                                                                                 \
  "smlad %[c], lr, r4, %[c]\n"                                                                                         \
  "smlad %[c], r12, r5, %[c]\n"                                                                                        \
  "smlad %[d], lr, r6, %[d]\n"                                                                                         \
  "smlad %[d], r12, r8, %[d]\n"
  __asm__ volatile("sub r12, %[end], %[inputs]\n"
                   "tst r12, #32\n"
                   "bne 2f\n"
                   "1:\n" APUS_STEP "2:\n" APUS_STEP "cmp %[inputs], %[end]\n"
                   "bne 1b\n"
                   : [weights] "+r"(weights), [inputs] "+r"(inputs), [a] "+r"(a), [b] "+r"(b), [c] "+r"(c), [d] "+r"(d)
                   : [end] "r"(inputs_end)
                   : "r4", "r5", "r6", "r8", "r12", "lr", "cc", "memory");
#undef APUS_STEP
  sums[0] = a, sums[1] = b, sums[2] = c, sums[3] = d;
}

// Writes the sums of products of rows of weights, two at a time, with one input, eight weights a step: 16 bytes of the
// input. Rows begin at multiples of 4. The second one of a pair is `pair_bytes` behind the first, and the next pair `skip`
// bytes behind what was read of the first.
__attribute__((naked, noinline)) static void apus_row_pairs(const void *rows, int32_t pair_bytes, const void *input,
                                                            const void *input_end, int32_t *sums,
                                                            const int32_t *sums_end, int32_t skip) {
#define APUS_ROW(weights, sum)                                                                                         \
  "ldrd r9, r12, [" weights "], #8\n"                                                                                  \
  "sxtb16 lr, r9\n"                                                                                                    \
  "smlad " sum ", lr, r4, " sum "\n"                                                                                   \
  "sxtb16 r9, r9, ror #8\n"                                                                                            \
  "smlad " sum ", r9, r5, " sum "\n"                                                                                   \
  "sxtb16 lr, r12\n"                                                                                                   \
  "smlad " sum ", lr, r6, " sum "\n"                                                                                   \
  "sxtb16 r12, r12, ror #8\n"                                                                                          \
  "smlad " sum ", r12, r8, " sum "\n"
#define APUS_STEP "ldm r2!, {r4, r5, r6, r8}\n" APUS_ROW("r0", "r7") APUS_ROW("r1", "r10")
  __asm__ volatile("push {r1, r2, r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
                   "ldr r11, [sp, #44]\n" // sums
                   "0:\n"
                   "ldrd r1, r2, [sp]\n"
                   "add r1, r1, r0\n"
                   "mov r7, #0\n"
                   "mov r10, #0\n"
                   "sub r12, r3, r2\n"
                   "tst r12, #16\n"
                   "bne 2f\n"
                   "1:" APUS_STEP "2:" APUS_STEP "cmp r2, r3\n"
                   "bne 1b\n"
                   "strd r7, r10, [r11], #8\n"
                   "ldrd r4, r5, [sp, #48]\n" // sums_end, skip
                   "add r0, r0, r5\n"
                   "cmp r11, r4\n"
                   "blo 0b\n"
                   "pop {r1, r2, r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
#undef APUS_STEP
#undef APUS_ROW
}
