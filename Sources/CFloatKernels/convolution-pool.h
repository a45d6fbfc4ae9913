// Convolution, rectifier and 2x2 maximum in one: the convolution's own values never leave the registers,
// and on the way back only the winners' positions have a gradient.

/// Makes `width` pooled positions of a row for sixteen channels, `count` of which there are.
INLINE void convolve_pool_tile(const ConvolutionGeometry *g, const float *in, const float *packed, lanes bias,
                               Rectification r, long width, long step, long count, float *out, uint8_t *winners) {
  lanes sums[4 * 7];
#pragma clang loop unroll(full)
  for (long j = 0; j < 4 * width; j++) sums[j] = bias;
  accumulate_tile(g, in, packed, 2, 2 * width, 1, step, sums);
#pragma clang loop unroll(full)
  for (long j = 0; j < width; j++) {
    lanes best = sums[2 * j];
    lane_mask winner = 0;
#pragma clang loop unroll(full)
    for (int tap = 1; tap < 4; tap++) {
      lanes rival = sums[tap / 2 * 2 * width + 2 * j + tap % 2];
      // The first of equal ones wins; something that is not a number always does.
      lane_mask loses = rival <= best;
      best = loses ? best : rival;
      winner = loses ? winner : (lane_mask)tap;
    }
    best = rectified(best, r);
    lane_bytes bytes = __builtin_convertvector(winner, lane_bytes);
    float *y = out + j * g->output_channels;
    uint8_t *w = winners + j * g->output_channels;
    if (count == WIDTH) {
      store(y, best);
      memcpy(w, &bytes, WIDTH);
    } else {
      float values[WIDTH];
      uint8_t indices[WIDTH];
      store(values, best);
      memcpy(indices, &bytes, WIDTH);
      for (long c = 0; c < count; c++) {
        y[c] = values[c];
        w[c] = indices[c];
      }
    }
  }
}

INLINE void convolve_pool_step(const ConvolutionGeometry *g, const float *in, const float *packed, const float *bias,
                               Rectification r, long step, float *out, uint8_t *winners) {
  long pitch = g->columns * g->channels;
  long block_size = g->kernel_rows * g->kernel_columns * g->channels * WIDTH;
  long rows = g->output_rows / 2, columns = g->output_columns / 2;
  for (long c = 0; c < g->output_channels; c += WIDTH) {
    const float *weights = packed + c / WIDTH * block_size;
    lanes start = load(bias + c);
    long count = smaller(WIDTH, g->output_channels - c);
    for (long row = 0; row < rows; row++) {
      const float *x = in + 2 * row * pitch;
      long target = row * columns * g->output_channels + c;
      long column = 0;
#define TILES(width)                                                                                                   \
  for (; column + (width) <= columns; column += (width)) {                                                             \
    convolve_pool_tile(g, x + 2 * column * step, weights, start, r, width, step, count,                                \
                       out + target + column * g->output_channels, winners + target + column * g->output_channels);    \
  }
      TILES(7);
      TILES(5);
      TILES(3);
      TILES(1);
#undef TILES
    }
  }
}

static void convolve_pool(const ConvolutionGeometry *g, const float *in, const float *packed, const float *bias,
                          Rectification r, float *out, uint8_t *winners) {
  switch (g->channels) {
  case 1: convolve_pool_step(g, in, packed, bias, r, 1, out, winners); break;
  case 3: convolve_pool_step(g, in, packed, bias, r, 3, out, winners); break;
  case 6: convolve_pool_step(g, in, packed, bias, r, 6, out, winners); break;
  case 16: convolve_pool_step(g, in, packed, bias, r, 16, out, winners); break;
  default: convolve_pool_step(g, in, packed, bias, r, g->channels, out, winners); break;
  }
}

/// Adds up the gradients of `rows` kernel rows of one output channel, `vectors` whole vectors each.
INLINE void winner_weights(const ConvolutionGeometry *g, long images, const float *in, long image_stride,
                           const float *gradient, const uint8_t *winners, long rows, long vectors, long row_width,
                           float *weights) {
  long pitch = g->columns * g->channels;
  long height = g->output_rows / 2, width = g->output_columns / 2;
  long taps[4] = {0, g->channels, pitch, pitch + g->channels};
  lanes sums[16];
#pragma clang loop unroll(full)
  for (long y = 0; y < rows; y++)
#pragma clang loop unroll(full)
    for (long v = 0; v < vectors; v++) sums[y * vectors + v] = load(weights + y * row_width + v * WIDTH);
  for (long image = 0; image < images; image++, in += image_stride)
    for (long row = 0; row < height; row++)
      for (long column = 0; column < width; column++) {
        const float *x = in + 2 * row * pitch + 2 * column * g->channels + taps[*winners];
        lanes value = splat(*gradient);
        gradient += g->output_channels;
        winners += g->output_channels;
#pragma clang loop unroll(full)
        for (long y = 0; y < rows; y++)
#pragma clang loop unroll(full)
          for (long v = 0; v < vectors; v++) sums[y * vectors + v] += value * load(x + y * pitch + v * WIDTH);
      }
#pragma clang loop unroll(full)
  for (long y = 0; y < rows; y++)
#pragma clang loop unroll(full)
    for (long v = 0; v < vectors; v++) store(weights + y * row_width + v * WIDTH, sums[y * vectors + v]);
}

static void convolve_pool_weights(const ConvolutionGeometry *g, long images, const float *in, long image_stride,
                                  const float *gradient, const uint8_t *winners, float *weights, float *bias) {
  long vectors = (g->kernel_columns * g->channels + WIDTH - 1) / WIDTH;
  long row_width = vectors * WIDTH;
  long pitch = g->columns * g->channels;
  long positions = images * (g->output_rows / 2) * (g->output_columns / 2);
  for (long c = 0; c < g->output_channels; c++, weights += g->kernel_rows * row_width) {
    if (g->kernel_rows == 5 && vectors == 1)
      winner_weights(g, images, in, image_stride, gradient + c, winners + c, 5, 1, 16, weights);
    else if (g->kernel_rows == 5 && vectors == 2)
      winner_weights(g, images, in, image_stride, gradient + c, winners + c, 5, 2, 32, weights);
    else if (g->kernel_rows == 3 && vectors == 1)
      winner_weights(g, images, in, image_stride, gradient + c, winners + c, 3, 1, 16, weights);
    else
      for (long y = 0; y < g->kernel_rows; y++)
        for (long v = 0; v < vectors; v++)
          winner_weights(g, images, in + y * pitch + v * WIDTH, image_stride, gradient + c, winners + c, 1, 1,
                         row_width, weights + y * row_width + v * WIDTH);
    float sum = 0;
    for (long p = 0; p < positions; p++) sum += gradient[p * g->output_channels + c];
    bias[c] += sum;
  }
}

/// Adds what one window's channels give to `rows` kernel rows of `vectors` whole vectors.
INLINE void winner_input(const ConvolutionGeometry *g, const float *weights, const float *gradient,
                         const uint8_t *winners, long rows, long vectors, long row_width, float *out) {
  long pitch = g->columns * g->channels;
  long taps[4] = {0, g->channels, pitch, pitch + g->channels};
  long size = g->kernel_rows * row_width;
  for (long first = 0; first < g->output_channels; first += WIDTH) {
    // Which channels won with each tap, the idle ones left out.
    unsigned members[4] = {0, 0, 0, 0};
    long count = smaller(WIDTH, g->output_channels - first);
    for (long c = 0; c < count; c++) members[winners[first + c]] |= (unsigned)(gradient[first + c] != 0) << c;
    for (int tap = 0; tap < 4; tap++) {
      if (!members[tap]) continue;
      lanes sums[16];
#pragma clang loop unroll(full)
      for (long i = 0; i < rows * vectors; i++) sums[i] = 0;
      for (unsigned rest = members[tap]; rest; rest &= rest - 1) {
        long c = first + __builtin_ctz(rest);
        lanes value = splat(gradient[c]);
#pragma clang loop unroll(full)
        for (long y = 0; y < rows; y++)
#pragma clang loop unroll(full)
          for (long v = 0; v < vectors; v++)
            sums[y * vectors + v] += value * load(weights + c * size + y * row_width + v * WIDTH);
      }
      float *target = out + taps[tap];
#pragma clang loop unroll(full)
      for (long y = 0; y < rows; y++)
#pragma clang loop unroll(full)
        for (long v = 0; v < vectors; v++) {
          float *p = target + y * pitch + v * WIDTH;
          store(p, load(p) + sums[y * vectors + v]);
        }
    }
  }
}

static void convolve_pool_input(const ConvolutionGeometry *g, const float *weights, const float *gradient,
                                const uint8_t *winners, float *out) {
  long vectors = (g->kernel_columns * g->channels + WIDTH - 1) / WIDTH;
  long row_width = vectors * WIDTH;
  long pitch = g->columns * g->channels;
  for (long row = 0; row < g->output_rows / 2; row++)
    for (long column = 0; column < g->output_columns / 2; column++) {
      float *target = out + 2 * row * pitch + 2 * column * g->channels;
      if (g->kernel_rows == 5 && vectors == 2)
        winner_input(g, weights, gradient, winners, 5, 2, 32, target);
      else if (g->kernel_rows == 5 && vectors == 1)
        winner_input(g, weights, gradient, winners, 5, 1, 16, target);
      else if (g->kernel_rows == 3 && vectors == 1)
        winner_input(g, weights, gradient, winners, 3, 1, 16, target);
      else
        for (long y = 0; y < g->kernel_rows; y++)
          for (long v = 0; v < vectors; v++)
            winner_input(g, weights + y * row_width + v * WIDTH, gradient, winners, 1, 1, row_width,
                         target + y * pitch + v * WIDTH);
      gradient += g->output_channels;
      winners += g->output_channels;
    }
}
