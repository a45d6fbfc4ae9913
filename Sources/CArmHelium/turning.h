// The memory of a depthwise convolution. Windows are transposed so that the taps of a channel lie in one vector (or
// several): the dot product with the vector of its weights is the channel's sum. For a kernel of 3 x 3:
//
//   channel 0   t0 t1 t2  t3 t4 t5  t6 t7 t8  0 0 0 0 0 0 0
//   channel 1   t0 t1 t2  t3 t4 t5  t6 t7 t8  0 0 0 0 0 0 0
//   ...         (16 channels)
//
// From one position to the next most columns of a window stay. They stay where they are, too: a column that enters is
// written over the one that leaves, in each row of the kernel. So the window's columns are rotated, and the weights are
// stored once for each rotation. The first row, with a stride of 1:
//
//   position   the window's columns   weights to multiply with
//   0          0 1 2                  w0 w1 w2    (rotation 0)
//   1          3 1 2                  w2 w0 w1    (rotation 1)
//   2          3 4 2                  w1 w2 w0    (rotation 2)
//   3          3 4 5                  w0 w1 w2    (rotation 0)
#pragma once
#include "bytes.h"

// Channels that are computed at a time, and taps in a vector.
#define LANES 16

typedef struct {
  int32_t bias[LANES], sums[LANES];
  // For four channels the multipliers, the shifts to the right (negative) and those to the left.
  int32_t factors[LANES / 4][12];
  int8_t output[LANES];
  // For each vector of taps, then for each channel: a vector. First the window, then the weights in each rotation.
  int8_t turned[];
} Block;

// Where a tap of channel 0 is: channels follow in steps of a vector.
INLINE int8_t *place_of(int8_t *start, size_t tap) { return start + tap / LANES * (LANES * LANES) + tap % LANES; }

// A tap of all channels.
INLINE void put(int8_t *place, int8x16_t values) {
  vstrbq_scatter_offset_s8(place, vshlq_n_u8(vidupq_n_u8(0, 1), 4), values);
}

// The weights of `count` channels from `first` on.
static void turn_weights(const HeliumConvolution *c, ptrdiff_t first, ptrdiff_t count, int8_t *target,
                         ptrdiff_t bytes) {
  ptrdiff_t columns = c->window.kernel_width, taps = c->window.kernel_height * columns;
  mve_pred16_t inside = vctp8q(count);
  for (ptrdiff_t rotation = 0; rotation < c->rotations; rotation++, target += bytes) {
    const int8_t *source = c->constants.weights + first;
    for (ptrdiff_t tap = 0, column = rotation; tap < taps; tap += columns) {
      for (ptrdiff_t left = columns; left > 0; left--, source += c->output.channels) {
        put(place_of(target, tap + column), vldrbq_z_s8(source, inside));
        if (++column == columns) column = 0;
      }
    }
  }
}

// Biases and factors of the same. The input's zero point is not subtracted from its elements but, times the sum of a
// channel's weights, from the channel's bias.
static void prepare_factors(const HeliumConvolution *c, ptrdiff_t first, ptrdiff_t count, Block *b) {
  ptrdiff_t taps = c->window.kernel_height * c->window.kernel_width;
  for (ptrdiff_t four = 0; count > 0; four++, first += 4, count -= 4) {
    mve_pred16_t inside = vctp32q(count);
    int32x4_t sum = vdupq_n_s32(0), shift = vldrbq_z_s32(c->constants.shifts + first, inside);
    const int8_t *weights = c->constants.weights + first;
    for (ptrdiff_t tap = 0; tap < taps; tap++, weights += c->output.channels) {
      sum = vaddq_s32(sum, vldrbq_z_s32(weights, inside));
    }
    int32x4_t bias = vldrwq_z_s32(c->constants.bias + first, inside);
    vstrwq_s32(b->bias + 4 * four, vmlaq_n_s32(bias, sum, -c->input.zero_point));
    vstrwq_s32(b->factors[four], vldrwq_z_s32(c->constants.multipliers + first, inside));
    vstrwq_s32(b->factors[four] + 4, right_of(shift));
    vstrwq_s32(b->factors[four] + 8, left_of(shift));
  }
}
