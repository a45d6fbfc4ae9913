/* The end of a convolution: sums in registers become bytes in memory. Included once for each instruction set. */

/* Turns a tile's sums into bytes: `sums[block * pixels + pixel]`. */
INLINE void finish_tile(const apus_convolution *c, vector *sums, int8_t *output, size_t channel, const size_t pixels,
                        const size_t blocks, const apus_scaling_kind kind) {
#pragma clang loop unroll(full)
  for (size_t block = 0; block < blocks; block++) {
    const channel_scaling scaling = scaling_of(&c->scaling, channel + block * LANES);
#pragma clang loop unroll(full)
    for (size_t pixel = 0; pixel < pixels; pixel++) {
      sums[block * pixels + pixel] = scaled(sums[block * pixels + pixel], scaling, kind);
    }
  }
  const vector low = broadcast_byte(c->scaling.clamp_low), high = broadcast_byte(c->scaling.clamp_high);
  const size_t channels = c->output_channels;
  if (blocks == 4 && channel + 4 * LANES <= channels) {
#pragma clang loop unroll(full)
    for (size_t pixel = 0; pixel < pixels; pixel++) {
      const vector bytes =
          in_order(narrow(sums[pixel], sums[pixels + pixel], sums[2 * pixels + pixel], sums[3 * pixels + pixel]));
      store(output + pixel * channels + channel, smaller_bytes(larger_bytes(bytes, low), high));
    }
    return;
  }
  if (blocks == 2 && pixels % 2 == 0 && channels == 2 * LANES) {
#pragma clang loop unroll(full)
    for (size_t pixel = 0; pixel < pixels; pixel += 2) {
      const vector bytes =
          in_order(narrow(sums[pixel], sums[pixels + pixel], sums[pixel + 1], sums[pixels + pixel + 1]));
      store(output + pixel * channels, smaller_bytes(larger_bytes(bytes, low), high));
    }
    return;
  }
  if (blocks == 1 && pixels % 4 == 0 && channels == LANES) {
#pragma clang loop unroll(full)
    for (size_t pixel = 0; pixel < pixels; pixel += 4) {
      const vector bytes = in_order(narrow(sums[pixel], sums[pixel + 1], sums[pixel + 2], sums[pixel + 3]));
      store(output + pixel * channels, smaller_bytes(larger_bytes(bytes, low), high));
    }
    return;
  }
#pragma clang loop unroll(full)
  for (size_t block = 0; block < blocks; block++) {
    const size_t first = channel + block * LANES;
#pragma clang loop unroll(full)
    for (size_t pixel = 0; pixel < pixels; pixel++) {
      store_narrow(output + pixel * channels + first, sums[block * pixels + pixel], low, high, channels - first);
    }
  }
}

/* The same for the kind of scaling that the convolution has. */
INLINE void finish(const apus_convolution *c, vector *sums, int8_t *output, size_t channel, const size_t pixels,
                   const size_t blocks) {
  switch (c->scaling.kind) {
  case APUS_SCALING_RECTIFIED: finish_tile(c, sums, output, channel, pixels, blocks, APUS_SCALING_RECTIFIED); break;
  case APUS_SCALING_RIGHT: finish_tile(c, sums, output, channel, pixels, blocks, APUS_SCALING_RIGHT); break;
  case APUS_SCALING_GENERAL: finish_tile(c, sums, output, channel, pixels, blocks, APUS_SCALING_GENERAL); break;
  }
}
