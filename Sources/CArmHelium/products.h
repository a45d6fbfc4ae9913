// The sums of three windows and all output channels of a group, six at a time:
//
//               window 0   window 1   window 2
//   channel 0      r0         r4         r8
//   channel 1      r2         r6         r10
//
// A step loads 16 weights of both channels and 16 elements of all windows: five loads for six dot products of 16. The
// sums of VMLAVA must be in registers with even numbers, of which there are seven, and the inner loop needs eleven
// registers in all. That is why the loops are written in assembly: compilers would move sums to and fro.
#pragma once
#include "scaling.h"

#define POSITIONS 3

// Sums lie as they are scaled: for four channels those of the first position, of the second, of the third.

// What the loops keep in memory, in this order.
typedef struct {
  const int8_t *windows[POSITIONS];
  ptrdiff_t taps;
  // From the end of the vectors of two channels' weights to the weights of the next two.
  ptrdiff_t to_next;
  const int32_t *end;
} Product;

// Two channels' sums to `sums` and 4 and 8 words behind. r0, r4, r8 are the first's, r2, r6, r10 the other's; r1, r3 point
// to weights, r5, r7, r9 to windows, r11 to biases, r12 to sums; sp to the product.
#define PAIR(label, sums)                                                                                              \
  "ldrd r5, r7, [sp]\n"                                                                                                \
  "ldrd r9, lr, [sp, #8]\n"                                                                                            \
  "ldrd r0, r2, [r11], #8\n"                                                                                           \
  "mov r4, r0\n"                                                                                                       \
  "mov r8, r0\n"                                                                                                       \
  "mov r6, r2\n"                                                                                                       \
  "mov r10, r2\n"                                                                                                      \
  "dlstp.8 lr, lr\n" label ":\n"                                                                                       \
  "vldrb.u8 q0, [r1], #16\n"                                                                                           \
  "vldrb.u8 q2, [r5], #16\n"                                                                                           \
  "vmlava.s8 r0, q0, q2\n"                                                                                             \
  "vldrb.u8 q1, [r3], #16\n"                                                                                           \
  "vmlava.s8 r2, q1, q2\n"                                                                                             \
  "vldrb.u8 q3, [r7], #16\n"                                                                                           \
  "vmlava.s8 r4, q0, q3\n"                                                                                             \
  "vldrb.u8 q2, [r9], #16\n"                                                                                           \
  "vmlava.s8 r6, q1, q3\n"                                                                                             \
  "vmlava.s8 r8, q0, q2\n"                                                                                             \
  "vmlava.s8 r10, q1, q2\n"                                                                                            \
  "letp lr, " label "b\n"                                                                                              \
  "strd r0, r2, [r12, #" sums "]\n"                                                                                    \
  "strd r4, r6, [r12, #16 + " sums "]\n"                                                                               \
  "strd r8, r10, [r12, #32 + " sums "]\n"                                                                              \
  "ldr r0, [sp, #16]\n"                                                                                                \
  "add r1, r0\n"                                                                                                       \
  "add r3, r0\n"

// Four channels or more, a multiple of four.
__attribute__((naked)) static void multiply_fours(const Product *product, const int8_t *first, const int32_t *bias,
                                                  int32_t *sums, const int8_t *second) {
  __asm__ volatile("push {r4-r11, lr}\n"
                   "ldr r4, [sp, #36]\n"
                   "sub sp, #24\n"
                   "mov r11, r2\n"
                   "mov r12, r3\n"
                   "mov r3, r4\n"
                   "ldm r0, {r5-r10}\n"
                   "stm sp, {r5-r10}\n"
                   "2:\n" PAIR("3", "0") PAIR("4", "8") "add r12, #48\n"
                                                        "ldr r0, [sp, #20]\n"
                                                        "cmp r12, r0\n"
                                                        "bne 2b\n"
                                                        "add sp, #24\n"
                                                        "pop {r4-r11, pc}\n");
}

// The same for two channels, of which the second may be the first.
static __attribute__((noinline)) void multiply_two(const int8_t *const *windows, const int8_t *w0, const int8_t *w1,
                                                   ptrdiff_t taps, const int32_t *bias, int32_t *sums) {
  const int8_t *x0 = windows[0], *x1 = windows[1], *x2 = windows[2];
  int32_t a0 = bias[0], a1 = a0, a2 = a0, b0 = bias[1], b1 = b0, b2 = b0;
  do {
    mve_pred16_t inside = vctp8q(taps);
    int8x16_t a = vldrbq_z_s8(w0, inside), b = vldrbq_z_s8(w1, inside), x = vldrbq_z_s8(x0, inside);
    a0 = vmladavaq_p_s8(a0, a, x, inside);
    b0 = vmladavaq_p_s8(b0, b, x, inside);
    x = vldrbq_z_s8(x1, inside);
    a1 = vmladavaq_p_s8(a1, a, x, inside);
    b1 = vmladavaq_p_s8(b1, b, x, inside);
    x = vldrbq_z_s8(x2, inside);
    a2 = vmladavaq_p_s8(a2, a, x, inside);
    b2 = vmladavaq_p_s8(b2, b, x, inside);
    w0 += 16;
    w1 += 16;
    x0 += 16;
    x1 += 16;
    x2 += 16;
    taps -= 16;
  } while (taps > 0);
  sums[0] = a0;
  sums[1] = b0;
  sums[4] = a1;
  sums[5] = b1;
  sums[8] = a2;
  sums[9] = b2;
}

// The sums of all channels; product's `end` is that of the sums of whole fours.
INLINE void multiply(const Product *product, const int8_t *weights, ptrdiff_t channels, const int32_t *bias,
                     int32_t *sums) {
  ptrdiff_t fours = channels & ~3, taps = product->taps;
  if (fours > 0) multiply_fours(product, weights, bias, sums, weights + taps);
  ptrdiff_t rest = channels - fours;
  if (rest == 0) return;
  weights += fours * taps;
  bias += fours;
  sums += fours * POSITIONS;
  for (; rest > 0; rest -= 2, weights += 2 * taps, bias += 2, sums += 2) {
    multiply_two(product->windows, weights, rest > 1 ? weights + taps : weights, taps, bias, sums);
  }
}
