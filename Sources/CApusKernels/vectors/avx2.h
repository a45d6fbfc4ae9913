/* Vectors of AVX2: 8 numbers of 32 bits. It multiplies 16-bit numbers, as AVX2's products of bytes saturate; with
   AVX-VNNI four unsigned with four signed bytes. */
#include <immintrin.h>

#define INLINE TARGET static inline __attribute__((always_inline))

typedef __m256i vector;

INLINE vector load(const void *numbers) { return _mm256_loadu_si256((const __m256i *)numbers); }
INLINE void store(void *numbers, vector value) { _mm256_storeu_si256((__m256i *)numbers, value); }
INLINE vector broadcast_byte(int8_t value) { return _mm256_set1_epi8(value); }
INLINE vector broadcast_group(const void *group) {
  int32_t word;
  __builtin_memcpy(&word, group, sizeof word);
  return _mm256_set1_epi32(word);
}
INLINE vector larger_bytes(vector a, vector b) { return _mm256_max_epi8(a, b); }
INLINE vector smaller_bytes(vector a, vector b) { return _mm256_min_epi8(a, b); }

#if BYTE_DOT_PRODUCTS
INLINE vector dot(vector sum, vector values, vector weights) { return _mm256_dpbusd_avx_epi32(sum, values, weights); }

/* Prepared elements of a vector of bytes. */
INLINE void prepare(void *target, const int8_t *source, vector offset) {
  store(target, _mm256_xor_si256(load(source), offset));
}
#else
INLINE vector dot(vector sum, vector values, vector weights) {
  return _mm256_add_epi32(sum, _mm256_madd_epi16(values, weights));
}

/* Prepared elements of a vector of bytes; `offset` has the zero point in 16 bits. */
INLINE void prepare(void *target, const int8_t *source, vector offset) {
  const vector bytes = load(source);
  store(target, _mm256_sub_epi16(_mm256_cvtepi8_epi16(_mm256_castsi256_si128(bytes)), offset));
  store((char *)target + sizeof(vector),
        _mm256_sub_epi16(_mm256_cvtepi8_epi16(_mm256_extracti128_si256(bytes, 1)), offset));
}

/* 32 numbers from each of two places as pairs, one number of each: four vectors, in the order of `interleave`. */
INLINE void interleave_pairs(vector *groups, const int16_t *a, const int16_t *b) {
  for (size_t half = 0; half < 2; half++) {
    const vector first = _mm256_loadu2_m128i((const __m128i *)(a + 8 * half + 16), (const __m128i *)(a + 8 * half));
    const vector second = _mm256_loadu2_m128i((const __m128i *)(b + 8 * half + 16), (const __m128i *)(b + 8 * half));
    groups[2 * half] = _mm256_unpacklo_epi16(first, second);
    groups[2 * half + 1] = _mm256_unpackhi_epi16(first, second);
  }
}
#endif

/* Four vectors of bytes as groups of four, one byte of each: four vectors, lane by lane. `narrow` undoes it. */
INLINE void interleave(vector *groups, vector a, vector b, vector c, vector d) {
  const vector low_ab = _mm256_unpacklo_epi8(a, b), high_ab = _mm256_unpackhi_epi8(a, b);
  const vector low_cd = _mm256_unpacklo_epi8(c, d), high_cd = _mm256_unpackhi_epi8(c, d);
  groups[0] = _mm256_unpacklo_epi16(low_ab, low_cd);
  groups[1] = _mm256_unpackhi_epi16(low_ab, low_cd);
  groups[2] = _mm256_unpacklo_epi16(high_ab, high_cd);
  groups[3] = _mm256_unpackhi_epi16(high_ab, high_cd);
}

/* The first `count` bytes, perhaps others behind them; `end` is where readable memory ends. */
INLINE vector load_some(const int8_t *bytes, size_t count, const int8_t *end) {
  if (bytes + sizeof(vector) <= end) return load(bytes);
  int8_t copy[sizeof(vector)] = {0};
  __builtin_memcpy(copy, bytes, count < sizeof(vector) ? count : sizeof(vector));
  return load(copy);
}
INLINE vector widen(const int8_t *bytes) { return _mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)bytes)); }
/* The first `count` bytes as numbers, or all that fit if those are fewer. */
INLINE vector widen_some(const int8_t *bytes, size_t count) {
  if (count >= LANES) return widen(bytes);
  int8_t copy[LANES] = {0};
  __builtin_memcpy(copy, bytes, count);
  return widen(copy);
}

INLINE vector broadcast(int32_t value) { return _mm256_set1_epi32(value); }
INLINE vector zero(void) { return _mm256_setzero_si256(); }
INLINE vector exclusive_or(vector a, vector b) { return _mm256_xor_si256(a, b); }
INLINE vector add(vector a, vector b) { return _mm256_add_epi32(a, b); }
INLINE vector subtract(vector a, vector b) { return _mm256_sub_epi32(a, b); }
INLINE vector absolute(vector a) { return _mm256_abs_epi32(a); }
/* `value` or, where `sign` is negative, minus it. */
INLINE vector with_sign(vector value, vector sign) {
  const vector negative = _mm256_srai_epi32(sign, 31);
  return _mm256_sub_epi32(_mm256_xor_si256(value, negative), negative);
}
INLINE vector shift_left(vector a, int32_t count) { return _mm256_sll_epi32(a, _mm_cvtsi32_si128(count)); }
INLINE vector shift_right(vector a, int32_t count) { return _mm256_sra_epi32(a, _mm_cvtsi32_si128(count)); }
/* The sums of the products of pairs of 16-bit numbers. */
INLINE vector dot_pairs(vector a, vector b) { return _mm256_madd_epi16(a, b); }
/* Whether any number of the four has no bit of `bits`. */
INLINE int any_lacks(const vector *four, vector bits) {
  const vector none = zero();
  const vector ab = _mm256_or_si256(_mm256_cmpeq_epi32(_mm256_and_si256(four[0], bits), none),
                                    _mm256_cmpeq_epi32(_mm256_and_si256(four[1], bits), none));
  const vector cd = _mm256_or_si256(_mm256_cmpeq_epi32(_mm256_and_si256(four[2], bits), none),
                                    _mm256_cmpeq_epi32(_mm256_and_si256(four[3], bits), none));
  return !_mm256_testz_si256(_mm256_or_si256(ab, cd), _mm256_or_si256(ab, cd));
}
/* `(value * multiplier) >> 31` of unsigned numbers, the results below 1 << 31. */
INLINE vector multiply_high(vector value, uint32_t multiplier) {
  const vector m = _mm256_set1_epi64x(multiplier);
  const vector even = _mm256_srli_epi64(_mm256_mul_epu32(value, m), 31);
  const vector odd = _mm256_slli_epi64(_mm256_srli_epi64(_mm256_mul_epu32(_mm256_srli_epi64(value, 32), m), 31), 32);
  return _mm256_or_si256(even, odd);
}

/* The four numbers of each of four vectors' 128-bit lanes, as bytes, saturated: lane by lane. */
INLINE vector narrow(vector a, vector b, vector c, vector d) {
  return _mm256_packs_epi16(_mm256_packs_epi32(a, b), _mm256_packs_epi32(c, d));
}
/* What `narrow` gives, vector by vector. */
INLINE vector in_order(vector bytes) {
  return _mm256_permutevar8x32_epi32(bytes, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
}
INLINE void store_some_of_16(int8_t *output, __m128i bytes, size_t count) {
  if (count & 8) {
    _mm_storel_epi64((__m128i *)output, bytes);
    output += 8;
    bytes = _mm_srli_si128(bytes, 8);
  }
  if (count & 4) {
    const int32_t word = _mm_cvtsi128_si32(bytes);
    __builtin_memcpy(output, &word, 4);
    output += 4;
    bytes = _mm_srli_si128(bytes, 4);
  }
  const int32_t rest = _mm_cvtsi128_si32(bytes);
  if (count & 2) {
    __builtin_memcpy(output, &rest, 2);
    if (count & 1) output[2] = (int8_t)(rest >> 16);
  } else if (count & 1) {
    output[0] = (int8_t)rest;
  }
}
/* The first `count` bytes of a vector of bytes. */
INLINE void store_some(int8_t *output, vector bytes, size_t count) {
  if (count >= 32) return store(output, bytes);
  __m128i half = _mm256_castsi256_si128(bytes);
  if (count >= 16) {
    _mm_storeu_si128((__m128i *)output, half);
    half = _mm256_extracti128_si256(bytes, 1);
    output += 16;
  }
  store_some_of_16(output, half, count & 15);
}
/* The numbers of one vector as bytes, saturated and clamped; the first `count` of them. */
INLINE void store_narrow(int8_t *output, vector value, vector low, vector high, size_t count) {
  __m128i bytes = _mm_packs_epi32(_mm256_castsi256_si128(value), _mm256_extracti128_si256(value, 1));
  bytes = _mm_packs_epi16(bytes, bytes);
  bytes = _mm_min_epi8(_mm_max_epi8(bytes, _mm256_castsi256_si128(low)), _mm256_castsi256_si128(high));
  if (count >= LANES) {
    _mm_storel_epi64((__m128i *)output, bytes);
  } else {
    store_some_of_16(output, bytes, count);
  }
}
/* Prepared elements of the first `count` bytes, fewer than a vector of them. */
INLINE void prepare_some(void *target, const int8_t *source, vector offset, size_t count) {
#if BYTE_DOT_PRODUCTS
  uint8_t *to = target;
  if (count & 16) {
    const __m128i bytes = _mm_loadu_si128((const __m128i *)source);
    _mm_storeu_si128((__m128i *)to, _mm_xor_si128(bytes, _mm256_castsi256_si128(offset)));
    to += 16;
    source += 16;
  }
  if (count & 8) {
    const __m128i bytes = _mm_loadl_epi64((const __m128i *)source);
    _mm_storel_epi64((__m128i *)to, _mm_xor_si128(bytes, _mm256_castsi256_si128(offset)));
    to += 8;
    source += 8;
  }
  for (size_t index = 0; index < (count & 7); index++) to[index] = (uint8_t)source[index] ^ 0x80;
#else
  int16_t *to = target;
  if (count & 16) {
    store(to, _mm256_sub_epi16(_mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)source)), offset));
    to += 16;
    source += 16;
  }
  if (count & 8) {
    const __m128i numbers = _mm_cvtepi8_epi16(_mm_loadl_epi64((const __m128i *)source));
    _mm_storeu_si128((__m128i *)to, _mm_sub_epi16(numbers, _mm256_castsi256_si128(offset)));
    to += 8;
    source += 8;
  }
  const int16_t by = (int16_t)_mm256_extract_epi16(offset, 0);
  for (size_t index = 0; index < (count & 7); index++) to[index] = (int16_t)(source[index] - by);
#endif
}

typedef struct {
  vector multipliers, odd_multipliers, left_shifts, right_shifts, even_rounding, odd_rounding, zero_point;
} channel_scaling;

INLINE channel_scaling scaling_of(const apus_scaling *scaling, size_t channel) {
  channel_scaling s;
  s.multipliers = load(scaling->multipliers + channel);
  s.odd_multipliers = _mm256_srli_epi64(s.multipliers, 32);
  s.right_shifts = load(scaling->right_shifts + channel);
  if (scaling->kind == APUS_SCALING_GENERAL) {
    s.left_shifts = load(scaling->left_shifts + channel);
    s.zero_point = _mm256_set1_epi32(scaling->zero_point);
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
  s.multipliers = s.odd_multipliers = _mm256_set1_epi32(multiplier);
  s.left_shifts = _mm256_set1_epi32(left_shift);
  s.right_shifts = _mm256_set1_epi32(right_shift);
  s.zero_point = s.even_rounding = s.odd_rounding = _mm256_set1_epi32(zero_point);
  return s;
}

/* `value / 2^count`, half away from zero. */
INLINE vector rounding_shift(vector value, vector count) {
  const vector one = _mm256_set1_epi32(1);
  const vector mask = _mm256_sub_epi32(_mm256_sllv_epi32(one, count), one);
  const vector threshold = _mm256_add_epi32(_mm256_srli_epi32(mask, 1), _mm256_srli_epi32(value, 31));
  /* All ones, which is -1, where it rounds up. */
  const vector up = _mm256_cmpgt_epi32(_mm256_and_si256(value, mask), threshold);
  return _mm256_sub_epi32(_mm256_srav_epi32(value, count), up);
}

INLINE vector scaled(vector sum, channel_scaling s, const apus_scaling_kind kind) {
  if (kind == APUS_SCALING_GENERAL) {
    const vector half = _mm256_set1_epi64x(1 << 30);
    const vector value = _mm256_sllv_epi32(sum, s.left_shifts);
    vector even = _mm256_mul_epi32(value, s.multipliers);
    vector odd = _mm256_mul_epi32(_mm256_srli_epi64(value, 32), s.odd_multipliers);
    even = _mm256_srli_epi64(_mm256_add_epi64(even, half), 31);
    odd = _mm256_slli_epi64(_mm256_srli_epi64(_mm256_add_epi64(odd, half), 31), 32);
    const vector high = _mm256_blend_epi32(even, odd, 0xAA);
    return _mm256_add_epi32(rounding_shift(high, s.right_shifts), s.zero_point);
  }
  const vector odd_sum = _mm256_srli_epi64(sum, 32);
  vector even = _mm256_add_epi64(_mm256_mul_epi32(sum, s.multipliers), s.even_rounding);
  vector odd = _mm256_add_epi64(_mm256_mul_epi32(odd_sum, s.odd_multipliers), s.odd_rounding);
  if (kind == APUS_SCALING_RIGHT) {
    /* 1 << 31 more where the sum is not negative. */
    const vector sign = _mm256_set1_epi64x(1ll << 31);
    even = _mm256_add_epi64(even, _mm256_andnot_si256(sum, sign));
    odd = _mm256_add_epi64(odd, _mm256_andnot_si256(odd_sum, sign));
  }
  const vector high = _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xAA);
  return _mm256_srav_epi32(high, s.right_shifts);
}
