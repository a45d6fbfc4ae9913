#include "CApusKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")))
#define INLINE TARGET static inline __attribute__((always_inline))
#define LANES APUS_LANES_AVX512VNNI

/* FixedPointMultiplier.applied(to:) without its shift to the left, 16 lanes of it. */
INLINE __m512i scaled(__m512i value, __m512i multiplier, __m512i right) {
  const __m512i half = _mm512_set1_epi64(1 << 30);
  __m512i even = _mm512_mul_epi32(value, multiplier);
  __m512i odd = _mm512_mul_epi32(_mm512_srli_epi64(value, 32), _mm512_srli_epi64(multiplier, 32));
  even = _mm512_srli_epi64(_mm512_add_epi64(even, half), 31);
  odd = _mm512_slli_epi64(_mm512_srli_epi64(_mm512_add_epi64(odd, half), 31), 32);
  const __m512i high = _mm512_mask_blend_epi32(0xAAAA, even, odd);

  const __m512i one = _mm512_set1_epi32(1);
  const __m512i mask = _mm512_sub_epi32(_mm512_sllv_epi32(one, right), one);
  const __m512i threshold = _mm512_add_epi32(_mm512_srli_epi32(mask, 1), _mm512_srli_epi32(high, 31));
  const __mmask16 up = _mm512_cmpgt_epi32_mask(_mm512_and_si512(high, mask), threshold);
  const __m512i result = _mm512_srav_epi32(high, right);
  return _mm512_mask_add_epi32(result, up, result, one);
}

INLINE __m512i clamped(__m512i value, int32_t zero_point, int32_t low, int32_t high) {
  value = _mm512_add_epi32(value, _mm512_set1_epi32(zero_point));
  return _mm512_min_epi32(_mm512_max_epi32(value, _mm512_set1_epi32(low)), _mm512_set1_epi32(high));
}

INLINE void finish(const apus_convolution *c, size_t channel, __m512i sum, int8_t *output) {
  const __m512i left = _mm512_loadu_si512(c->left_shifts + channel);
  __m512i value = scaled(_mm512_sllv_epi32(sum, left), _mm512_loadu_si512(c->multipliers + channel),
                         _mm512_loadu_si512(c->right_shifts + channel));
  value = clamped(value, c->output_zero_point, c->clamp_low, c->clamp_high);
  const size_t left_over = c->output_channels - channel;
  if (left_over >= LANES) {
    _mm_storeu_si128((__m128i *)output, _mm512_cvtepi32_epi8(value));
  } else {
    _mm512_mask_cvtepi32_storeu_epi8(output, (__mmask16)((1u << left_over) - 1), value);
  }
}

INLINE __m512i broadcast(const uint8_t *bytes) {
  int32_t word;
  __builtin_memcpy(&word, bytes, sizeof word);
  return _mm512_set1_epi32(word);
}

/* `pixels` neighbouring output positions, `blocks` blocks of channels: all sums stay in registers. */
INLINE void tile(const apus_convolution *c, const uint8_t *input, int8_t *output, size_t channel, const size_t pixels,
                 const size_t blocks) {
  const size_t block_bytes = c->kernel_height * c->row_groups * LANES * 4;
  const uint8_t *weights = (const uint8_t *)c->weights + channel / LANES * block_bytes;
  __m512i sums[16];
  for (size_t block = 0; block < blocks; block++) {
    const __m512i bias = _mm512_loadu_si512(c->bias + channel + block * LANES);
#pragma clang loop unroll(full)
    for (size_t pixel = 0; pixel < pixels; pixel++) sums[block * pixels + pixel] = bias;
  }
  for (size_t row = 0; row < c->kernel_height; row++) {
    const uint8_t *values = input + row * c->kernel_row_step;
    for (size_t group = 0; group < c->row_groups; group++) {
      __m512i taps[4];
#pragma clang loop unroll(full)
      for (size_t block = 0; block < blocks; block++) taps[block] = _mm512_loadu_si512(weights + block * block_bytes);
#pragma clang loop unroll(full)
      for (size_t pixel = 0; pixel < pixels; pixel++) {
        const __m512i value = broadcast(values + pixel * c->column_step);
#pragma clang loop unroll(full)
        for (size_t block = 0; block < blocks; block++) {
          sums[block * pixels + pixel] = _mm512_dpbusd_epi32(sums[block * pixels + pixel], value, taps[block]);
        }
      }
      values += 4;
      weights += LANES * 4;
    }
  }
#pragma clang loop unroll(full)
  for (size_t block = 0; block < blocks; block++) {
#pragma clang loop unroll(full)
    for (size_t pixel = 0; pixel < pixels; pixel++) {
      finish(c, channel + block * LANES, sums[block * pixels + pixel],
             output + pixel * c->output_channels + channel + block * LANES);
    }
  }
}

/* One output row for `blocks` blocks of channels, `wide` positions at a time as long as there are as many. */
INLINE void row_of_blocks(const apus_convolution *c, const uint8_t *input, int8_t *output, size_t channel,
                          const size_t wide, const size_t blocks) {
  size_t column = 0;
  for (; column + wide <= c->output_width; column += wide) {
    tile(c, input + column * c->column_step, output + column * c->output_channels, channel, wide, blocks);
  }
  if (wide > 4) {
    for (; column + 4 <= c->output_width; column += 4) {
      tile(c, input + column * c->column_step, output + column * c->output_channels, channel, 4, blocks);
    }
  }
  for (; column < c->output_width; column++) {
    tile(c, input + column * c->column_step, output + column * c->output_channels, channel, 1, blocks);
  }
}

TARGET void apus_convolve_avx512vnni(const apus_convolution *c) {
  const uint8_t *input = c->input;
  for (size_t row = 0; row < c->output_height; row++) {
    const uint8_t *values = input + row * c->row_step;
    int8_t *output = c->output + row * c->output_width * c->output_channels;
    size_t channel = 0;
    while (channel < c->output_channels) {
      const size_t blocks = (c->output_channels - channel + LANES - 1) / LANES;
      if (blocks >= 4) {
        row_of_blocks(c, values, output, channel, 4, 4);
        channel += 4 * LANES;
      } else if (blocks == 3) {
        row_of_blocks(c, values, output, channel, 4, 3);
        channel += 3 * LANES;
      } else if (blocks == 2) {
        row_of_blocks(c, values, output, channel, 8, 2);
        channel += 2 * LANES;
      } else {
        row_of_blocks(c, values, output, channel, 16, 1);
        channel += LANES;
      }
    }
  }
}

TARGET void apus_add_avx512vnni(const apus_addition *a) {
  const __m512i first_zero = _mm512_set1_epi32(a->first_zero_point);
  const __m512i second_zero = _mm512_set1_epi32(a->second_zero_point);
  const __m128i headroom = _mm_cvtsi32_si128(a->headroom);
  const __m512i first_multiplier = _mm512_set1_epi32(a->first_multiplier);
  const __m512i second_multiplier = _mm512_set1_epi32(a->second_multiplier);
  const __m512i output_multiplier = _mm512_set1_epi32(a->output_multiplier);
  const __m512i first_shift = _mm512_set1_epi32(a->first_shift);
  const __m512i second_shift = _mm512_set1_epi32(a->second_shift);
  const __m512i output_shift = _mm512_set1_epi32(a->output_shift);
  for (size_t index = 0; index < a->count; index += LANES) {
    const size_t count = a->count - index;
    const __mmask16 there = count >= LANES ? 0xFFFF : (__mmask16)((1u << count) - 1);
    __m512i first = _mm512_cvtepi8_epi32(_mm_maskz_loadu_epi8(there, a->first + index));
    __m512i second = _mm512_cvtepi8_epi32(_mm_maskz_loadu_epi8(there, a->second + index));
    first = _mm512_sll_epi32(_mm512_sub_epi32(first, first_zero), headroom);
    second = _mm512_sll_epi32(_mm512_sub_epi32(second, second_zero), headroom);
    const __m512i sum = _mm512_add_epi32(scaled(first, first_multiplier, first_shift),
                                         scaled(second, second_multiplier, second_shift));
    const __m512i value = clamped(scaled(sum, output_multiplier, output_shift), a->output_zero_point, a->clamp_low,
                                  a->clamp_high);
    _mm512_mask_cvtepi32_storeu_epi8(a->output + index, there, value);
  }
}
#endif
