// Sums: both operands on a common scale with 20 more bits, added, and scaled to the output.
#include "scaling.h"

// AddRecord.leftShift.
#define MORE_BITS 20

// A factor that does not shift to the left, for vectors of different numbers.
typedef struct {
  int32_t multiplier, shift, correction;
} Factor;

INLINE Factor factor_of(HeliumFactor factor) {
  return (Factor){factor.multiplier, factor.shift, factor.shift < 0 ? -1 : 0};
}

INLINE int32x4_t times(int32x4_t value, Factor factor) {
  int32x4_t high = vqrdmulhq_n_s32(value, factor.multiplier);
  return vrshlq_n_s32(vaddq_m_n_s32(high, high, factor.correction, vcmpltq_n_s32(high, 0)), factor.shift);
}

INLINE int32x4_t operand(int32x4_t value, int32x4_t zero_point, Factor factor) {
  return times(vshlq_n_s32(vsubq_s32(value, zero_point), MORE_BITS), factor);
}

void helium_add(const HeliumOperand *first, const HeliumOperand *second, int8_t *output, ptrdiff_t count,
                HeliumFactor factor, HeliumEnd end) {
  Factor a = factor_of(first->factor), b = factor_of(second->factor), c = factor_of(factor);
  int32x4_t zero_a = vdupq_n_s32(first->zero_point), zero_b = vdupq_n_s32(second->zero_point);
  const int8_t *x = first->elements, *y = second->elements;
  if (first->step == 1 && second->step == 1) {
    for (; count > 0; count -= 4, x += 4, y += 4, output += 4) {
      mve_pred16_t inside = vctp32q(count);
      int32x4_t sum = vaddq_s32(operand(vldrbq_z_s32(x, inside), zero_a, a), operand(vldrbq_z_s32(y, inside), zero_b, b));
      vstrbq_p_s32(output, finished(times(sum, c), end), inside);
    }
    return;
  }
  // A step of 0 reads one element again and again.
  uint32x4_t places = vidupq_n_u32(0, 1);
  uint32x4_t xs = vmulq_n_u32(places, (uint32_t)first->step), ys = vmulq_n_u32(places, (uint32_t)second->step);
  for (; count > 0; count -= 4, x += 4 * first->step, y += 4 * second->step, output += 4) {
    mve_pred16_t inside = vctp32q(count);
    int32x4_t sum = vaddq_s32(operand(vldrbq_gather_offset_z_s32(x, xs, inside), zero_a, a),
                              operand(vldrbq_gather_offset_z_s32(y, ys, inside), zero_b, b));
    vstrbq_p_s32(output, finished(times(sum, c), end), inside);
  }
}
