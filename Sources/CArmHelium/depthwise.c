// Depthwise convolution, sixteen output channels at a time, for all positions: see turning.h.
#include "taps.h"
#include "turning.h"

// The channels that are computed, and where the walk through the positions is.
typedef struct {
  const HeliumConvolution *convolution;
  Block *block;
  // How many there are; the first element of the input for them, and from there on the place of each, where one input
  // makes several of them.
  ptrdiff_t count;
  const int8_t *source;
  uint8x16_t places;
  int repeats, rectified;
  // Vectors of taps, and bytes that they take for all channels.
  ptrdiff_t vectors, bytes;
  // The input's row under the first of the kernel, and which of these lie inside.
  ptrdiff_t row, first_row, end_row;
} Walk;

// A column of the input into its place.
static __attribute__((noinline)) void put_column(const Walk *k, ptrdiff_t x, ptrdiff_t place) {
  const HeliumConvolution *c = k->convolution;
  int8_t *window = k->block->turned;
  ptrdiff_t columns = c->window.kernel_width, rows = c->window.kernel_height;
  ptrdiff_t first = k->first_row, end = x < 0 || x >= c->input.width ? first : k->end_row;
  int8x16_t padding = vdupq_n_s8((int8_t)c->input.zero_point);
  size_t tap = (size_t)place;
  for (ptrdiff_t y = 0; y < first; y++, tap += columns) put(place_of(window, tap), padding);
  mve_pred16_t inside = vctp8q(k->count);
  ptrdiff_t line = c->input.width * c->input.channels, step = c->window.dilation_height * line;
  const int8_t *source = k->source + (k->row + first * c->window.dilation_height) * line + x * c->input.channels;
  if (k->repeats) {
    for (ptrdiff_t y = first; y < end; y++, tap += columns, source += step) {
      put(place_of(window, tap), vldrbq_gather_offset_z_s8(source, k->places, inside));
    }
  } else if (k->vectors == 1) {
    int8_t *target = window + tap;
    for (ptrdiff_t y = first; y < end; y++, target += columns, source += step) {
      put(target, vldrbq_z_s8(source, inside));
    }
    tap += (end - first) * columns;
  } else {
    for (ptrdiff_t y = first; y < end; y++, tap += columns, source += step) {
      put(place_of(window, tap), vldrbq_z_s8(source, inside));
    }
  }
  for (ptrdiff_t y = end; y < rows; y++, tap += columns) put(place_of(window, tap), padding);
}

// Four channels' dot products, added to what is at `sums`.
INLINE int32x4_t multiply_four(const int8_t **window, const int8_t **weights, const int32_t *sums) {
  const int8_t *x = *window, *w = *weights;
  int32_t a = sums[0], b = sums[1], c = sums[2], d = sums[3];
  a = vmladavaq_s8(a, vldrbq_s8(x), vldrbq_s8(w));
  b = vmladavaq_s8(b, vldrbq_s8(x + LANES), vldrbq_s8(w + LANES));
  c = vmladavaq_s8(c, vldrbq_s8(x + 2 * LANES), vldrbq_s8(w + 2 * LANES));
  d = vmladavaq_s8(d, vldrbq_s8(x + 3 * LANES), vldrbq_s8(w + 3 * LANES));
  *window += 4 * LANES;
  *weights += 4 * LANES;
  return (int32x4_t){a, b, c, d};
}

// The sums of all vectors of taps but the last.
static __attribute__((noinline)) const int32_t *multiply_first(const Walk *k, const int8_t *weights) {
  Block *b = k->block;
  const int32_t *start = b->bias;
  const int8_t *window = b->turned;
  for (ptrdiff_t vector = 1; vector < k->vectors; vector++, start = b->sums) {
    for (int channel = 0; channel < LANES; channel += 4) {
      vstrwq_s32(b->sums + channel, multiply_four(&window, &weights, start + channel));
    }
  }
  return start;
}

INLINE void multiply_last(const Walk *k, const int32_t *sums, const int8_t *weights, int8_t *output,
                          const int rectified) {
  const int8_t *window = k->block->turned + k->bytes - LANES * LANES;
  const int32_t *factors = k->block->factors[0];
  HeliumEnd end = k->convolution->end;
  int32x4_t low = vdupq_n_s32(end.low), high = vdupq_n_s32(end.high);
  for (ptrdiff_t fours = (k->count + 3) / 4; fours > 0; fours--) {
    int32x4_t sum = multiply_four(&window, &weights, sums);
    int32x4_t multiplier = vldrwq_s32(factors), right = vldrwq_s32(factors + 4);
    int32x4_t result = rectified ? scaled_rectified(sum, multiplier, right)
                                 : scaled(sum, multiplier, vldrwq_s32(factors + 8), right);
    vstrbq_s32(output, vminq_s32(vmaxq_s32(vaddq_n_s32(result, end.zero_point), low), high));
    output += 4;
    sums += 4;
    factors += 12;
  }
}

static __attribute__((noinline)) void multiply_rectified(const Walk *k, const int32_t *sums, const int8_t *weights,
                                                         int8_t *output) {
  multiply_last(k, sums, weights, output, 1);
}

static __attribute__((noinline)) void multiply_any(const Walk *k, const int32_t *sums, const int8_t *weights,
                                                   int8_t *output) {
  multiply_last(k, sums, weights, output, 0);
}

// The bytes of one position.
INLINE void multiply(const Walk *k, const int8_t *weights, int8_t *output) {
  Block *b = k->block;
  const int32_t *sums = k->vectors > 1 ? multiply_first(k, weights) : b->bias;
  // What would be written beyond the last channel goes to the scratch memory first.
  int8_t *target = k->count % 4 == 0 ? output : b->output;
  weights += k->bytes - LANES * LANES;
  if (k->rectified) {
    multiply_rectified(k, sums, weights, target);
  } else {
    multiply_any(k, sums, weights, target);
  }
  if (target != output) vstrbq_p_s8(output, vldrbq_s8(target), vctp8q(k->count));
}

static void convolve_row(const Walk *k, int8_t *output) {
  const HeliumConvolution *c = k->convolution;
  const HeliumWindow *w = &c->window;
  const int8_t *weights = k->block->turned + k->bytes;
  // The window's first column, its place, and how many columns, the last ones, are new.
  ptrdiff_t start = -w->left, rotation = 0, columns = w->kernel_width, new = columns;
  ptrdiff_t next = c->rotations > 1 && w->stride_width < columns ? w->stride_width : columns;
  for (ptrdiff_t left = c->output.width; left > 0; left--, output += c->output.channels) {
    ptrdiff_t place = rotation < new ? rotation - new + columns : rotation - new;
    for (ptrdiff_t column = columns - new; column < columns; column++) {
      put_column(k, start + column * w->dilation_width, place);
      if (++place == columns) place = 0;
    }
    multiply(k, weights + rotation * k->bytes, output);
    start += w->stride_width;
    new = next;
    rotation = rotation + new < columns ? rotation + new : rotation + new - columns;
  }
}

void helium_convolve_depthwise(const HeliumConvolution *c) {
  const HeliumWindow *w = &c->window;
  ptrdiff_t channels = c->output.channels, multiplier = channels / c->input.channels;
  Walk k = {.convolution = c, .block = c->scratch, .repeats = multiplier != 1};
  k.vectors = (w->kernel_height * w->kernel_width + LANES - 1) / LANES;
  k.bytes = k.vectors * LANES * LANES;
  k.rectified = is_rectified(&c->constants, c->end, channels);
  // Places that hold no tap stay 0.
  filled(k.block->turned, 0, (c->rotations + 1) * k.bytes);
  for (ptrdiff_t first = 0; first < channels; first += LANES) {
    k.count = channels - first < LANES ? channels - first : LANES;
    k.source = c->input.elements + first / multiplier;
    if (k.repeats) {
      uint8_t places[LANES];
      for (ptrdiff_t index = 0; index < LANES; index++) {
        places[index] = (uint8_t)((first % multiplier + index) / multiplier);
      }
      k.places = vldrbq_u8(places);
    }
    turn_weights(c, first, k.count, k.block->turned + k.bytes, k.bytes);
    prepare_factors(c, first, k.count, k.block);
    int8_t *output = c->output.elements + first;
    k.row = -w->top;
    for (ptrdiff_t y = 0; y < c->output.height; y++, k.row += w->stride_height) {
      Taps rows = taps_inside(k.row, w->kernel_height, w->dilation_height, c->input.height);
      k.first_row = rows.first;
      k.end_row = rows.end;
      convolve_row(&k, output);
      output += c->output.width * channels;
    }
  }
}
