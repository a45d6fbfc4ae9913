// How sums of 32 bits become bytes: FixedPointMultiplier.applied(to:) of Requantization.swift, four at a time.
#pragma once
#include "CArmHelium.h"
#include <arm_mve.h>

#define INLINE static inline __attribute__((always_inline))

// The first rounding is half up, as VQRDMULH's; it would saturate for two factors of -2^31 only, and multipliers are not
// negative. The second is half away from zero where VRSHL's is half up: negative numbers are made less by 1 before, but
// not where there is no shift, whose sign bit is 0.
INLINE int32x4_t scaled(int32x4_t sums, int32x4_t multipliers, int32x4_t left, int32x4_t right) {
  int32x4_t high = vqrdmulhq_s32(vshlq_s32(sums, left), multipliers);
  int32x4_t correction = vshrq_n_s32(vandq_s32(high, right), 31);
  return vrshlq_s32(vaddq_s32(high, correction), right);
}

// The same where all shifts are to the right, and negative results, which are clamped, need not be right.
INLINE int32x4_t scaled_rectified(int32x4_t sums, int32x4_t multipliers, int32x4_t right) {
  return vrshlq_s32(vqrdmulhq_s32(sums, multipliers), right);
}

// Powers of two as shifts to the left before, and (negative) to the right after the multiplication.
INLINE int32x4_t left_of(int32x4_t shifts) { return vmaxq_s32(shifts, vdupq_n_s32(0)); }
INLINE int32x4_t right_of(int32x4_t shifts) { return vminq_s32(shifts, vdupq_n_s32(0)); }

// Whether channels need no more than scaled_rectified.
INLINE int is_rectified(const HeliumConstants *constants, HeliumEnd end, ptrdiff_t channels) {
  if (end.low < end.zero_point) return 0;
  int8_t largest = -128;
  const int8_t *shifts = constants->shifts;
  for (ptrdiff_t left = channels; left > 0; left -= 16, shifts += 16) {
    mve_pred16_t inside = vctp8q(left);
    largest = vmaxvq_p_s8(largest, vldrbq_z_s8(shifts, inside), inside);
  }
  return largest <= 0;
}

// The bytes that scaled sums become, still in 32 bits.
INLINE int32x4_t finished(int32x4_t scaled, HeliumEnd end) {
  int32x4_t moved = vaddq_n_s32(scaled, end.zero_point);
  return vminq_s32(vmaxq_s32(moved, vdupq_n_s32(end.low)), vdupq_n_s32(end.high));
}

// The sums of some positions into the bytes of their channels at `outputs`. The sums of four channels lie together, for
// one position after the other.
INLINE void finish(const HeliumConstants *constants, HeliumEnd end, ptrdiff_t first, ptrdiff_t channels,
                   const int32_t *sums, int8_t *const *outputs, const int positions, const int rectified) {
  const int32_t *multipliers = constants->multipliers + first;
  const int8_t *shifts = constants->shifts + first;
  int8_t *out0 = outputs[0], *out1 = positions > 1 ? outputs[1] : out0, *out2 = positions > 2 ? outputs[2] : out0;
  for (; channels > 0; channels -= 4) {
    mve_pred16_t inside = vctp32q(channels);
    int32x4_t multiplier = vldrwq_z_s32(multipliers, inside), shift = vldrbq_z_s32(shifts, inside);
#pragma clang loop unroll(full)
    for (int position = 0; position < positions; position++, sums += 4) {
      int32x4_t sum = vldrwq_z_s32(sums, inside);
      int32x4_t result = rectified ? scaled_rectified(sum, multiplier, shift)
                                   : scaled(sum, multiplier, left_of(shift), right_of(shift));
      vstrbq_p_s32(position == 0 ? out0 : position == 1 ? out1 : out2, finished(result, end), inside);
    }
    out0 += 4;
    out1 += 4;
    out2 += 4;
    multipliers += 4;
    shifts += 4;
  }
}
