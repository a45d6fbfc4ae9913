// Convolution: the windows of three positions, each in the order of the weights, times all output channels. A window is
// gathered in scratch memory, or lies in the input as it is. The input's zero point is not subtracted from its elements
// but, times the sum of a channel's weights, from the channel's bias; padding is the zero point.
#include "gathering.h"
#include "products.h"

// A group of channels, the parts of the scratch memory, and where the walk through the positions is.
typedef struct {
  const HeliumConvolution *convolution;
  ptrdiff_t first, channels, depth;
  const int8_t *source, *weights;
  int32_t *bias, *sums;
  int8_t *windows;
  // Positions to come, and those in the row; what they are of: the first tap's row and column in the input, and where
  // that is, if windows lie in the input as they are.
  ptrdiff_t left, left_in_row, row, column;
  const int8_t *place;
  int8_t *output;
  // Three positions: their windows, and where their bytes go.
  Product product;
  int8_t *outputs[POSITIONS];
} Group;

// The sums of three positions into bytes. Kept out of line, as are the other parts: together they need too many registers.
static __attribute__((noinline)) void finish_any(const Group *g) {
  const HeliumConvolution *c = g->convolution;
  finish(&c->constants, c->end, g->first, g->channels, g->sums, g->outputs, POSITIONS, 0);
}

static __attribute__((noinline)) void finish_rectified(const Group *g) {
  const HeliumConvolution *c = g->convolution;
  finish(&c->constants, c->end, g->first, g->channels, g->sums, g->outputs, POSITIONS, 1);
}

// The next three positions; where there are fewer, the last one again.
static __attribute__((noinline)) void next_positions(Group *g) {
  const HeliumConvolution *c = g->convolution;
  const HeliumWindow *w = &c->window;
  int8_t *target = g->windows;
  for (int index = 0; index < POSITIONS; index++) {
    if (c->is_in_place) {
      g->product.windows[index] = g->place;
    } else {
      gather(c, g->source, g->depth, g->row, g->column, target);
      g->product.windows[index] = target;
      target += (g->product.taps + 15) & ~15;
    }
    g->outputs[index] = g->output;
    if (--g->left <= 0) continue;
    g->output += c->output.channels;
    g->column += w->stride_width;
    g->place += w->stride_width * c->input.channels;
    if (--g->left_in_row == 0) {
      g->left_in_row = c->output.width;
      g->column = -w->left;
      g->row += w->stride_height;
      g->place = g->source + g->row * c->input.width * c->input.channels;
    }
  }
}

static void convolve_group(Group *g, int rectified) {
  const HeliumConvolution *c = g->convolution;
  g->left_in_row = c->output.width;
  g->left = c->output.height * c->output.width;
  g->row = -c->window.top;
  g->column = -c->window.left;
  g->place = g->source;
  g->output = c->output.elements + g->first;
  do {
    next_positions(g);
    multiply(&g->product, g->weights, g->channels, g->bias, g->sums);
    if (rectified) {
      finish_rectified(g);
    } else {
      finish_any(g);
    }
  } while (g->left > 0);
}

void helium_convolve(const HeliumConvolution *c) {
  int rectified = is_rectified(&c->constants, c->end, c->output.channels);
  ptrdiff_t depth = c->input.channels / c->groups, channels = c->output.channels / c->groups;
  ptrdiff_t taps = c->window.kernel_height * c->window.kernel_width * depth, fours = (channels + 3) & ~3;
  Group g;
  g.convolution = c;
  g.channels = channels;
  g.depth = depth;
  g.bias = c->scratch;
  g.sums = g.bias + fours;
  g.windows = (int8_t *)(g.sums + POSITIONS * fours);
  g.source = c->input.elements;
  g.weights = c->constants.weights;
  g.product.taps = taps;
  g.product.to_next = 2 * taps - ((taps + 15) & ~15);
  g.product.end = g.sums + POSITIONS * (channels & ~3);
  for (g.first = 0; g.first < c->output.channels; g.first += channels) {
    const int8_t *weights = g.weights;
    for (ptrdiff_t channel = 0; channel < channels; channel++, weights += taps) {
      g.bias[channel] = c->constants.bias[g.first + channel] - c->input.zero_point * sum_of(weights, taps);
    }
    convolve_group(&g, rectified);
    g.source += depth;
    g.weights = weights;
  }
}
