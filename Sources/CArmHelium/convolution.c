// Convolution: the windows of three positions, each in the order of the weights, times all output channels. A window is
// gathered in scratch memory, or lies in the input as it is. The input's zero point is not subtracted from its elements
// but, times the sum of a channel's weights, from the channel's bias; padding is the zero point.
#include "gathering.h"
#include "products.h"

// Three positions: where their windows are, and where their bytes go.
typedef struct {
  const int8_t *windows[POSITIONS];
  int8_t *outputs[POSITIONS];
} Positions;

// A group of channels, and the parts of the scratch memory.
typedef struct {
  const HeliumConvolution *convolution;
  ptrdiff_t first, channels, depth, taps;
  const int8_t *source, *weights;
  int32_t *bias, *sums;
  int8_t *windows;
} Group;

// The sums of three positions into bytes. Kept out of line, as are the other parts: together they need too many registers.
static __attribute__((noinline)) void finish_any(const Group *g, const Positions *p) {
  const HeliumConvolution *c = g->convolution;
  finish(&c->constants, c->end, g->first, g->channels, g->sums, p->outputs, POSITIONS, 0);
}

static __attribute__((noinline)) void finish_rectified(const Group *g, const Positions *p) {
  const HeliumConvolution *c = g->convolution;
  finish(&c->constants, c->end, g->first, g->channels, g->sums, p->outputs, POSITIONS, 1);
}

static void convolve_group(const Group *g, int rectified) {
  const HeliumConvolution *c = g->convolution;
  const HeliumWindow *w = &c->window;
  ptrdiff_t width = c->output.width, left = c->output.height * width, step = w->stride_width * c->input.channels;
  // Where windows lie one behind the other, rows do not matter.
  if (c->is_in_place && w->stride_height == 1 && w->stride_width == 1 && width == c->input.width) width = left;
  ptrdiff_t x = 0, row = -w->top;
  const int8_t *start = g->source;
  int8_t *output = c->output.elements + g->first;
  while (left > 0) {
    Positions p;
    for (int index = 0; index < POSITIONS; index++) {
      if (left == 0) {
        // The last position once more.
        p.windows[index] = p.windows[index - 1];
        p.outputs[index] = p.outputs[index - 1];
        continue;
      }
      if (c->is_in_place) {
        p.windows[index] = start + x * step;
      } else {
        int8_t *target = g->windows + index * ((g->taps + 15) & ~15);
        gather(c, g->source, g->depth, row, x * w->stride_width - w->left, target);
        p.windows[index] = target;
      }
      p.outputs[index] = output;
      output += c->output.channels;
      left--;
      if (++x == width) {
        x = 0;
        row += w->stride_height;
        start += w->stride_height * c->input.width * c->input.channels;
      }
    }
    multiply(p.windows, g->weights, g->taps, g->channels, g->bias, g->sums);
    if (rectified) {
      finish_rectified(g, &p);
    } else {
      finish_any(g, &p);
    }
  }
}

void helium_convolve(const HeliumConvolution *c) {
  int rectified = is_rectified(&c->constants, c->end, c->output.channels);
  ptrdiff_t depth = c->input.channels / c->groups, channels = c->output.channels / c->groups;
  ptrdiff_t taps = c->window.kernel_height * c->window.kernel_width * depth, fours = (channels + 3) & ~3;
  Group g = {.convolution = c, .channels = channels, .depth = depth, .taps = taps};
  g.bias = c->scratch;
  g.sums = g.bias + fours;
  g.windows = (int8_t *)(g.sums + POSITIONS * fours);
  g.source = c->input.elements;
  g.weights = c->constants.weights;
  for (; g.first < c->output.channels; g.first += channels) {
    const int8_t *weights = g.weights;
    for (ptrdiff_t channel = 0; channel < channels; channel++, weights += taps) {
      g.bias[channel] = c->constants.bias[g.first + channel] - c->input.zero_point * sum_of(weights, taps);
    }
    convolve_group(&g, rectified);
    g.source += depth;
    g.weights = weights;
  }
}
