/* Vectors of NEON with dot products of signed bytes: 4 numbers of 32 bits. Prepared bytes are the input's as they
   are. */
#include <arm_neon.h>

#define LANES 4
#define BYTE_DOT_PRODUCTS 1
#define BYTE_EXCESS 0
#define MULTIPLIES_SIGNED 1
/* Of 32 registers, a kernel of 3 rows takes 12, its scaling 8. */
#define KEPT_TAPS 12
#define INLINE TARGET static inline __attribute__((always_inline))

typedef int32x4_t vector;

INLINE int8x16_t bytes_of(vector value) { return vreinterpretq_s8_s32(value); }
INLINE vector of_bytes(int8x16_t bytes) { return vreinterpretq_s32_s8(bytes); }

INLINE vector load(const void *numbers) { return of_bytes(vld1q_s8(numbers)); }
INLINE void store(void *numbers, vector value) { vst1q_s8(numbers, bytes_of(value)); }
INLINE vector broadcast_byte(int8_t value) { return of_bytes(vdupq_n_s8(value)); }
INLINE vector dot(vector sum, vector values, vector weights) {
  return vdotq_s32(sum, bytes_of(values), bytes_of(weights));
}
INLINE vector larger_bytes(vector a, vector b) { return of_bytes(vmaxq_s8(bytes_of(a), bytes_of(b))); }
INLINE vector smaller_bytes(vector a, vector b) { return of_bytes(vminq_s8(bytes_of(a), bytes_of(b))); }

/* The first `count` bytes of a vector of bytes, fewer than all. */
INLINE void store_fewer(int8_t *output, vector bytes, size_t count) {
  int8x8_t half = vget_low_s8(bytes_of(bytes));
  if (count & 8) {
    vst1_s8(output, half);
    output += 8;
    half = vget_high_s8(bytes_of(bytes));
  }
  if (count & 4) {
    const int32_t word = vget_lane_s32(vreinterpret_s32_s8(half), 0);
    __builtin_memcpy(output, &word, 4);
    output += 4;
    half = vext_s8(half, half, 4);
  }
  const uint32_t rest = (uint32_t)vget_lane_s32(vreinterpret_s32_s8(half), 0);
  if (count & 2) {
    __builtin_memcpy(output, &rest, 2);
    if (count & 1) output[2] = (int8_t)(rest >> 16);
  } else if (count & 1) {
    output[0] = (int8_t)rest;
  }
}
INLINE void store_some(int8_t *output, vector bytes, size_t count) {
  if (count >= sizeof(vector)) return store(output, bytes);
  store_fewer(output, bytes, count);
}
/* The first `count` bytes, perhaps others behind them; `end` is where readable memory ends. */
INLINE vector load_some(const int8_t *bytes, size_t count, const int8_t *end) {
  if (bytes + sizeof(vector) <= end) return load(bytes);
  int8_t copy[sizeof(vector)] = {0};
  __builtin_memcpy(copy, bytes, count < sizeof(vector) ? count : sizeof(vector));
  return load(copy);
}
INLINE vector widen(const int8_t *bytes) {
  int32_t word;
  __builtin_memcpy(&word, bytes, sizeof word);
  return vmovl_s16(vget_low_s16(vmovl_s8(vreinterpret_s8_s32(vdup_n_s32(word)))));
}
/* The first `count` bytes as numbers, or all that fit if those are fewer. */
INLINE vector widen_some(const int8_t *bytes, size_t count) {
  if (count >= LANES) return widen(bytes);
  int8_t copy[LANES] = {0};
  for (size_t index = 0; index < count; index++) copy[index] = bytes[index];
  return widen(copy);
}

/* Prepared elements of a vector of bytes, and of the first `count` of one, fewer than all. */
INLINE void prepare(void *target, const int8_t *source, vector offset) {
  (void)offset;
  store(target, load(source));
}
INLINE void prepare_some(void *target, const int8_t *source, vector offset, size_t count) {
  (void)offset;
  int8_t *to = target;
  if (count & 8) {
    vst1_s8(to, vld1_s8(source));
    to += 8;
    source += 8;
  }
  if (count & 4) {
    __builtin_memcpy(to, source, 4);
    to += 4;
    source += 4;
  }
  for (size_t index = 0; index < (count & 3); index++) to[index] = source[index];
}

/* Four vectors of bytes as groups of four, one byte of each: four vectors, one after the other. */
INLINE void interleave(vector *groups, vector a, vector b, vector c, vector d) {
  const int8x16x2_t ac = vzipq_s8(bytes_of(a), bytes_of(c)), bd = vzipq_s8(bytes_of(b), bytes_of(d));
  const int8x16x2_t low = vzipq_s8(ac.val[0], bd.val[0]), high = vzipq_s8(ac.val[1], bd.val[1]);
  groups[0] = of_bytes(low.val[0]);
  groups[1] = of_bytes(low.val[1]);
  groups[2] = of_bytes(high.val[0]);
  groups[3] = of_bytes(high.val[1]);
}

/* The numbers of four vectors as bytes, saturated. */
INLINE vector narrow(vector a, vector b, vector c, vector d) {
  const int16x8_t ab = vqmovn_high_s32(vqmovn_s32(a), b), cd = vqmovn_high_s32(vqmovn_s32(c), d);
  return of_bytes(vqmovn_high_s16(vqmovn_s16(ab), cd));
}
/* What `narrow` gives, vector by vector. */
INLINE vector in_order(vector bytes) { return bytes; }
/* The numbers of one vector as bytes, saturated and clamped; the first `count` of them. */
INLINE void store_narrow(int8_t *output, vector value, vector low, vector high, size_t count) {
  const vector bytes = smaller_bytes(larger_bytes(narrow(value, value, value, value), low), high);
  store_fewer(output, bytes, count >= LANES ? LANES : count);
}

INLINE vector broadcast(int32_t value) { return vdupq_n_s32(value); }
INLINE vector zero(void) { return vdupq_n_s32(0); }
INLINE vector exclusive_or(vector a, vector b) { return veorq_s32(a, b); }
INLINE vector add(vector a, vector b) { return vaddq_s32(a, b); }
INLINE vector subtract(vector a, vector b) { return vsubq_s32(a, b); }
INLINE vector absolute(vector a) { return vabsq_s32(a); }
/* `value` or, where `sign` is negative, minus it. */
INLINE vector with_sign(vector value, vector sign) { return vbslq_s32(vcltzq_s32(sign), vnegq_s32(value), value); }
INLINE vector shift_right(vector a, int32_t count) { return vshlq_s32(a, vdupq_n_s32(-count)); }
/* Whether any number of the four has no bit of `bits`. */
INLINE int any_lacks(const vector *four, vector bits) {
  const uint32x4_t ab = vandq_u32(vtstq_s32(four[0], bits), vtstq_s32(four[1], bits));
  const uint32x4_t cd = vandq_u32(vtstq_s32(four[2], bits), vtstq_s32(four[3], bits));
  return vminvq_u32(vandq_u32(ab, cd)) == 0;
}
/* `(value * multiplier) >> 31` of unsigned numbers, the results below 1 << 31. */
INLINE vector multiply_high(vector value, uint32_t multiplier) {
  const uint32x4_t v = vreinterpretq_u32_s32(value), m = vdupq_n_u32(multiplier);
  const uint64x2_t low = vmull_u32(vget_low_u32(v), vget_low_u32(m)), high = vmull_high_u32(v, m);
  return vreinterpretq_s32_u32(vcombine_u32(vshrn_n_u64(low, 31), vshrn_n_u64(high, 31)));
}

/* The factors of an addition, and sums of their products with two vectors of unsigned bytes, in the order of
   `narrow`. */
typedef struct {
  uint32_t first, second;
} addition_factors;
INLINE addition_factors factors_of(const apus_addition *a) {
  const addition_factors factors = {(uint32_t)a->first_factor, (uint32_t)a->second_factor};
  return factors;
}
INLINE void weighted_sums(vector *sums, vector first, vector second, addition_factors factors, vector offset) {
  const uint8x16_t a = vreinterpretq_u8_s32(first), b = vreinterpretq_u8_s32(second);
  const uint16x8_t as[2] = {vmovl_u8(vget_low_u8(a)), vmovl_high_u8(a)};
  const uint16x8_t bs[2] = {vmovl_u8(vget_low_u8(b)), vmovl_high_u8(b)};
#pragma clang loop unroll(full)
  for (size_t part = 0; part < 4; part++) {
    const uint16x8_t x = as[part / 2], y = bs[part / 2];
    const uint32x4_t wide_x = part % 2 == 0 ? vmovl_u16(vget_low_u16(x)) : vmovl_high_u16(x);
    const uint32x4_t wide_y = part % 2 == 0 ? vmovl_u16(vget_low_u16(y)) : vmovl_high_u16(y);
    const uint32x4_t sum = vmlaq_n_u32(vreinterpretq_u32_s32(offset), wide_x, factors.first);
    sums[part] = vreinterpretq_s32_u32(vmlaq_n_u32(sum, wide_y, factors.second));
  }
}

typedef struct {
  vector multipliers, left_shifts, right_shifts, zero_point;
} channel_scaling;

INLINE channel_scaling scaling_of(const apus_scaling *scaling, size_t channel) {
  channel_scaling s;
  s.multipliers = load(scaling->multipliers + channel);
  s.left_shifts = load(scaling->left_shifts + channel);
  s.right_shifts = load(scaling->right_shifts + channel);
  s.zero_point = broadcast(scaling->zero_point);
  return s;
}

/* One factor for all channels. */
INLINE channel_scaling uniform_scaling(int32_t multiplier, int32_t left_shift, int32_t right_shift,
                                       int32_t zero_point) {
  const channel_scaling s = {broadcast(multiplier), broadcast(left_shift), broadcast(right_shift),
                             broadcast(zero_point)};
  return s;
}

/* SQRDMULH rounds half up as the first rounding does; it would saturate for two factors of -2^31 only, and multipliers
   are not negative. SRSHL rounds half up too: negative numbers are made less by 1 to be rounded half away from zero. */
INLINE vector scaled(vector sum, channel_scaling s, const apus_scaling_kind kind) {
  if (kind == APUS_SCALING_GENERAL) {
    const vector high = vqrdmulhq_s32(vshlq_s32(sum, s.left_shifts), s.multipliers), shifts = vnegq_s32(s.right_shifts);
    /* Not where there is no shift, whose sign bit is 0. */
    const vector correction = vshrq_n_s32(vandq_s32(high, shifts), 31);
    return add(vrshlq_s32(add(high, correction), shifts), s.zero_point);
  }
  vector high = vqrdmulhq_s32(sum, s.multipliers);
  if (kind == APUS_SCALING_RIGHT) high = vsraq_n_s32(high, high, 31);
  /* The shifts are less by 1: -(shift - 1) - 1 is the complement. */
  return add(vrshlq_s32(high, vmvnq_s32(s.right_shifts)), s.zero_point);
}
