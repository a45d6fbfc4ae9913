// The windows of a convolution, brought into the order of its weights.
#pragma once
#include "bytes.h"
#include "taps.h"

// `rows` rows of `bytes` bytes.
INLINE void copy_rows(int8_t *target, ptrdiff_t target_step, const int8_t *source, ptrdiff_t source_step,
                      ptrdiff_t rows, ptrdiff_t bytes) {
  if (bytes <= 16) {
    mve_pred16_t inside = vctp8q(bytes);
    for (; rows > 0; rows--, source += source_step, target += target_step) {
      vstrbq_p_s8(target, vldrbq_z_s8(source, inside), inside);
    }
    return;
  }
  for (; rows > 0; rows--, source += source_step, target += target_step) copied(target, source, bytes);
}

// The window whose first tap is in `row` and `column`, perhaps outside, for a group of `depth` channels.
static __attribute__((noinline)) void gather(const HeliumConvolution *c, const int8_t *source, ptrdiff_t depth,
                                             ptrdiff_t row, ptrdiff_t column, int8_t *target) {
  const HeliumWindow *w = &c->window;
  ptrdiff_t channels = c->input.channels, bytes = w->kernel_width * depth;
  ptrdiff_t across = w->dilation_width * channels, down = w->dilation_height * c->input.width * channels;
  source += (row * c->input.width + column) * channels;
  // The window of a kernel that reaches nowhere outside, whose taps lie side by side.
  if (across == depth && row >= 0 && column >= 0 && column + w->kernel_width <= c->input.width &&
      row + (w->kernel_height - 1) * w->dilation_height < c->input.height) {
    return copy_rows(target, bytes, source, down, w->kernel_height, bytes);
  }
  Taps rows = taps_inside(row, w->kernel_height, w->dilation_height, c->input.height);
  Taps columns = taps_inside(column, w->kernel_width, w->dilation_width, c->input.width);
  filled(target, (int8_t)c->input.zero_point, w->kernel_height * bytes);
  source += rows.first * down + columns.first * across;
  target += rows.first * bytes + columns.first * depth;
  ptrdiff_t width = columns.end - columns.first, together = across == depth ? width : 1;
  for (; width > 0; width -= together, source += across, target += depth) {
    copy_rows(target, bytes, source, down, rows.end - rows.first, together * depth);
  }
}
