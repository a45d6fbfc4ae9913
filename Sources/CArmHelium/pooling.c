// Pools: a vector of channels at a time, read from the whole window before it is written, so that the output may lie
// over the input as PoolRecord.mayOverwrite of ApusModel allows.
#include "scaling.h"

// The part of a window inside the input.
typedef struct {
  const int8_t *start;
  ptrdiff_t rows, columns;
} Inside;

INLINE Inside inside_of(const HeliumPool *p, ptrdiff_t y, ptrdiff_t x) {
  const HeliumWindow *w = &p->window;
  ptrdiff_t row = y * w->stride_height - w->top, column = x * w->stride_width - w->left;
  ptrdiff_t last_row = row + w->kernel_height, last_column = column + w->kernel_width;
  if (last_row > p->input.height) last_row = p->input.height;
  if (last_column > p->input.width) last_column = p->input.width;
  if (row < 0) row = 0;
  if (column < 0) column = 0;
  return (Inside){p->input.elements + (row * p->input.width + column) * p->input.channels, last_row - row,
                  last_column - column};
}

void helium_pool_maximum(const HeliumPool *p) {
  ptrdiff_t channels = p->input.channels, row_step = p->input.width * channels;
  int8x16_t low = vdupq_n_s8((int8_t)p->end.low), high = vdupq_n_s8((int8_t)p->end.high);
  int8_t *output = p->output.elements;
  for (ptrdiff_t y = 0; y < p->output.height; y++) {
    for (ptrdiff_t x = 0; x < p->output.width; x++) {
      Inside window = inside_of(p, y, x);
      for (ptrdiff_t left = channels; left > 0; left -= 16) {
        mve_pred16_t some = vctp8q(left);
        int8x16_t most = low;
        const int8_t *row = window.start;
        for (ptrdiff_t rows = window.rows; rows > 0; rows--, row += row_step) {
          const int8_t *values = row;
          for (ptrdiff_t columns = window.columns; columns > 0; columns--, values += channels) {
            most = vmaxq_s8(most, vldrbq_z_s8(values, some));
          }
        }
        vstrbq_p_s8(output, vminq_s8(most, high), some);
        ptrdiff_t count = left < 16 ? left : 16;
        output += count;
        window.start += count;
      }
    }
  }
}

// The mean, rounded half away from zero.
INLINE int32_t mean(int32_t sum, int32_t divisor) {
  int32_t half = divisor / 2;
  return (sum + (sum > 0 ? half : -half)) / divisor;
}

void helium_pool_average(const HeliumPool *p) {
  ptrdiff_t channels = p->input.channels, row_step = p->input.width * channels;
  HeliumEnd end = {0, p->end.low, p->end.high};
  int8_t *output = p->output.elements;
  for (ptrdiff_t y = 0; y < p->output.height; y++) {
    for (ptrdiff_t x = 0; x < p->output.width; x++) {
      Inside window = inside_of(p, y, x);
      int32_t divisor = (int32_t)(window.rows * window.columns);
      for (ptrdiff_t left = channels; left > 0; left -= 4) {
        mve_pred16_t some = vctp32q(left);
        int32x4_t sums = vdupq_n_s32(0);
        const int8_t *row = window.start;
        for (ptrdiff_t rows = window.rows; rows > 0; rows--, row += row_step) {
          const int8_t *values = row;
          for (ptrdiff_t columns = window.columns; columns > 0; columns--, values += channels) {
            sums = vaddq_s32(sums, vldrbq_z_s32(values, some));
          }
        }
        int32x4_t means = {mean(sums[0], divisor), mean(sums[1], divisor), mean(sums[2], divisor),
                           mean(sums[3], divisor)};
        vstrbq_p_s32(output, finished(means, end), some);
        ptrdiff_t count = left < 4 ? left : 4;
        output += count;
        window.start += count;
      }
    }
  }
}

void helium_average(const HeliumValue *input, int8_t *output, HeliumFactor factor, HeliumEnd end) {
  ptrdiff_t channels = input->channels, positions = input->height * input->width;
  int32x4_t multiplier = vdupq_n_s32(factor.multiplier), shift = vdupq_n_s32(factor.shift);
  const int8_t *first = input->elements;
  for (ptrdiff_t left = channels; left > 0; left -= 4, first += 4, output += 4) {
    mve_pred16_t some = vctp32q(left);
    int32x4_t sums = vdupq_n_s32(-(int32_t)positions * input->zero_point);
    const int8_t *values = first;
    for (ptrdiff_t rest = positions; rest > 0; rest--, values += channels) {
      sums = vaddq_s32(sums, vldrbq_z_s32(values, some));
    }
    int32x4_t result = scaled(sums, multiplier, left_of(shift), right_of(shift));
    vstrbq_p_s32(output, finished(result, end), some);
  }
}
