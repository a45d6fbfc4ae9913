// Bytes copied and filled, of any number.
#pragma once
#include "scaling.h"

INLINE int8_t *copied(int8_t *target, const int8_t *source, ptrdiff_t count) {
  int8_t *end = target + count;
  for (; count > 0; count -= 16, target += 16, source += 16) {
    mve_pred16_t inside = vctp8q(count);
    vstrbq_p_s8(target, vldrbq_z_s8(source, inside), inside);
  }
  return end;
}

INLINE int8_t *filled(int8_t *target, int8_t value, ptrdiff_t count) {
  int8_t *end = target + count;
  int8x16_t values = vdupq_n_s8(value);
  for (; count > 0; count -= 16, target += 16) vstrbq_p_s8(target, values, vctp8q(count));
  return end;
}

// The sum of some bytes.
INLINE int32_t sum_of(const int8_t *bytes, ptrdiff_t count) {
  int32_t sum = 0;
  for (; count > 0; count -= 16, bytes += 16) {
    mve_pred16_t inside = vctp8q(count);
    sum = vaddvaq_p_s8(sum, vldrbq_z_s8(bytes, inside), inside);
  }
  return sum;
}

// The sum of the products of some.
INLINE int32_t product_of(const int8_t *bytes, const int8_t *others, ptrdiff_t count) {
  int32_t sum = 0;
  for (; count > 0; count -= 16, bytes += 16, others += 16) {
    mve_pred16_t inside = vctp8q(count);
    sum = vmladavaq_p_s8(sum, vldrbq_z_s8(bytes, inside), vldrbq_z_s8(others, inside), inside);
  }
  return sum;
}
