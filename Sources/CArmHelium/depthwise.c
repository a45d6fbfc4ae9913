// Depthwise convolution, sixteen output channels at a time. Their windows are turned so that a channel's taps lie in one
// vector (or several): a dot product with its weights is the sum. Taps have fixed places, by their row and by the
// remainder of their column's number: from one position to the next only the columns that are new are put in, in place
// of those that have left, and the weights are there in each rotation.
#include "bytes.h"

#define CHANNELS 16
#define VECTOR 16

typedef struct {
  int32_t bias[CHANNELS], multipliers[CHANNELS], left[CHANNELS], right[CHANNELS];
  int8_t output[CHANNELS];
  // For each vector of taps, then for each channel: a vector. First the window, then the weights in each rotation.
  int8_t turned[];
} Block;

typedef struct {
  const HeliumConvolution *c;
  Block *block;
  // How many output channels; of the inputs that they are made from, the first, and the place of each from there on.
  ptrdiff_t count;
  const int8_t *source;
  uint8x16_t places;
  int repeats;
  // Vectors of taps, and bytes that they take for all channels.
  ptrdiff_t vectors, bytes;
  // The first tap's row.
  ptrdiff_t row;
} Place;

// Where a tap of channel 0 is: channels follow in steps of a vector.
INLINE int8_t *turned(int8_t *start, ptrdiff_t tap) { return start + tap / VECTOR * CHANNELS * VECTOR + tap % VECTOR; }

INLINE void scatter(int8_t *target, int8x16_t values) {
  vstrbq_scatter_offset_s8(target, vshlq_n_u8(vidupq_n_u8(0, 1), 4), values);
}

INLINE int8x16_t inputs(const Place *p, const int8_t *source, mve_pred16_t inside) {
  return p->repeats ? vldrbq_gather_offset_z_s8(source, p->places, inside) : vldrbq_z_s8(source, inside);
}

// A column of the input into its place.
static void put_column(const Place *p, ptrdiff_t x, ptrdiff_t place) {
  const HeliumConvolution *c = p->c;
  const HeliumWindow *w = &c->window;
  int8x16_t padding = vdupq_n_s8((int8_t)c->input.zero_point);
  mve_pred16_t inside = vctp8q(p->count);
  int outside = x < 0 || x >= c->input.width;
  ptrdiff_t row = p->row, step = w->dilation_height * c->input.width * c->input.channels;
  const int8_t *source = p->source + (row * c->input.width + x) * c->input.channels;
  for (ptrdiff_t y = 0; y < w->kernel_height; y++) {
    int8x16_t values = padding;
    if (!outside && row >= 0 && row < c->input.height) values = inputs(p, source, inside);
    scatter(turned(p->block->turned, place), values);
    place += w->kernel_width;
    row += w->dilation_height;
    source += step;
  }
}

// The bytes of one position.
static void multiply(const Place *p, const int8_t *weights, int rectified) {
  Block *b = p->block;
  const int8_t *window = b->turned;
  for (ptrdiff_t channel = 0; channel < p->count; channel += 4) {
    int32_t sums[4] = {b->bias[channel], b->bias[channel + 1], b->bias[channel + 2], b->bias[channel + 3]};
    const int8_t *x = window, *w = weights;
    for (ptrdiff_t vector = 0; vector < p->vectors; vector++) {
#pragma clang loop unroll(full)
      for (int index = 0; index < 4; index++) {
        sums[index] = vmladavaq_s8(sums[index], vldrbq_s8(x + index * VECTOR), vldrbq_s8(w + index * VECTOR));
      }
      x += CHANNELS * VECTOR;
      w += CHANNELS * VECTOR;
    }
    int32x4_t sum = {sums[0], sums[1], sums[2], sums[3]}, multiplier = vldrwq_s32(b->multipliers + channel);
    int32x4_t right = vldrwq_s32(b->right + channel);
    int32x4_t result = rectified ? scaled_rectified(sum, multiplier, right)
                                 : scaled(sum, multiplier, vldrwq_s32(b->left + channel), right);
    vstrbq_s32(b->output + channel, finished(result, p->c->end));
    window += 4 * VECTOR;
    weights += 4 * VECTOR;
  }
}

// Bias, factors and weights of the channels from `first` on.
static void prepare(const Place *p, ptrdiff_t first, ptrdiff_t rotations) {
  const HeliumConvolution *c = p->c;
  Block *b = p->block;
  ptrdiff_t rows = c->window.kernel_height, columns = c->window.kernel_width, channels = c->output.channels;
  int8_t *weights = b->turned + p->bytes;
  filled(b->turned, 0, (rotations + 1) * p->bytes);
  mve_pred16_t inside = vctp8q(p->count);
  for (ptrdiff_t rotation = 0; rotation < rotations; rotation++) {
    const int8_t *source = c->constants.weights + first;
    for (ptrdiff_t row = 0; row < rows; row++) {
      for (ptrdiff_t column = 0; column < columns; column++, source += channels) {
        ptrdiff_t place = rotation + column < columns ? rotation + column : rotation + column - columns;
        scatter(turned(weights + rotation * p->bytes, row * columns + place), vldrbq_z_s8(source, inside));
      }
    }
  }
  for (ptrdiff_t channel = 0; channel < p->count; channel++) {
    int32_t sum = 0;
    for (ptrdiff_t vector = 0; vector < p->vectors; vector++) {
      sum = vaddvaq_s8(sum, vldrbq_s8(weights + (vector * CHANNELS + channel) * VECTOR));
    }
    b->bias[channel] = c->constants.bias[first + channel] - c->input.zero_point * sum;
    b->multipliers[channel] = c->constants.multipliers[first + channel];
    int32_t shift = c->constants.shifts[first + channel];
    b->left[channel] = shift > 0 ? shift : 0;
    b->right[channel] = shift < 0 ? shift : 0;
  }
}

static void convolve_rows(Place *p, int8_t *output, ptrdiff_t rotations, int rectified) {
  const HeliumConvolution *c = p->c;
  const HeliumWindow *w = &c->window;
  const int8_t *weights = p->block->turned + p->bytes;
  ptrdiff_t columns = w->kernel_width;
  mve_pred16_t inside = vctp8q(p->count);
  p->row = -w->top;
  for (ptrdiff_t y = 0; y < c->output.height; y++, p->row += w->stride_height) {
    // The first column of the window, its place, and how many columns, the last ones, are new.
    ptrdiff_t start = -w->left, rotation = 0, new = columns;
    for (ptrdiff_t x = 0; x < c->output.width; x++, start += w->stride_width) {
      ptrdiff_t place = rotation < new ? rotation - new + columns : rotation - new;
      for (ptrdiff_t column = columns - new; column < columns; column++) {
        put_column(p, start + column * w->dilation_width, place);
        if (++place == columns) place = 0;
      }
      multiply(p, weights + rotation * p->bytes, rectified);
      if (rotations > 1) {
        new = w->stride_width < columns ? w->stride_width : columns;
        rotation = rotation + new < columns ? rotation + new : rotation + new - columns;
      }
      vstrbq_p_s8(output, vldrbq_s8(p->block->output), inside);
      output += c->output.channels;
    }
  }
}

void helium_convolve_depthwise(const HeliumConvolution *c) {
  const HeliumWindow *w = &c->window;
  ptrdiff_t channels = c->output.channels, multiplier = channels / c->input.channels;
  // Columns that lie apart are put in anew for each position.
  ptrdiff_t rotations = w->dilation_width == 1 ? w->kernel_width : 1;
  Place p = {.c = c, .block = c->scratch, .repeats = multiplier != 1};
  p.vectors = (w->kernel_height * w->kernel_width + VECTOR - 1) / VECTOR;
  p.bytes = p.vectors * CHANNELS * VECTOR;
  int rectified = is_rectified(&c->constants, c->end, channels);
  for (ptrdiff_t first = 0; first < channels; first += CHANNELS) {
    p.count = channels - first < CHANNELS ? channels - first : CHANNELS;
    p.source = c->input.elements + first / multiplier;
    if (p.repeats) {
      uint8_t places[CHANNELS];
      for (ptrdiff_t index = 0; index < CHANNELS; index++) {
        places[index] = (uint8_t)((first % multiplier + index) / multiplier);
      }
      p.places = vldrbq_u8(places);
    }
    prepare(&p, first, rotations);
    convolve_rows(&p, c->output.elements + first, rotations, rectified);
  }
}
