// Convolution of one image. A tile's sums stay in registers: lanes are output channels, and each weight
// vector meets one input value of every position of the tile. Extents of tiles are constants wherever these
// functions are inlined.

/// Adds up `height * width` neighboring positions for `blocks` times sixteen channels.
INLINE void accumulate_tile(const ConvolutionGeometry *g, const float *in, const float *packed, long height, long width,
                            long blocks, long step, lanes *sums) {
  long pitch = g->columns * g->channels;
  long run = g->kernel_columns * g->channels;
  long block_size = g->kernel_rows * run * WIDTH;
  for (long y = 0; y < g->kernel_rows; y++) {
    const float *x = in + y * pitch;
    for (long k = 0; k < run; k++, packed += WIDTH) {
      lanes weight[2];
#pragma clang loop unroll(full)
      for (long b = 0; b < blocks; b++) weight[b] = load(packed + b * block_size);
#pragma clang loop unroll(full)
      for (long i = 0; i < height; i++)
#pragma clang loop unroll(full)
        for (long j = 0; j < width; j++) {
          lanes value = splat(x[k + i * pitch + j * step]);
#pragma clang loop unroll(full)
          for (long b = 0; b < blocks; b++) sums[(i * width + j) * blocks + b] += value * weight[b];
        }
    }
  }
}

/// Makes one tile of a row.
INLINE void convolve_tile(const ConvolutionGeometry *g, const float *in, const float *packed, const float *bias,
                          long width, long blocks, long step, float *out) {
  lanes sums[32];
#pragma clang loop unroll(full)
  for (long j = 0; j < width * blocks; j++) sums[j] = load(bias + j % blocks * WIDTH);
  accumulate_tile(g, in, packed, 1, width, blocks, step, sums);
#pragma clang loop unroll(full)
  for (long j = 0; j < width; j++)
#pragma clang loop unroll(full)
    for (long b = 0; b < blocks; b++) store(out + j * g->output_channels + b * WIDTH, sums[j * blocks + b]);
}

/// Makes one row for one or two blocks of channels.
INLINE void convolve_row(const ConvolutionGeometry *g, const float *in, const float *packed, const float *bias,
                         long blocks, long step, float *out) {
  long column = 0;
#define TILES(width)                                                                                                   \
  for (; column + (width) <= g->output_columns; column += (width)) {                                                   \
    convolve_tile(g, in + column * step, packed, bias, width, blocks, step, out + column * g->output_channels);        \
  }
  if (blocks == 1) TILES(16);
  TILES(8);
  TILES(4);
  TILES(1);
#undef TILES
}

INLINE void convolve_step(const ConvolutionGeometry *g, const float *in, const float *packed, const float *bias,
                          long step, float *out) {
  long block_size = g->kernel_rows * g->kernel_columns * g->channels * WIDTH;
  long pitch = g->columns * g->channels * g->row_stride;
  long blocks = g->output_channels / WIDTH;
  for (long row = 0; row < g->output_rows; row++) {
    const float *x = in + row * pitch;
    float *y = out + row * g->output_columns * g->output_channels;
    long b = 0;
    for (; b + 2 <= blocks; b += 2)
      convolve_row(g, x, packed + b * block_size, bias + b * WIDTH, 2, step, y + b * WIDTH);
    for (; b < blocks; b++) convolve_row(g, x, packed + b * block_size, bias + b * WIDTH, 1, step, y + b * WIDTH);
  }
}

static void convolve(const ConvolutionGeometry *g, const float *in, const float *packed, const float *bias,
                     float *out) {
  long step = g->column_stride * g->channels;
  // With the step known, positions are constant distances.
  switch (step) {
  case 3: convolve_step(g, in, packed, bias, 3, out); break;
  case 16: convolve_step(g, in, packed, bias, 16, out); break;
  case 32: convolve_step(g, in, packed, bias, 32, out); break;
  case 64: convolve_step(g, in, packed, bias, 64, out); break;
  default: convolve_step(g, in, packed, bias, step, out); break;
  }
}
