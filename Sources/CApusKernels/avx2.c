#include "CApusKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx2")))
#define INLINE TARGET static inline __attribute__((always_inline))
#define LANES APUS_LANES_AVX2

/* FixedPointMultiplier.applied(to:) without its shift to the left, eight lanes of it. */
INLINE __m256i scaled(__m256i value, __m256i multiplier, __m256i right) {
  const __m256i half = _mm256_set1_epi64x(1 << 30);
  __m256i even = _mm256_mul_epi32(value, multiplier);
  __m256i odd = _mm256_mul_epi32(_mm256_srli_epi64(value, 32), _mm256_srli_epi64(multiplier, 32));
  even = _mm256_srli_epi64(_mm256_add_epi64(even, half), 31);
  odd = _mm256_slli_epi64(_mm256_srli_epi64(_mm256_add_epi64(odd, half), 31), 32);
  const __m256i high = _mm256_blend_epi32(even, odd, 0xAA);

  const __m256i one = _mm256_set1_epi32(1);
  const __m256i mask = _mm256_sub_epi32(_mm256_sllv_epi32(one, right), one);
  const __m256i threshold = _mm256_add_epi32(_mm256_srli_epi32(mask, 1), _mm256_srli_epi32(high, 31));
  /* All ones, which is -1, where it rounds up. */
  const __m256i up = _mm256_cmpgt_epi32(_mm256_and_si256(high, mask), threshold);
  return _mm256_sub_epi32(_mm256_srav_epi32(high, right), up);
}

/* The zero point added, clamped, in the low eight bytes. */
INLINE __m128i clamped(__m256i value, int32_t zero_point, int32_t low, int32_t high) {
  value = _mm256_add_epi32(value, _mm256_set1_epi32(zero_point));
  value = _mm256_min_epi32(_mm256_max_epi32(value, _mm256_set1_epi32(low)), _mm256_set1_epi32(high));
  const __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(value), _mm256_extracti128_si256(value, 1));
  return _mm_packs_epi16(words, words);
}

/* The first `count` of 16 bytes, `count` below 16; no byte behind them is touched. */
INLINE void store_some(int8_t *output, __m128i bytes, size_t count) {
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

INLINE void finish(const apus_convolution *c, size_t channel, __m256i sum, int8_t *output) {
  const __m256i left = _mm256_loadu_si256((const __m256i *)(c->left_shifts + channel));
  const __m256i value = scaled(_mm256_sllv_epi32(sum, left),
                               _mm256_loadu_si256((const __m256i *)(c->multipliers + channel)),
                               _mm256_loadu_si256((const __m256i *)(c->right_shifts + channel)));
  const __m128i bytes = clamped(value, c->output_zero_point, c->clamp_low, c->clamp_high);
  const size_t left_over = c->output_channels - channel;
  if (left_over >= LANES) {
    _mm_storel_epi64((__m128i *)output, bytes);
  } else {
    store_some(output, bytes, left_over);
  }
}

INLINE __m256i broadcast(const int16_t *pair) {
  int32_t word;
  __builtin_memcpy(&word, pair, sizeof word);
  return _mm256_set1_epi32(word);
}

/* `pixels` neighbouring output positions, `blocks` blocks of channels: all sums stay in registers. */
INLINE void tile(const apus_convolution *c, const int16_t *input, int8_t *output, size_t channel, const size_t pixels,
                 const size_t blocks) {
  const size_t block_numbers = c->kernel_height * c->row_groups * LANES * 2;
  const int16_t *weights = (const int16_t *)c->weights + channel / LANES * block_numbers;
  __m256i sums[8];
#pragma clang loop unroll(full)
  for (size_t block = 0; block < blocks; block++) {
    const __m256i bias = _mm256_loadu_si256((const __m256i *)(c->bias + channel + block * LANES));
#pragma clang loop unroll(full)
    for (size_t pixel = 0; pixel < pixels; pixel++) sums[block * pixels + pixel] = bias;
  }
  for (size_t row = 0; row < c->kernel_height; row++) {
    const int16_t *values = input + row * c->kernel_row_step;
    for (size_t group = 0; group < c->row_groups; group++) {
      __m256i taps[2];
#pragma clang loop unroll(full)
      for (size_t block = 0; block < blocks; block++) {
        taps[block] = _mm256_loadu_si256((const __m256i *)(weights + block * block_numbers));
      }
#pragma clang loop unroll(full)
      for (size_t pixel = 0; pixel < pixels; pixel++) {
        const __m256i value = broadcast(values + pixel * c->column_step);
#pragma clang loop unroll(full)
        for (size_t block = 0; block < blocks; block++) {
          const size_t at = block * pixels + pixel;
          sums[at] = _mm256_add_epi32(sums[at], _mm256_madd_epi16(value, taps[block]));
        }
      }
      values += 2;
      weights += LANES * 2;
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

INLINE void row_of_blocks(const apus_convolution *c, const int16_t *input, int8_t *output, size_t channel,
                          const size_t wide, const size_t blocks) {
  size_t column = 0;
  for (; column + wide <= c->output_width; column += wide) {
    tile(c, input + column * c->column_step, output + column * c->output_channels, channel, wide, blocks);
  }
  for (; column < c->output_width; column++) {
    tile(c, input + column * c->column_step, output + column * c->output_channels, channel, 1, blocks);
  }
}

TARGET void apus_convolve_avx2(const apus_convolution *c) {
  const int16_t *input = c->input;
  for (size_t row = 0; row < c->output_height; row++) {
    const int16_t *values = input + row * c->row_step;
    int8_t *output = c->output + row * c->output_width * c->output_channels;
    size_t channel = 0;
    while (channel < c->output_channels) {
      if (channel + LANES < c->output_channels) {
        row_of_blocks(c, values, output, channel, 4, 2);
        channel += 2 * LANES;
      } else {
        row_of_blocks(c, values, output, channel, 8, 1);
        channel += LANES;
      }
    }
  }
}

/* One window for 32, 16 or fewer channels at a time. */
TARGET void apus_max_pool_avx2(const apus_max_pool *p) {
  const __m256i low = _mm256_set1_epi8(p->clamp_low);
  const __m256i high = _mm256_set1_epi8(p->clamp_high);
  const int8_t *end = p->input + p->input_height * p->input_row;
  int8_t *output = p->output;
  for (size_t row = 0; row < p->output_height; row++) {
    for (size_t column = 0; column < p->output_width; column++) {
      const int8_t *window = p->input + row * p->row_step + column * p->column_step;
      size_t channel = 0;
      for (; channel + 32 <= p->channels; channel += 32) {
        __m256i best = low;
        for (size_t y = 0; y < p->kernel_height; y++) {
          for (size_t x = 0; x < p->kernel_width; x++) {
            const int8_t *tap = window + y * p->input_row + x * p->channels + channel;
            best = _mm256_max_epi8(best, _mm256_loadu_si256((const __m256i *)tap));
          }
        }
        _mm256_storeu_si256((__m256i *)(output + channel), _mm256_min_epi8(best, high));
      }
      for (; channel + 16 <= p->channels; channel += 16) {
        __m128i best = _mm256_castsi256_si128(low);
        for (size_t y = 0; y < p->kernel_height; y++) {
          for (size_t x = 0; x < p->kernel_width; x++) {
            const int8_t *tap = window + y * p->input_row + x * p->channels + channel;
            best = _mm_max_epi8(best, _mm_loadu_si128((const __m128i *)tap));
          }
        }
        _mm_storeu_si128((__m128i *)(output + channel), _mm_min_epi8(best, _mm256_castsi256_si128(high)));
      }
      /* Few channels: a load of 16 bytes reaches into the next position, which is there but at the very end. */
      const int8_t *last = window + (p->kernel_height - 1) * p->input_row + (p->kernel_width - 1) * p->channels;
      if (channel < p->channels && last + channel + 16 <= end) {
        __m128i best = _mm256_castsi256_si128(low);
        for (size_t y = 0; y < p->kernel_height; y++) {
          for (size_t x = 0; x < p->kernel_width; x++) {
            const int8_t *tap = window + y * p->input_row + x * p->channels + channel;
            best = _mm_max_epi8(best, _mm_loadu_si128((const __m128i *)tap));
          }
        }
        store_some(output + channel, _mm_min_epi8(best, _mm256_castsi256_si128(high)), p->channels - channel);
        channel = p->channels;
      }
      for (; channel < p->channels; channel++) {
        int8_t best = p->clamp_low;
        for (size_t y = 0; y < p->kernel_height; y++) {
          for (size_t x = 0; x < p->kernel_width; x++) {
            const int8_t value = window[y * p->input_row + x * p->channels + channel];
            best = value > best ? value : best;
          }
        }
        output[channel] = best < p->clamp_high ? best : p->clamp_high;
      }
      output += p->channels;
    }
  }
}

TARGET void apus_add_avx2(const apus_addition *a) {
  const __m256i first_zero = _mm256_set1_epi32(a->first_zero_point);
  const __m256i second_zero = _mm256_set1_epi32(a->second_zero_point);
  const __m128i headroom = _mm_cvtsi32_si128(a->headroom);
  const __m256i first_multiplier = _mm256_set1_epi32(a->first_multiplier);
  const __m256i second_multiplier = _mm256_set1_epi32(a->second_multiplier);
  const __m256i output_multiplier = _mm256_set1_epi32(a->output_multiplier);
  const __m256i first_shift = _mm256_set1_epi32(a->first_shift);
  const __m256i second_shift = _mm256_set1_epi32(a->second_shift);
  const __m256i output_shift = _mm256_set1_epi32(a->output_shift);
  for (size_t index = 0; index < a->count; index += LANES) {
    const size_t left_over = a->count - index;
    const size_t count = left_over < LANES ? left_over : LANES;
    int64_t first_bytes = 0, second_bytes = 0;
    if (count == LANES) {
      __builtin_memcpy(&first_bytes, a->first + index, LANES);
      __builtin_memcpy(&second_bytes, a->second + index, LANES);
    } else {
      __builtin_memcpy(&first_bytes, a->first + index, count);
      __builtin_memcpy(&second_bytes, a->second + index, count);
    }
    __m256i first = _mm256_cvtepi8_epi32(_mm_cvtsi64_si128(first_bytes));
    __m256i second = _mm256_cvtepi8_epi32(_mm_cvtsi64_si128(second_bytes));
    first = _mm256_sll_epi32(_mm256_sub_epi32(first, first_zero), headroom);
    second = _mm256_sll_epi32(_mm256_sub_epi32(second, second_zero), headroom);
    const __m256i sum = _mm256_add_epi32(scaled(first, first_multiplier, first_shift),
                                         scaled(second, second_multiplier, second_shift));
    const __m128i bytes = clamped(scaled(sum, output_multiplier, output_shift), a->output_zero_point, a->clamp_low,
                                  a->clamp_high);
    if (count == LANES) {
      _mm_storel_epi64((__m128i *)(a->output + index), bytes);
    } else {
      store_some(a->output + index, bytes, count);
    }
  }
}
#endif
