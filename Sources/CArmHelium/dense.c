// Dense layers: three rows of weights at a time. They are read once, and so their sums, times which the input's zero point
// comes off, are taken on the way.
#include "bytes.h"

// What the loop over rows keeps in memory, in this order.
typedef struct {
  const int8_t *values;
  ptrdiff_t features;
  int32_t negative_zero_point;
  // From the end of the vectors of three rows to the next three.
  ptrdiff_t to_next;
  const int32_t *end;
} Layer;

// In assembly for the same reason as the loops of products.h. r0, r2, r4 are sums of products, r6, r8, r10 of weights; r1
// points to the input, r3, r5, r7 to weights, r11 to biases, r12 to sums; sp to the layer.
__attribute__((naked)) static void multiply_threes(const Layer *layer, const int8_t *weights, const int32_t *bias,
                                                   int32_t *sums) {
  __asm__ volatile("push {r4-r11, lr}\n"
                   "sub sp, #20\n"
                   "mov r11, r2\n"
                   "mov r12, r3\n"
                   "mov r3, r1\n"
                   "ldm r0, {r6-r10}\n"
                   "stm sp, {r6-r10}\n"
                   "add r5, r3, r7\n"
                   "add r7, r5\n"
                   "1:\n"
                   "ldrd r1, lr, [sp]\n"
                   "ldrd r0, r2, [r11], #12\n"
                   "ldr r4, [r11, #-4]\n"
                   "movs r6, #0\n"
                   "mov r8, r6\n"
                   "mov r10, r6\n"
                   "dlstp.8 lr, lr\n"
                   "2:\n"
                   "vldrb.u8 q0, [r1], #16\n"
                   "vldrb.u8 q1, [r3], #16\n"
                   "vmlava.s8 r0, q0, q1\n"
                   "vldrb.u8 q2, [r5], #16\n"
                   "vaddva.s8 r6, q1\n"
                   "vmlava.s8 r2, q0, q2\n"
                   "vldrb.u8 q3, [r7], #16\n"
                   "vaddva.s8 r8, q2\n"
                   "vmlava.s8 r4, q0, q3\n"
                   "vaddva.s8 r10, q3\n"
                   "letp lr, 2b\n"
                   "ldrd r1, r9, [sp, #8]\n"
                   "mla r0, r6, r1, r0\n"
                   "mla r2, r8, r1, r2\n"
                   "mla r4, r10, r1, r4\n"
                   "stm r12!, {r0, r2, r4}\n"
                   "ldr r0, [sp, #16]\n"
                   "add r3, r9\n"
                   "add r5, r9\n"
                   "add r7, r9\n"
                   "cmp r12, r0\n"
                   "bne 1b\n"
                   "add sp, #20\n"
                   "pop {r4-r11, pc}\n");
}

// A number of rows from `first` on.
INLINE void multiply_rows(const HeliumDense *c, ptrdiff_t first, ptrdiff_t rows) {
  ptrdiff_t features = c->input.height * c->input.width * c->input.channels, rest = rows % 3, threes = rows - rest;
  const int8_t *weights = c->constants.weights + first * features;
  const int32_t *bias = c->constants.bias + first;
  int32_t *sums = c->scratch;
  if (threes > 0) {
    Layer layer = {c->input.elements, features, -c->input.zero_point, 3 * features - ((features + 15) & ~15),
                   sums + threes};
    multiply_threes(&layer, weights, bias, sums);
    weights += threes * features;
    bias += threes;
    sums += threes;
  }
  for (; rest > 0; rest--, weights += features) {
    *sums++ =
        *bias++ - c->input.zero_point * sum_of(weights, features) + product_of(weights, c->input.elements, features);
  }
  int8_t *output = c->output + first;
  finish(&c->constants, c->end, first, rows, c->scratch, &output, 1, 0);
}

void helium_multiply(const HeliumDense *c) {
  for (ptrdiff_t first = 0; first < c->channels; first += c->block) {
    ptrdiff_t left = c->channels - first;
    multiply_rows(c, first, left < c->block ? left : c->block);
  }
}
