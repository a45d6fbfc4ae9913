/* Vectors of AVX-512 VNNI: 16 numbers of 32 bits, dot products of four unsigned with four signed bytes. */
#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,bmi2")))
#define LANES 16
#define BYTE_DOT_PRODUCTS 1
#define INLINE TARGET static inline __attribute__((always_inline))

typedef __m512i vector;

INLINE vector load(const void *numbers) { return _mm512_loadu_si512(numbers); }
INLINE void store(void *numbers, vector value) { _mm512_storeu_si512(numbers, value); }
INLINE vector broadcast_byte(int8_t value) { return _mm512_set1_epi8(value); }
INLINE vector broadcast_group(const void *group) {
  int32_t word;
  __builtin_memcpy(&word, group, sizeof word);
  return _mm512_set1_epi32(word);
}
INLINE vector dot(vector sum, vector values, vector weights) { return _mm512_dpbusd_epi32(sum, values, weights); }
INLINE vector larger_bytes(vector a, vector b) { return _mm512_max_epi8(a, b); }
INLINE vector smaller_bytes(vector a, vector b) { return _mm512_min_epi8(a, b); }

/* Prepared elements of a vector of bytes, and of the first `count` of one. */
INLINE void prepare(void *target, const int8_t *source, vector offset) {
  store(target, _mm512_xor_si512(load(source), offset));
}
INLINE void prepare_some(void *target, const int8_t *source, vector offset, size_t count) {
  if (__builtin_constant_p(count) && count == 16) {
    const __m128i bytes = _mm_loadu_si128((const __m128i *)source);
    _mm_storeu_si128((__m128i *)target, _mm_xor_si128(bytes, _mm512_castsi512_si128(offset)));
    return;
  }
  if (__builtin_constant_p(count) && count == 8) {
    const __m128i bytes = _mm_loadl_epi64((const __m128i *)source);
    _mm_storel_epi64((__m128i *)target, _mm_xor_si128(bytes, _mm512_castsi512_si128(offset)));
    return;
  }
  const __mmask64 there = _bzhi_u64(~0ull, (unsigned)count);
  _mm512_mask_storeu_epi8(target, there, _mm512_xor_si512(_mm512_maskz_loadu_epi8(there, source), offset));
}

/* The four numbers of each of four vectors' 128-bit lanes, as bytes, saturated: lane by lane. */
INLINE vector narrow(vector a, vector b, vector c, vector d) {
  return _mm512_packs_epi16(_mm512_packs_epi32(a, b), _mm512_packs_epi32(c, d));
}
/* What `narrow` gives, vector by vector. */
INLINE vector in_order(vector bytes) {
  const vector order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  return _mm512_permutexvar_epi32(order, bytes);
}
/* The first `count` bytes of a vector of bytes. */
INLINE void store_some(int8_t *output, vector bytes, size_t count) {
  _mm512_mask_storeu_epi8(output, _bzhi_u64(~0ull, (unsigned)count), bytes);
}
/* The numbers of one vector as bytes, saturated and clamped; the first `count` of them. */
INLINE void store_narrow(int8_t *output, vector value, vector low, vector high, size_t count) {
  __m128i bytes = _mm512_cvtsepi32_epi8(value);
  bytes = _mm_min_epi8(_mm_max_epi8(bytes, _mm512_castsi512_si128(low)), _mm512_castsi512_si128(high));
  if (count >= LANES) {
    _mm_storeu_si128((__m128i *)output, bytes);
  } else {
    _mm_mask_storeu_epi8(output, (__mmask16)((1u << count) - 1), bytes);
  }
}

/* The first `count` bytes, the rest 0; `end` is where readable memory ends. */
INLINE vector load_some(const int8_t *bytes, size_t count, const int8_t *end) {
  (void)end;
  return _mm512_maskz_loadu_epi8(_bzhi_u64(~0ull, (unsigned)count), bytes);
}
/* The first `count` bytes as numbers, or all that fit if those are fewer. */
INLINE vector widen_some(const int8_t *bytes, size_t count) {
  return _mm512_cvtepi8_epi32(_mm_maskz_loadu_epi8((__mmask16)_bzhi_u32(0xFFFF, (unsigned)count), bytes));
}
INLINE vector widen(const int8_t *bytes) { return _mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)bytes)); }

INLINE vector broadcast(int32_t value) { return _mm512_set1_epi32(value); }
INLINE vector zero(void) { return _mm512_setzero_si512(); }
INLINE vector exclusive_or(vector a, vector b) { return _mm512_xor_si512(a, b); }
INLINE vector add(vector a, vector b) { return _mm512_add_epi32(a, b); }
INLINE vector subtract(vector a, vector b) { return _mm512_sub_epi32(a, b); }
INLINE vector absolute(vector a) { return _mm512_abs_epi32(a); }
/* `value` or, where `sign` is negative, minus it. */
INLINE vector with_sign(vector value, vector sign) {
  return _mm512_mask_sub_epi32(value, _mm512_movepi32_mask(sign), zero(), value);
}
INLINE vector shift_left(vector a, int32_t count) { return _mm512_sll_epi32(a, _mm_cvtsi32_si128(count)); }
INLINE vector shift_right(vector a, int32_t count) { return _mm512_sra_epi32(a, _mm_cvtsi32_si128(count)); }
/* The sums of the products of pairs of 16-bit numbers. */
INLINE vector dot_pairs(vector a, vector b) { return _mm512_madd_epi16(a, b); }
/* Whether any number of the four has no bit of `bits`. */
INLINE int any_lacks(const vector *four, vector bits) {
  const __mmask16 ab = _kor_mask16(_mm512_testn_epi32_mask(four[0], bits), _mm512_testn_epi32_mask(four[1], bits));
  const __mmask16 cd = _kor_mask16(_mm512_testn_epi32_mask(four[2], bits), _mm512_testn_epi32_mask(four[3], bits));
  return !_kortestz_mask16_u8(ab, cd);
}
/* `(value * multiplier) >> 31` of unsigned numbers, the results below 1 << 31. */
INLINE vector multiply_high(vector value, uint32_t multiplier) {
  const vector m = _mm512_set1_epi64(multiplier);
  const vector even = _mm512_srli_epi64(_mm512_mul_epu32(value, m), 31);
  const vector odd = _mm512_slli_epi64(_mm512_srli_epi64(_mm512_mul_epu32(_mm512_srli_epi64(value, 32), m), 31), 32);
  return _mm512_or_si512(even, odd);
}

/* Four vectors of bytes as groups of four, one byte of each: four vectors, lane by lane. `narrow` undoes it. */
INLINE void interleave(vector *groups, vector a, vector b, vector c, vector d) {
  const vector low_ab = _mm512_unpacklo_epi8(a, b), high_ab = _mm512_unpackhi_epi8(a, b);
  const vector low_cd = _mm512_unpacklo_epi8(c, d), high_cd = _mm512_unpackhi_epi8(c, d);
  groups[0] = _mm512_unpacklo_epi16(low_ab, low_cd);
  groups[1] = _mm512_unpackhi_epi16(low_ab, low_cd);
  groups[2] = _mm512_unpacklo_epi16(high_ab, high_cd);
  groups[3] = _mm512_unpackhi_epi16(high_ab, high_cd);
}

typedef struct {
  vector multipliers, odd_multipliers, left_shifts, right_shifts, even_rounding, odd_rounding, zero_point;
} channel_scaling;

INLINE channel_scaling scaling_of(const apus_scaling *scaling, size_t channel) {
  channel_scaling s;
  s.multipliers = load(scaling->multipliers + channel);
  s.odd_multipliers = _mm512_srli_epi64(s.multipliers, 32);
  s.right_shifts = load(scaling->right_shifts + channel);
  if (scaling->kind == APUS_SCALING_GENERAL) {
    s.left_shifts = load(scaling->left_shifts + channel);
    s.zero_point = _mm512_set1_epi32(scaling->zero_point);
    s.even_rounding = s.odd_rounding = s.zero_point;
  } else {
    s.even_rounding = load(scaling->rounding + channel);
    s.odd_rounding = load(scaling->rounding + channel + LANES / 2);
    s.left_shifts = s.zero_point = s.even_rounding;
  }
  return s;
}

/* One factor for all channels. */
INLINE channel_scaling uniform_scaling(int32_t multiplier, int32_t left_shift, int32_t right_shift,
                                       int32_t zero_point) {
  channel_scaling s;
  s.multipliers = s.odd_multipliers = _mm512_set1_epi32(multiplier);
  s.left_shifts = _mm512_set1_epi32(left_shift);
  s.right_shifts = _mm512_set1_epi32(right_shift);
  s.zero_point = s.even_rounding = s.odd_rounding = _mm512_set1_epi32(zero_point);
  return s;
}

/* `value / 2^count`, half away from zero. */
INLINE vector rounding_shift(vector value, vector count) {
  const vector one = _mm512_set1_epi32(1);
  const vector mask = _mm512_sub_epi32(_mm512_sllv_epi32(one, count), one);
  const vector threshold = _mm512_add_epi32(_mm512_srli_epi32(mask, 1), _mm512_srli_epi32(value, 31));
  const __mmask16 up = _mm512_cmpgt_epi32_mask(_mm512_and_si512(value, mask), threshold);
  const vector result = _mm512_srav_epi32(value, count);
  return _mm512_mask_add_epi32(result, up, result, one);
}

INLINE vector scaled(vector sum, channel_scaling s, const apus_scaling_kind kind) {
  if (kind == APUS_SCALING_GENERAL) {
    const vector half = _mm512_set1_epi64(1 << 30);
    const vector value = _mm512_sllv_epi32(sum, s.left_shifts);
    vector even = _mm512_mul_epi32(value, s.multipliers);
    vector odd = _mm512_mul_epi32(_mm512_srli_epi64(value, 32), s.odd_multipliers);
    even = _mm512_srli_epi64(_mm512_add_epi64(even, half), 31);
    odd = _mm512_slli_epi64(_mm512_srli_epi64(_mm512_add_epi64(odd, half), 31), 32);
    const vector high = _mm512_mask_blend_epi32(0xAAAA, even, odd);
    return _mm512_add_epi32(rounding_shift(high, s.right_shifts), s.zero_point);
  }
  const vector odd_sum = _mm512_srli_epi64(sum, 32);
  vector even = _mm512_add_epi64(_mm512_mul_epi32(sum, s.multipliers), s.even_rounding);
  vector odd = _mm512_add_epi64(_mm512_mul_epi32(odd_sum, s.odd_multipliers), s.odd_rounding);
  if (kind == APUS_SCALING_RIGHT) {
    /* 1 << 31 more where the sum is not negative. */
    const vector sign = _mm512_set1_epi64(1ll << 31);
    even = _mm512_add_epi64(even, _mm512_andnot_si512(sum, sign));
    odd = _mm512_add_epi64(odd, _mm512_andnot_si512(odd_sum, sign));
  }
  const vector high =
      _mm512_castps_si512(_mm512_mask_movehdup_ps(_mm512_castsi512_ps(odd), 0x5555, _mm512_castsi512_ps(even)));
  return _mm512_srav_epi32(high, s.right_shifts);
}
