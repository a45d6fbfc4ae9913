// Sums: both operands on a common scale with 20 more bits, added, and scaled to the output.
#include "scaling.h"

// ScaledTerms.leftShift.
#define MORE_BITS 20

// A factor that does not shift to the left; negative numbers are corrected for VRSHL, unless it does not shift at all.
typedef struct {
  int32_t multiplier, shift;
  int32x4_t correction;
} Factor;

INLINE Factor factor_of(HeliumFactor factor) {
  int32x4_t correction = vdupq_n_s32(factor.shift < 0 ? -1 : 0);
  // Not one of the other registers, of which a sum has too few: the compiler must not see that it could be.
  __asm__("" : "+w"(correction));
  return (Factor){factor.multiplier, factor.shift, correction};
}

INLINE int32x4_t times(int32x4_t value, Factor factor) {
  int32x4_t high = vqrdmulhq_n_s32(value, factor.multiplier);
  return vrshlq_n_s32(vaddq_m_s32(high, high, factor.correction, vcmpltq_n_s32(high, 0)), factor.shift);
}

// (value - zero point) * 2^20, times the factor.
INLINE int32x4_t scaled_operand(int32x4_t value, int32_t offset, Factor factor) {
  return times(vaddq_n_s32(vshlq_n_s32(value, MORE_BITS), offset), factor);
}

void helium_add(const HeliumOperand *first, const HeliumOperand *second, int8_t *output, ptrdiff_t count,
                HeliumFactor factor, HeliumEnd end) {
  Factor a = factor_of(first->factor), b = factor_of(second->factor), c = factor_of(factor);
  int32_t offset_a = -first->zero_point * (1 << MORE_BITS), offset_b = -second->zero_point * (1 << MORE_BITS);
  const int8_t *x = first->elements, *y = second->elements;
  if (first->step == 1 && second->step == 1) {
    for (; count > 0; count -= 4, x += 4, y += 4, output += 4) {
      mve_pred16_t inside = vctp32q(count);
      int32x4_t left = scaled_operand(vldrbq_z_s32(x, inside), offset_a, a);
      int32x4_t right = scaled_operand(vldrbq_z_s32(y, inside), offset_b, b);
      vstrbq_p_s32(output, finished(times(vaddq_s32(left, right), c), end), inside);
    }
    return;
  }
  // A step of 0 reads one element again and again.
  uint32x4_t places = vidupq_n_u32(0, 1);
  uint32x4_t xs = vmulq_n_u32(places, (uint32_t)first->step), ys = vmulq_n_u32(places, (uint32_t)second->step);
  for (; count > 0; count -= 4, x += 4 * first->step, y += 4 * second->step, output += 4) {
    mve_pred16_t inside = vctp32q(count);
    int32x4_t left = scaled_operand(vldrbq_gather_offset_z_s32(x, xs, inside), offset_a, a);
    int32x4_t right = scaled_operand(vldrbq_gather_offset_z_s32(y, ys, inside), offset_b, b);
    vstrbq_p_s32(output, finished(times(vaddq_s32(left, right), c), end), inside);
  }
}
