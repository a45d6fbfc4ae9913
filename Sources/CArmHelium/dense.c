// Dense layers: three rows of weights at a time, which are read once: their sums are taken on the way.
#include "bytes.h"

void helium_multiply(const HeliumDense *c) {
  ptrdiff_t features = c->input.height * c->input.width * c->input.channels, channels = c->channels;
  const int8_t *weights = c->constants.weights;
  int32_t *sums = c->scratch, zero_point = c->input.zero_point;
  const int32_t *bias = c->constants.bias;
  for (ptrdiff_t rows = channels; rows > 0; rows -= 3) {
    const int8_t *values = c->input.elements;
    const int8_t *w0 = weights, *w1 = rows > 1 ? w0 + features : w0, *w2 = rows > 2 ? w1 + features : w1;
    weights = w2 + features;
    int32_t a0 = 0, a1 = 0, a2 = 0, s0 = 0, s1 = 0, s2 = 0;
    ptrdiff_t left = features;
    do {
      mve_pred16_t inside = vctp8q(left);
      int8x16_t x = vldrbq_z_s8(values, inside), w = vldrbq_z_s8(w0, inside);
      a0 = vmladavaq_p_s8(a0, w, x, inside);
      s0 = vaddvaq_p_s8(s0, w, inside);
      w = vldrbq_z_s8(w1, inside);
      a1 = vmladavaq_p_s8(a1, w, x, inside);
      s1 = vaddvaq_p_s8(s1, w, inside);
      w = vldrbq_z_s8(w2, inside);
      a2 = vmladavaq_p_s8(a2, w, x, inside);
      s2 = vaddvaq_p_s8(s2, w, inside);
      values += 16;
      w0 += 16;
      w1 += 16;
      w2 += 16;
      left -= 16;
    } while (left > 0);
    sums[0] = a0 - zero_point * s0 + bias[0];
    if (rows > 1) sums[1] = a1 - zero_point * s1 + bias[1];
    if (rows > 2) sums[2] = a2 - zero_point * s2 + bias[2];
    sums += 3;
    bias += 3;
  }
  int8_t *output = c->output;
  finish(&c->constants, c->end, 0, channels, c->scratch, &output, 1, 0);
}
