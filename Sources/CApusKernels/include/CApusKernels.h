/* Inner loops of the runtime that need instructions which Swift cannot reach. Each equals the portable Swift
   operator byte for byte. The loops are written once, in kernels/, in terms of a few vector operations, which
   vectors/ has for each instruction set; a .c file for each puts the two together. Chosen once at run time. */
#ifndef CAPUSKERNELS_H
#define CAPUSKERNELS_H

#include <stddef.h>
#include <stdint.h>

/* Instruction sets, each including the ones of its architecture before it. */
typedef enum {
  APUS_LEVEL_PORTABLE = 0,
  /* 256-bit integer vectors; products of 16-bit numbers. */
  APUS_LEVEL_AVX2 = 1,
  /* 256-bit vectors with dot products of bytes. */
  APUS_LEVEL_AVXVNNI = 2,
  /* 512-bit vectors with dot products of bytes. */
  APUS_LEVEL_AVX512VNNI = 3,
  /* That, and matrix products of bytes in tiles of 16 rows by 64 bytes. */
  APUS_LEVEL_AMX = 4,
  /* ARM's 128-bit vectors with dot products of bytes. */
  APUS_LEVEL_NEONDOT = 8,
  /* That, and products of bytes of a matrix of 2 rows by one of 2 columns. */
  APUS_LEVEL_NEONI8MM = 9
} apus_level;

/* The highest level that this processor has. */
apus_level apus_level_supported(void);

/* That, or a lower one that the environment variable APUS_LEVEL names: portable, avx2, avxvnni, avx512vnni,
   amx; neondot, neoni8mm. */
apus_level apus_level_chosen(void);

/* The kernels of an instruction set. Each takes a pointer to its operator's structure, below. */
typedef void apus_kernel(const void *operation);

typedef struct {
  /* 32-bit numbers in a vector; a block of a convolution has the same number of output channels. */
  size_t lanes;
  /* Whether bytes are multiplied, in groups of four, or 16-bit numbers, in pairs. */
  int multiplies_bytes;
  /* The most groups of a kernel row that a convolution takes at a time. A longer row is taken in several pieces of the
     same number of groups each. */
  size_t max_row_groups;
  apus_kernel *convolve, *depthwise, *max_pool, *mean_pool, *add, *maximum, *minimum;
  /* Does nothing but multiply-accumulates, as fast as the processor can, and returns how many they were. */
  uint64_t (*peak)(uint64_t rounds);
  /* Whether bytes are multiplied as they are; else as unsigned numbers, value + 128. */
  int multiplies_signed;
  /* Whether a convolution multiplies bytes in groups of eight. */
  int convolution_multiplies_eights;
} apus_kernels;

/* The kernels of a level, which must be supported; NULL for the portable one. */
const apus_kernels *apus_kernels_of(apus_level level);

/* Prepared elements. AVX2 multiplies 16-bit numbers: value - zeroPoint, padding as 0, in pairs. The others multiply
   unsigned with signed bytes: value + 128, padding as zeroPoint + 128, in groups of four. Either way a group is four
   bytes of the input, and as many of the weights for each output channel. NEON multiplies signed bytes: value, padding
   as zeroPoint, in groups of four, or of eight for convolutions by matrix products. */

/* How accumulators become bytes: FixedPointMultiplier.applied(to:), the zero point added, clamped. */
typedef enum {
  /* Any multiplier and shift. */
  APUS_SCALING_GENERAL = 0,
  /* Shifts to the right by 1 to 22 only: one 64-bit sum and shift for both roundings. */
  APUS_SCALING_RIGHT = 1,
  /* These, and what is below the zero point is clamped: negative accumulators need not be right. */
  APUS_SCALING_RECTIFIED = 2
} apus_scaling_kind;

typedef struct {
  /* For each channel of all blocks; those beyond the last channel are 0. */
  const int32_t *bias;
  const int32_t *multipliers;
  /* What an accumulator is shifted left by before, and right by after the multiplication. For the other two kinds
     the right shift less 1. */
  const int32_t *left_shifts;
  const int32_t *right_shifts;
  /* For the other two kinds, for each vector of channels, those of its even lanes, then those of its odd lanes:
     (zeroPoint << (31 + shift)) + (1 << (30 + shift)) + (1 << 30), less 1 << 31 for APUS_SCALING_RIGHT. */
  const int64_t *rounding;
  apus_scaling_kind kind;
  int32_t zero_point;
  int8_t clamp_low, clamp_high;
} apus_scaling;

/* An input laid out with its padding around it, elements prepared. */
typedef struct {
  const int8_t *source;
  void *target;
  /* Rows and elements of a row of the source; of the target, rows above and elements on the left of them included. */
  size_t source_height, source_row;
  size_t height, row, top, left;
  int32_t zero_point;
} apus_padded_input;

/* A convolution of one group, or a dense layer, which is one with a single position. The weights: for each block of
   channels, for each row of the kernel, for each group of the window's elements in that row, the block's groups. Weights
   beyond a row's end or the last channel are 0. Where bytes are multiplied, padding times the sum of its weights is
   taken off each bias. */
typedef struct {
  /* Laid out before each run. */
  apus_padded_input input;
  int8_t *output;
  const void *weights;
  apus_scaling scaling;
  /* Bytes from one output row's first input row to the next's, from one output column's first element to the
     next's, and from one kernel row to the next. */
  size_t row_step, column_step, kernel_row_step;
  size_t output_height, output_width, output_channels;
  /* Kernel rows, and groups in each. */
  size_t kernel_height, row_groups;
} apus_convolution;

/* The most kernel rows that a depthwise kernel takes. */
#define APUS_DEPTHWISE_MOST_ROWS 64

/* A depthwise convolution. A row of its output is computed in chunks of four vectors, whatever the number of channels:
   weights and scaling are there for the chunks of a period, after which channels come back to where they were. In a
   chunk lanes lie as they are after interleaving: see kernels/depthwise.h. */
typedef struct {
  const int8_t *input;
  int8_t *output;
  const void *weights;
  apus_scaling scaling;
  /* Memory for one padded row of the input, its columns sorted by their remainder by the stride; and for `ring_rows`
     rows of `ring_row` bytes, in which the taps of a kernel row lie side by side for each output. */
  void *line;
  void *ring;
  size_t ring_rows, ring_row;
  /* Of each tap in a kernel row, where its first element is in the line, in elements; filled up to whole groups. */
  const size_t *tap_offsets;
  /* Elements between the columns of one remainder and those of the next. */
  size_t phase_step;
  size_t input_height, input_width, input_channels, output_height, output_width, output_channels;
  size_t kernel_height, row_groups;
  size_t stride_height, stride_width, dilation_height, top, left;
  size_t period;
  int32_t input_zero_point;
} apus_depthwise;

/* The maximum over windows of bytes, without padding. Elements from one input row, output row's first input row and
   output column's first input column to the next. `output` may lie over the input as ApusModel's PoolRecord.mayOverwrite allows. */
typedef struct {
  const int8_t *input;
  int8_t *output;
  size_t input_row, row_step, column_step;
  size_t input_height, output_height, output_width, channels;
  size_t kernel_height, kernel_width;
  int8_t clamp_low, clamp_high;
} apus_max_pool;

/* The mean over windows of bytes, elements outside the input not counted: rounded half away from zero, or
   scaled: `bias`, which is minus the zero point times the elements of the window, is added to the sum, and `multiplier`
   and the shifts scale it as APUS_SCALING_GENERAL does. Windows have at most 2048 elements. `output` may lie over the input as ApusModel's PoolRecord.mayOverwrite allows. */
typedef struct {
  const int8_t *input;
  int8_t *output;
  size_t input_height, input_width, output_height, output_width, channels;
  size_t kernel_height, kernel_width, stride_height, stride_width, top, left;
  int8_t clamp_low, clamp_high;
  /* Whether to scale; else to divide. */
  int scales;
  int32_t bias, multiplier, left_shift, right_shift, zero_point;
} apus_mean_pool;

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
  int8_t clamp_low, clamp_high;
  /* A sum in fixed point, which is near enough to tell the rounded result nearly always:
     u = (first + 128) * first_factor + (second + 128) * second_factor + offset. The result is u >> fraction_bits, except
     perhaps where all of these bits but the low `doubtful_bits` are 0: there it is computed exactly. Factors are below
     2^23. All are computed exactly where fraction_bits is 0. */
  int32_t first_factor, second_factor, offset, fraction_bits, doubtful_bits;
} apus_addition;

/* The element-wise maximum or minimum of bytes, clamped. `output` may be one of the inputs. */
typedef struct {
  const int8_t *first, *second;
  int8_t *output;
  size_t count;
  int8_t clamp_low, clamp_high;
} apus_extremum;

#endif
