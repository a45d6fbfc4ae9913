// Convolution: the windows of three positions, each in the order of the weights, times all output channels, two at a
// time. A window is gathered in scratch memory, or lies in the input as it is. The input's zero point is not subtracted
// from its elements but, times the sum of a channel's weights, from the channel's bias; padding is the zero point.
#include "bytes.h"

#define POSITIONS 3

// Where the parts of the scratch memory are, for `channels` of a group, filled up to fours.
typedef struct {
  int32_t *bias;
  int32_t *sums;
  int8_t *windows;
  ptrdiff_t step;
} Parts;

INLINE Parts parts_of(const HeliumConvolution *c, ptrdiff_t channels) {
  ptrdiff_t step = (channels + 3) & ~3;
  int32_t *bias = c->scratch, *sums = bias + step;
  return (Parts){bias, sums, (int8_t *)(sums + POSITIONS * step), step};
}

// The window whose first tap is in `row` and `column`.
static void gather(const HeliumConvolution *c, const int8_t *source, ptrdiff_t depth, ptrdiff_t row, ptrdiff_t column,
                   int8_t *target) {
  const HeliumWindow *w = &c->window;
  ptrdiff_t height = c->input.height, width = c->input.width, channels = c->input.channels;
  int8_t padding = (int8_t)c->input.zero_point;
  // Taps side by side are copied at once.
  int joined = w->dilation_width == 1 && depth == channels;
  ptrdiff_t columns = w->kernel_width, before = 0, inside = columns, bytes = columns * depth;
  if (joined) {
    before = column < 0 ? (-column < columns ? -column : columns) : 0;
    ptrdiff_t last = width - column < columns ? width - column : columns;
    inside = last > before ? last - before : 0;
  }
  for (ptrdiff_t y = 0; y < w->kernel_height; y++, row += w->dilation_height) {
    if (row < 0 || row >= height) {
      target = filled(target, padding, bytes);
      continue;
    }
    const int8_t *values = source + (row * width + column) * channels;
    if (joined && inside == columns) {
      target = copied(target, values, bytes);
    } else if (joined) {
      target = filled(target, padding, before * depth);
      target = copied(target, values + before * depth, inside * depth);
      target = filled(target, padding, (columns - before - inside) * depth);
    } else {
      ptrdiff_t x = column;
      for (ptrdiff_t tap = 0; tap < columns; tap++, x += w->dilation_width, values += w->dilation_width * channels) {
        target = x >= 0 && x < width ? copied(target, values, depth) : filled(target, padding, depth);
      }
    }
  }
}

// The sums of three windows and all channels.
static void multiply(const int8_t *const *windows, const int8_t *weights, ptrdiff_t taps, ptrdiff_t channels,
                     const Parts *parts) {
  int32_t *sums = parts->sums;
  const int32_t *bias = parts->bias;
  ptrdiff_t step = parts->step;
  do {
    const int8_t *x0 = windows[0], *x1 = windows[1], *x2 = windows[2];
    const int8_t *w0 = weights, *w1 = channels > 1 ? weights + taps : weights;
    weights = w1 + taps;
    int32_t a0 = bias[0], a1 = a0, a2 = a0, b0 = bias[1], b1 = b0, b2 = b0;
    ptrdiff_t left = taps;
    do {
      mve_pred16_t inside = vctp8q(left);
      int8x16_t a = vldrbq_z_s8(w0, inside), b = vldrbq_z_s8(w1, inside), x = vldrbq_z_s8(x0, inside);
      a0 = vmladavaq_p_s8(a0, a, x, inside);
      b0 = vmladavaq_p_s8(b0, b, x, inside);
      x = vldrbq_z_s8(x1, inside);
      a1 = vmladavaq_p_s8(a1, a, x, inside);
      b1 = vmladavaq_p_s8(b1, b, x, inside);
      x = vldrbq_z_s8(x2, inside);
      a2 = vmladavaq_p_s8(a2, a, x, inside);
      b2 = vmladavaq_p_s8(b2, b, x, inside);
      w0 += 16;
      w1 += 16;
      x0 += 16;
      x1 += 16;
      x2 += 16;
      left -= 16;
    } while (left > 0);
    sums[0] = a0;
    sums[1] = b0;
    sums[step] = a1;
    sums[step + 1] = b1;
    sums[2 * step] = a2;
    sums[2 * step + 1] = b2;
    sums += 2;
    bias += 2;
    channels -= 2;
  } while (channels > 0);
}

static void finish_positions(const HeliumConvolution *c, ptrdiff_t first, ptrdiff_t channels, const Parts *parts,
                             int8_t *const *outputs, int rectified) {
  if (rectified) {
    finish(&c->constants, c->end, first, channels, parts->sums, parts->step, outputs, POSITIONS, 1);
  } else {
    finish(&c->constants, c->end, first, channels, parts->sums, parts->step, outputs, POSITIONS, 0);
  }
}

static void convolve_group(const HeliumConvolution *c, ptrdiff_t group, int rectified) {
  const HeliumWindow *w = &c->window;
  ptrdiff_t depth = c->input.channels / c->groups, channels = c->output.channels / c->groups;
  ptrdiff_t taps = w->kernel_height * w->kernel_width * depth, first = group * channels;
  const int8_t *weights = c->constants.weights + first * taps, *source = c->input.elements + group * depth;
  Parts parts = parts_of(c, channels);
  for (ptrdiff_t channel = 0; channel < channels; channel++) {
    parts.bias[channel] =
        c->constants.bias[first + channel] - c->input.zero_point * sum_of(weights + channel * taps, taps);
  }
  ptrdiff_t window_step = (taps + 15) & ~15, left = c->output.height * c->output.width, x = 0;
  ptrdiff_t row = -w->top, column = -w->left;
  int8_t *output = c->output.elements + first;
  while (left > 0) {
    const int8_t *windows[POSITIONS];
    int8_t *outputs[POSITIONS];
    for (int position = 0; position < POSITIONS; position++) {
      if (left > 0) {
        if (c->is_in_place) {
          windows[position] = source + (row * c->input.width + column) * c->input.channels;
        } else {
          int8_t *target = parts.windows + position * window_step;
          gather(c, source, depth, row, column, target);
          windows[position] = target;
        }
        outputs[position] = output;
        output += c->output.channels;
        left--;
        column += w->stride_width;
        if (++x == c->output.width) {
          x = 0;
          column = -w->left;
          row += w->stride_height;
        }
      } else {
        // The last position once more.
        windows[position] = windows[position - 1];
        outputs[position] = outputs[position - 1];
      }
    }
    multiply(windows, weights, taps, channels, &parts);
    finish_positions(c, first, channels, &parts, outputs, rectified);
  }
}

void helium_convolve(const HeliumConvolution *c) {
  int rectified = is_rectified(&c->constants, c->end, c->output.channels);
  for (ptrdiff_t group = 0; group < c->groups; group++) convolve_group(c, group, rectified);
}
