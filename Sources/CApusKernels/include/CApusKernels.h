/* Inner loops of the runtime that need instructions which Swift cannot reach. Each equals the portable Swift
   operator byte for byte; one file for each instruction set, chosen once at run time. */
#ifndef CAPUSKERNELS_H
#define CAPUSKERNELS_H

#include <stddef.h>
#include <stdint.h>

/* Instruction sets, each including the ones before it. */
typedef enum {
  APUS_LEVEL_PORTABLE = 0,
  /* 256-bit integer vectors; products of 16-bit numbers. */
  APUS_LEVEL_AVX2 = 1,
  /* 512-bit vectors with dot products of bytes. */
  APUS_LEVEL_AVX512VNNI = 2
} apus_level;

/* The highest level that this processor has. */
apus_level apus_level_supported(void);

/* That, or a lower one that the environment variable APUS_LEVEL names: portable, avx2, avx512vnni. */
apus_level apus_level_chosen(void);

/* Output channels that a kernel of a level computes side by side. */
#define APUS_LANES_AVX512VNNI 16
#define APUS_LANES_AVX2 8

/* A convolution of one group (a dense layer is one with a single position), its input laid out with its padding:

   AVX-512 VNNI: `input` holds bytes, value + 128, padding as zeroPoint + 128; `weights` holds, for each block of 16
   output channels, for each kernel row, for each four consecutive bytes of that row of the window, 16 x 4 weights;
   `bias` has (zeroPoint + 128) times the sum of the weights taken off.

   AVX2: `input` holds 16-bit numbers, value - zeroPoint, padding as 0; `weights` holds 16-bit numbers, for each block
   of 8 output channels, for each kernel row, for each two consecutive elements, 8 x 2 weights; `bias` is as it is.

   Weights beyond a row's end or the last channel are 0. `bias`, `multipliers` and shifts have an element for each
   channel of all blocks. */
typedef struct {
  const void *input;
  int8_t *output;
  const void *weights;
  const int32_t *bias;
  const int32_t *multipliers;
  /* What `value` is shifted left by before, and right by after the multiplication. */
  const int32_t *left_shifts;
  const int32_t *right_shifts;
  /* Elements from one row of the input to the next, from one output row's first row to the next's, from one output
     column's first element to the next's, and from one kernel row to the next. */
  size_t row_step, column_step, kernel_row_step;
  size_t output_height, output_width, output_channels;
  /* Kernel rows, and groups of four bytes or two 16-bit numbers in each. */
  size_t kernel_height, row_groups;
  int32_t output_zero_point, clamp_low, clamp_high;
} apus_convolution;

void apus_convolve_avx2(const apus_convolution *convolution);
void apus_convolve_avx512vnni(const apus_convolution *convolution);

/* The maximum over windows of bytes, without padding. Elements from one input row, output row's first input row and
   output column's first input column to the next. */
typedef struct {
  const int8_t *input;
  int8_t *output;
  size_t input_row, row_step, column_step;
  size_t input_height, output_height, output_width, channels;
  size_t kernel_height, kernel_width;
  int8_t clamp_low, clamp_high;
} apus_max_pool;

void apus_max_pool_avx2(const apus_max_pool *pool);

/* The element-wise sum of bytes; multipliers without a shift to the left. `output` may be one of the inputs. */
typedef struct {
  const int8_t *first, *second;
  int8_t *output;
  size_t count;
  int32_t first_zero_point, second_zero_point, output_zero_point;
  int32_t first_multiplier, second_multiplier, output_multiplier;
  int32_t first_shift, second_shift, output_shift; /* to the right */
  /* Bits by which inputs are shifted to the left before they are multiplied. */
  int32_t headroom;
  int32_t clamp_low, clamp_high;
} apus_addition;

void apus_add_avx2(const apus_addition *addition);
void apus_add_avx512vnni(const apus_addition *addition);

#endif
