/* Tiles of a convolution for NEON, whose products take a part of a vector or a pair of positions, so that nothing is
   broadcast. */

#if MATRIX_PRODUCTS
#define GROUP_BYTES 8

/* By matrix products: two positions' groups of eight by two channels' at a time. A single position is both of them. */
INLINE void tile(const apus_convolution *c, const char *input, int8_t *output, size_t channel, const size_t pixels,
                 const size_t blocks) {
  const size_t block_bytes = c->kernel_height * c->row_groups * LANES * GROUP_BYTES;
  const char *weights = (const char *)c->weights + channel / LANES * block_bytes;
  const size_t pairs = (pixels + 1) / 2;
  /* For each block and pair of positions, the first two channels and the last two. */
  vector products[32];
#pragma clang loop unroll(full)
  for (size_t block = 0; block < blocks; block++) {
    const int64x2_t bias = vreinterpretq_s64_s32(load(c->scaling.bias + channel + block * LANES));
#pragma clang loop unroll(full)
    for (size_t pair = 0; pair < pairs; pair++) {
      products[(block * pairs + pair) * 2] = vreinterpretq_s32_s64(vtrn1q_s64(bias, bias));
      products[(block * pairs + pair) * 2 + 1] = vreinterpretq_s32_s64(vtrn2q_s64(bias, bias));
    }
  }
  for (size_t row = 0; row < c->kernel_height; row++) {
    const int8_t *place = (const int8_t *)input + row * c->kernel_row_step;
    for (size_t group = 0; group < c->row_groups; group++) {
      int8x16_t values[4];
#pragma clang loop unroll(full)
      for (size_t pair = 0; pair < pairs; pair++) {
        const int8_t *first = place + 2 * pair * c->column_step;
        values[pair] = vcombine_s8(vld1_s8(first), vld1_s8(pixels == 1 ? first : first + c->column_step));
      }
#pragma clang loop unroll(full)
      for (size_t part = 0; part < 2 * blocks; part++) {
        const char *taps = weights + part / 2 * block_bytes + part % 2 * sizeof(vector);
#pragma clang loop unroll(full)
        for (size_t pair = 0; pair < pairs; pair++) {
          vector *product = products + (part / 2 * pairs + pair) * 2 + part % 2;
          *product = vmmlaq_s32(*product, values[pair], vld1q_s8((const int8_t *)taps));
        }
      }
      place += GROUP_BYTES;
      weights += LANES * GROUP_BYTES;
    }
  }
  vector sums[32];
#pragma clang loop unroll(full)
  for (size_t block = 0; block < blocks; block++) {
#pragma clang loop unroll(full)
    for (size_t pixel = 0; pixel < pixels; pixel++) {
      const vector *two = products + (block * pairs + pixel / 2) * 2;
      const int64x2_t first = vreinterpretq_s64_s32(two[0]), last = vreinterpretq_s64_s32(two[1]);
      sums[block * pixels + pixel] =
          vreinterpretq_s32_s64(pixel % 2 == 0 ? vtrn1q_s64(first, last) : vtrn2q_s64(first, last));
    }
  }
  finish(c, sums, output, channel, pixels, blocks);
}

#else
#define GROUP_BYTES 4

/* By dot products: four groups of each position are loaded at once, which may be 12 bytes beyond a window's row. */
INLINE void tile(const apus_convolution *c, const char *input, int8_t *output, size_t channel, const size_t pixels,
                 const size_t blocks) {
  const size_t block_bytes = c->kernel_height * c->row_groups * LANES * GROUP_BYTES;
  const char *weights = (const char *)c->weights + channel / LANES * block_bytes;
  vector sums[24];
#pragma clang loop unroll(full)
  for (size_t block = 0; block < blocks; block++) {
    const vector bias = load(c->scaling.bias + channel + block * LANES);
#pragma clang loop unroll(full)
    for (size_t pixel = 0; pixel < pixels; pixel++) sums[block * pixels + pixel] = bias;
  }
/* The products of one of a vector's four groups. */
#define PRODUCTS(part)                                                                                                 \
  _Pragma("clang loop unroll(full)") for (size_t block = 0; block < blocks; block++) {                                 \
    const char *taps = weights + block * block_bytes + part * LANES * GROUP_BYTES;                                     \
    const int8x16_t four = vld1q_s8((const int8_t *)taps);                                                             \
    _Pragma("clang loop unroll(full)") for (size_t pixel = 0; pixel < pixels; pixel++) {                               \
      vector *sum = sums + block * pixels + pixel;                                                                     \
      *sum = vdotq_laneq_s32(*sum, four, values[pixel], part);                                                         \
    }                                                                                                                  \
  }
#define LOAD_VALUES                                                                                                    \
  _Pragma("clang loop unroll(full)") for (size_t pixel = 0; pixel < pixels; pixel++) {                                 \
    values[pixel] = vld1q_s8((const int8_t *)place + pixel * c->column_step);                                          \
  }
  const size_t quads = c->row_groups / 4, rest = c->row_groups % 4;
  for (size_t row = 0; row < c->kernel_height; row++) {
    const char *place = input + row * c->kernel_row_step;
    int8x16_t values[12];
    for (size_t quad = 0; quad < quads; quad++) {
      LOAD_VALUES
      place += sizeof(vector);
      PRODUCTS(0)
      PRODUCTS(1)
      PRODUCTS(2)
      PRODUCTS(3)
      weights += 4 * LANES * GROUP_BYTES;
    }
    if (rest > 0) {
      LOAD_VALUES
      PRODUCTS(0)
      if (rest > 1) PRODUCTS(1)
      if (rest > 2) PRODUCTS(2)
      weights += rest * LANES * GROUP_BYTES;
    }
  }
#undef PRODUCTS
#undef LOAD_VALUES
  finish(c, sums, output, channel, pixels, blocks);
}
#endif

/* Whether windows can be read where the input lies: there is no padding, and the last load ends with the input. */
INLINE int needs_no_padding(const apus_convolution *c) {
  const apus_padded_input *p = &c->input;
  const size_t row_bytes = (c->row_groups * GROUP_BYTES + sizeof(vector) - 1) / sizeof(vector) * sizeof(vector);
  const size_t end = (c->output_height - 1) * c->row_step + (c->output_width - 1) * c->column_step +
                     (c->kernel_height - 1) * c->kernel_row_step + row_bytes;
  return p->top == 0 && p->left == 0 && p->row == p->source_row && end <= p->source_height * p->source_row;
}
