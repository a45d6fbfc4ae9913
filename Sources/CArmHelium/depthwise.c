// Depthwise convolution, sixteen output channels at a time, for all positions: see turning.h.
#include "taps.h"
#include "turning.h"

// The channels that are computed, and the row of the output that is: all that a position takes.
typedef struct {
  // Of the kernel's rows those that lie inside the input: how many, the first one's row of the input, bytes to the next
  // one's, and the place of its first tap.
  ptrdiff_t rows;
  const int8_t *source;
  ptrdiff_t step;
  ptrdiff_t first_tap;
  // Of the input: channels, columns, and the zero point.
  ptrdiff_t channels, width;
  int32_t padding;
  // How many channels are computed, and fours of them, the last one perhaps incomplete. From a position of the input on,
  // the place of each one's element, where one makes several.
  ptrdiff_t count, fours;
  uint8x16_t places;
  int repeats, rectified;
  // Columns of the kernel; vectors of taps, and bytes that they take for all channels.
  ptrdiff_t columns, vectors, bytes;
  HeliumEnd end;
  Block *block;
  const HeliumConvolution *convolution;
} Walk;

// A column of the input, the rows inside it, into its place.
INLINE void put_column(const Walk *k, ptrdiff_t x, ptrdiff_t place) {
  ptrdiff_t columns = k->columns, step = k->step;
  const int8_t *source = k->source + x * k->channels;
  mve_pred16_t inside = vctp8q((size_t)x < (size_t)k->width ? k->count : 0);
  int8x16_t padding = vdupq_n_s8((int8_t)k->padding);
  size_t tap = (size_t)(k->first_tap + place);
  if (k->vectors == 1 && !k->repeats) {
    int8_t *target = k->block->turned + tap;
    for (ptrdiff_t left = k->rows; left > 0; left--, target += columns, source += step) {
      put(target, vpselq_s8(vldrbq_z_s8(source, inside), padding, inside));
    }
    return;
  }
  for (ptrdiff_t left = k->rows; left > 0; left--, tap += columns, source += step) {
    int8x16_t values = k->repeats ? vldrbq_gather_offset_z_s8(source, k->places, inside) : vldrbq_z_s8(source, inside);
    put(place_of(k->block->turned, tap), vpselq_s8(values, padding, inside));
  }
}

// Padding for the kernel's rows from `first` to `end`.
static void pad_rows(const Walk *k, ptrdiff_t first, ptrdiff_t end) {
  int8x16_t padding = vdupq_n_s8((int8_t)k->padding);
  for (ptrdiff_t tap = first * k->columns; tap < end * k->columns; tap++) {
    put(place_of(k->block->turned, (size_t)tap), padding);
  }
}

// Four channels' dot products, added to what is at `sums`.
INLINE int32x4_t multiply_four(const int8_t **window, const int8_t **weights, const int32_t *sums) {
  const int8_t *x = *window, *w = *weights;
  int32_t a = vmladavq_s8(vldrbq_s8(x), vldrbq_s8(w));
  int32_t b = vmladavq_s8(vldrbq_s8(x + LANES), vldrbq_s8(w + LANES));
  int32_t c = vmladavq_s8(vldrbq_s8(x + 2 * LANES), vldrbq_s8(w + 2 * LANES));
  int32_t d = vmladavq_s8(vldrbq_s8(x + 3 * LANES), vldrbq_s8(w + 3 * LANES));
  *window += 4 * LANES;
  *weights += 4 * LANES;
  return vaddq_s32((int32x4_t){a, b, c, d}, vldrwq_s32(sums));
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

// The last vector of taps, added to `sums`, and the bytes that they become.
INLINE void multiply_last(const Walk *k, const int32_t *sums, const int8_t *weights, int8_t *output,
                          const int rectified) {
  const int8_t *window = k->block->turned + k->bytes - LANES * LANES;
  const int32_t *factors = k->block->factors[0];
  HeliumEnd end = k->end;
  ptrdiff_t fours = k->fours;
  do {
    int32x4_t sum = multiply_four(&window, &weights, sums);
    int32x4_t multiplier = vldrwq_s32(factors), right = vldrwq_s32(factors + 4);
    int32x4_t result =
        rectified ? scaled_rectified(sum, multiplier, right) : scaled(sum, multiplier, vldrwq_s32(factors + 8), right);
    vstrbq_s32(output, finished(result, end));
    output += 4;
    sums += 4;
    factors += 12;
  } while (--fours > 0);
}

// The bytes of one position.
INLINE void multiply(const Walk *k, const int8_t *weights, int8_t *output) {
  Block *b = k->block;
  const int32_t *sums = k->vectors > 1 ? multiply_first(k, weights) : b->bias;
  // What would be written beyond the last channel goes to the scratch memory first.
  int8_t *target = k->count % 4 == 0 ? output : b->output;
  weights += k->bytes - LANES * LANES;
  if (k->rectified) {
    multiply_last(k, sums, weights, target, 1);
  } else {
    multiply_last(k, sums, weights, target, 0);
  }
  if (k->count % 4 != 0) vstrbq_p_s8(output, vldrbq_s8(target), vctp8q(k->count));
}

static __attribute__((noinline)) void convolve_row(const Walk *k, int8_t *output) {
  const HeliumConvolution *c = k->convolution;
  const HeliumWindow *w = &c->window;
  const int8_t *weights = k->block->turned + k->bytes;
  // The next column and its place. How many a window has, and how many of the next one's are new and have to be passed
  // over before.
  ptrdiff_t x = -w->left, place = 0, columns = k->columns, across = w->dilation_width;
  int slides = c->rotations > 1 && w->stride_width < columns;
  ptrdiff_t new = slides ? w->stride_width : columns, skipped = slides ? 0 : w->stride_width - columns * across;
  ptrdiff_t missing = columns;
  for (ptrdiff_t left = c->output.width; left > 0; left--, output += c->output.channels) {
    for (; missing > 0; missing--, x += across) {
      put_column(k, x, place);
      if (++place == columns) place = 0;
    }
    // The place after the last column is the first one's.
    multiply(k, weights + place * k->bytes, output);
    x += skipped;
    missing = new;
  }
}

// From the input's first element for channel `first` on, where each channel's is.
static uint8x16_t places_of(ptrdiff_t first, ptrdiff_t multiplier) {
  uint8_t places[LANES];
  for (ptrdiff_t index = 0, rest = first % multiplier; index < LANES; index++, rest++) {
    places[index] = (uint8_t)(rest / multiplier);
  }
  return vldrbq_u8(places);
}

void helium_convolve_depthwise(const HeliumConvolution *c) {
  const HeliumWindow *w = &c->window;
  ptrdiff_t channels = c->output.channels, multiplier = channels / c->input.channels;
  ptrdiff_t line = c->input.width * c->input.channels;
  Walk k;
  k.convolution = c;
  k.channels = c->input.channels;
  k.width = c->input.width;
  k.padding = c->input.zero_point;
  k.columns = w->kernel_width;
  k.end = c->end;
  k.block = c->scratch;
  k.repeats = multiplier != 1;
  k.rectified = is_rectified(&c->constants, c->end, channels);
  k.vectors = (w->kernel_height * w->kernel_width + LANES - 1) / LANES;
  k.bytes = k.vectors * LANES * LANES;
  k.step = w->dilation_height * line;
  // Places that hold no tap stay 0.
  filled(k.block->turned, 0, (c->rotations + 1) * k.bytes);
  for (ptrdiff_t first = 0; first < channels; first += LANES) {
    k.count = channels - first < LANES ? channels - first : LANES;
    k.fours = (k.count + 3) / 4;
    k.places = places_of(first, multiplier);
    turn_weights(c, first, k.count, k.block->turned + k.bytes, k.bytes);
    prepare_factors(c, first, k.count, k.block);
    int8_t *output = c->output.elements + first;
    ptrdiff_t row = -w->top;
    for (ptrdiff_t y = 0; y < c->output.height; y++, row += w->stride_height, output += c->output.width * channels) {
      Taps inside = taps_inside(row, w->kernel_height, w->dilation_height, c->input.height);
      k.rows = inside.end - inside.first;
      k.source = c->input.elements + first / multiplier + row * line + inside.first * k.step;
      k.first_tap = inside.first * k.columns;
      pad_rows(&k, 0, inside.first);
      pad_rows(&k, inside.end, w->kernel_height);
      convolve_row(&k, output);
    }
  }
}
