/* Convolution of one group as an implicit matrix product: no copy of windows is made. A tile of neighboring positions
   by blocks of channels keeps all its sums in registers. Included once for each instruction set. */

#include "finish.h"

#if defined(__aarch64__)
#include "tile-neon.h"
#else
/* Hides from the compiler what a variable was computed from. */
#define OPAQUE(variable) __asm__("" : "+r"(variable))

INLINE void tile(const apus_convolution *c, const char *input, int8_t *output, size_t channel, const size_t pixels,
                 const size_t blocks) {
  const size_t block_bytes = c->kernel_height * c->row_groups * LANES * 4;
  const char *weights = (const char *)c->weights + channel / LANES * block_bytes;
  vector sums[24];
#pragma clang loop unroll(full)
  for (size_t block = 0; block < blocks; block++) {
    const vector bias = load(c->scaling.bias + channel + block * LANES);
#pragma clang loop unroll(full)
    for (size_t pixel = 0; pixel < pixels; pixel++) sums[block * pixels + pixel] = bias;
  }
  /* Each four pixels have a pointer of their own, from which all four are one addressing mode away. The compiler must not
     know how the pointers are related: it would make a chain of additions of them, which takes longer than the products. */
  size_t step = c->column_step, three_steps = 3 * step;
  OPAQUE(three_steps);
  for (size_t row = 0; row < c->kernel_height; row++) {
    const char *quads[6];
#pragma clang loop unroll(full)
    for (size_t quad = 0; quad < (pixels + 3) / 4; quad++) {
      quads[quad] = input + row * c->kernel_row_step + quad * 4 * step;
      OPAQUE(quads[quad]);
    }
#pragma clang loop unroll_count(2)
    for (size_t group = 0; group < c->row_groups; group++) {
      vector taps[8];
#pragma clang loop unroll(full)
      for (size_t block = 0; block < blocks; block++) taps[block] = load(weights + block * block_bytes);
#pragma clang loop unroll(full)
      for (size_t pixel = 0; pixel < pixels; pixel++) {
        const size_t place = pixel % 4 == 3 ? three_steps : pixel % 4 * step;
        const vector value = broadcast_group(quads[pixel / 4] + place);
#pragma clang loop unroll(full)
        for (size_t block = 0; block < blocks; block++) {
          sums[block * pixels + pixel] = dot(sums[block * pixels + pixel], value, taps[block]);
        }
      }
#pragma clang loop unroll(full)
      for (size_t quad = 0; quad < (pixels + 3) / 4; quad++) quads[quad] += 4;
      weights += LANES * 4;
    }
  }
  finish(c, sums, output, channel, pixels, blocks);
}
#endif

/* One output row for some blocks of channels. The last tile begins where it ends with the row, and computes
   positions again that the one before it has computed. */
typedef void row_function(const apus_convolution *c, const char *input, int8_t *output, size_t channel);
#define ROW(pixels, blocks)                                                                                            \
  TARGET static void row_##pixels##_by_##blocks(const apus_convolution *c, const char *input, int8_t *output,          \
                                                size_t channel) {                                                      \
    const size_t width = c->output_width;                                                                              \
    for (size_t next = 0; next < width; next += pixels) {                                                              \
      const size_t column = next + pixels <= width ? next : width - pixels;                                            \
      tile(c, input + column * c->column_step, output + column * c->output_channels, channel, pixels, blocks);         \
    }                                                                                                                  \
  }

typedef struct {
  size_t pixels;
  row_function *function;
} row_choice;

/* The tiles that a level has, a line for each number of blocks: those whose sums fit into its registers. */
/* clang-format off */
#if LANES == 16
ROW(1, 1) ROW(2, 1) ROW(4, 1) ROW(8, 1) ROW(12, 1) ROW(16, 1) ROW(24, 1)
ROW(1, 2) ROW(2, 2) ROW(4, 2) ROW(6, 2) ROW(8, 2) ROW(12, 2)
ROW(1, 3) ROW(2, 3) ROW(4, 3) ROW(6, 3) ROW(8, 3)
ROW(1, 4) ROW(2, 4) ROW(3, 4) ROW(4, 4) ROW(5, 4) ROW(6, 4)
ROW(1, 8)
#define ROW_BLOCKS 4
static const row_choice rows[ROW_BLOCKS][8] = {
    {{1, row_1_by_1}, {2, row_2_by_1}, {4, row_4_by_1}, {8, row_8_by_1}, {12, row_12_by_1}, {16, row_16_by_1},
     {24, row_24_by_1}},
    {{1, row_1_by_2}, {2, row_2_by_2}, {4, row_4_by_2}, {6, row_6_by_2}, {8, row_8_by_2}, {12, row_12_by_2}},
    {{1, row_1_by_3}, {2, row_2_by_3}, {4, row_4_by_3}, {6, row_6_by_3}, {8, row_8_by_3}},
    {{1, row_1_by_4}, {2, row_2_by_4}, {3, row_3_by_4}, {4, row_4_by_4}, {5, row_5_by_4}, {6, row_6_by_4}}};
#elif LANES == 4
ROW(1, 1) ROW(2, 1) ROW(4, 1) ROW(8, 1)
ROW(1, 2) ROW(2, 2) ROW(4, 2) ROW(6, 2) ROW(8, 2)
ROW(1, 3) ROW(2, 3) ROW(4, 3) ROW(6, 3)
ROW(1, 4) ROW(2, 4) ROW(4, 4)
/* An odd number of positions leaves half a matrix product unused; six leave registers for a group of eight, five for
   four groups of four. */
#if MATRIX_PRODUCTS
ROW(6, 4)
#else
ROW(3, 4) ROW(5, 4)
#endif
ROW(1, 8)
#define ROW_BLOCKS 4
static const row_choice rows[ROW_BLOCKS][8] = {
    {{1, row_1_by_1}, {2, row_2_by_1}, {4, row_4_by_1}, {8, row_8_by_1}},
    {{1, row_1_by_2}, {2, row_2_by_2}, {4, row_4_by_2}, {6, row_6_by_2}, {8, row_8_by_2}},
    {{1, row_1_by_3}, {2, row_2_by_3}, {4, row_4_by_3}, {6, row_6_by_3}},
#if MATRIX_PRODUCTS
    {{1, row_1_by_4}, {2, row_2_by_4}, {4, row_4_by_4}, {6, row_6_by_4}}};
#else
    {{1, row_1_by_4}, {2, row_2_by_4}, {3, row_3_by_4}, {4, row_4_by_4}, {5, row_5_by_4}}};
#endif
#else
ROW(1, 1) ROW(2, 1) ROW(4, 1) ROW(8, 1)
ROW(1, 2) ROW(2, 2) ROW(3, 2) ROW(4, 2) ROW(5, 2)
ROW(1, 8)
#define ROW_BLOCKS 2
static const row_choice rows[ROW_BLOCKS][8] = {
    {{1, row_1_by_1}, {2, row_2_by_1}, {4, row_4_by_1}, {8, row_8_by_1}},
    {{1, row_1_by_2}, {2, row_2_by_2}, {3, row_3_by_2}, {4, row_4_by_2}, {5, row_5_by_2}}};
#endif
/* clang-format on */

/* The tile that covers a row in the fewest steps, and then with the fewest positions computed twice. */
INLINE row_function *row_for(size_t width, size_t blocks) {
  const row_choice *choices = rows[blocks - 1];
  size_t best = 0, least = SIZE_MAX;
  for (size_t index = 0; index < 8 && choices[index].pixels > 0; index++) {
    const size_t pixels = choices[index].pixels;
    if (pixels > width) break;
    const size_t steps = (width + pixels - 1) / pixels;
    /* A step costs its positions, and what loading weights and waiting for the last sums costs beside them. */
    const size_t cost = steps * (pixels * blocks + blocks + 4);
    if (cost < least) {
      least = cost;
      best = index;
    }
  }
  return choices[best].function;
}

TARGET static void convolve(const void *operation) {
  const apus_convolution *c = operation;
#if defined(__aarch64__)
  const int is_laid_out = needs_no_padding(c);
#else
  const int is_laid_out = 0;
#endif
  if (!is_laid_out) pad(&c->input);
  const char *input = is_laid_out ? (const char *)c->input.source : (const char *)c->input.target;
  const size_t all_blocks = (c->output_channels + LANES - 1) / LANES;
  size_t block = 0;
  while (block < all_blocks) {
    const size_t left = all_blocks - block;
    size_t blocks = left < ROW_BLOCKS ? left : ROW_BLOCKS;
    row_function *row = row_for(c->output_width, blocks);
    if (c->output_width == 1 && c->output_height == 1 && left >= 8) {
      row = row_1_by_8;
      blocks = 8;
    }
    for (size_t y = 0; y < c->output_height; y++) {
      row(c, input + y * c->row_step, c->output + y * c->output_width * c->output_channels, block * LANES);
    }
    block += blocks;
  }
}
