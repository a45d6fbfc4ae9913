/* Depthwise convolution. The taps of a kernel row are brought side by side once for each input row, as groups that a
   dot product takes at once; each output row then adds a dot product for each kernel row. A row counts as one long
   vector of bytes, in which a tap's neighbor is as many channels away, so that any number of channels fills the lanes.
   Included once for each instruction set. */

#define CHUNK (4 * LANES)

/* How many vectors of taps stay in registers from chunk to chunk. */
#if !defined(KEPT_TAPS)
#define KEPT_TAPS 0
#endif

/* `count` columns of some channels, `step` bytes apart in the source, prepared side by side. */
INLINE void prepare_columns_of(element *target, const int8_t *source, vector offset, size_t count, size_t step,
                               const size_t channels) {
  for (size_t column = 0; column < count; column++) {
    prepare_row(target + column * channels, source + column * step, offset, channels);
  }
}

/* The same with a depth multiplier: each channel several times. */
INLINE void repeat_columns(const apus_depthwise *d, element *target, const int8_t *source, vector offset, size_t count,
                           size_t step) {
  const size_t multiplier = d->output_channels / d->input_channels;
  for (size_t column = 0; column < count; column++) {
    for (size_t channel = 0; channel < d->input_channels; channel++) {
      element one[sizeof(vector)];
      prepare_some(one, source + column * step + channel, offset, 1);
      for (size_t index = 0; index < multiplier; index++) *target++ = one[0];
    }
  }
}

/* The same; a copy for each common number of channels, for which a column is one or a few instructions. */
INLINE void prepare_columns(const apus_depthwise *d, element *target, const int8_t *source, vector offset,
                            size_t count) {
  const size_t step = d->stride_width * d->input_channels;
  if (d->output_channels != d->input_channels) return repeat_columns(d, target, source, offset, count, step);
  switch (d->input_channels) {
  case 8: return prepare_columns_of(target, source, offset, count, step, 8);
  case 16: return prepare_columns_of(target, source, offset, count, step, 16);
  case 24: return prepare_columns_of(target, source, offset, count, step, 24);
  case 32: return prepare_columns_of(target, source, offset, count, step, 32);
  default: return prepare_columns_of(target, source, offset, count, step, d->input_channels);
  }
}

/* Row `y` of the input into the line. */
INLINE void fill_line(const apus_depthwise *d, size_t y) {
  const size_t channels = d->output_channels;
  const int8_t *source = d->input + y * d->input_width * d->input_channels;
  const vector offset = preparation_offset(d->input_zero_point);
  const element padding = padding_element(d->input_zero_point);
  const size_t columns = d->phase_step / channels;
  for (size_t phase = 0; phase < d->stride_width; phase++) {
    element *target = (element *)d->line + phase * d->phase_step;
    /* The columns of this phase that are inside: phase + column * stride in left ..< left + width. */
    const size_t stride = d->stride_width, end = d->left + d->input_width;
    size_t first = d->left > phase ? (d->left - phase + stride - 1) / stride : 0;
    size_t last = end > phase ? (end - phase + stride - 1) / stride : 0;
    first = first < columns ? first : columns;
    last = last < first ? first : last < columns ? last : columns;
    fill(target, padding, first * channels);
    if (stride == 1 && channels == d->input_channels) {
      prepare_row(target + first * channels, source, offset, (last - first) * channels);
    } else if (first < last) {
      prepare_columns(d, target + first * channels, source + (phase + first * stride - d->left) * d->input_channels,
                      offset, last - first);
    }
    fill(target + last * channels, padding, d->phase_step - last * channels);
  }
}

/* Row `row` of the padded input into its place in the ring, the taps of a kernel row side by side. */
INLINE void interleave_row(const apus_depthwise *d, size_t row) {
  char *target = (char *)d->ring + row % d->ring_rows * d->ring_row;
  if (row < d->top || row - d->top >= d->input_height) {
    fill((element *)target, padding_element(d->input_zero_point), d->ring_row / sizeof(element));
    return;
  }
  fill_line(d, row - d->top);
  const element *line = d->line;
  const size_t chunks = (d->output_width * d->output_channels + CHUNK - 1) / CHUNK;
  for (size_t chunk = 0; chunk < chunks; chunk++, line += CHUNK) {
    for (size_t group = 0; group < d->row_groups; group++) {
      const size_t *taps = d->tap_offsets + group * GROUP;
      vector groups[4];
#if BYTE_DOT_PRODUCTS
      interleave(groups, load(line + taps[0]), load(line + taps[1]), load(line + taps[2]), load(line + taps[3]));
#else
      interleave_pairs(groups, line + taps[0], line + taps[1]);
#endif
#pragma clang loop unroll(full)
      for (size_t index = 0; index < 4; index++) {
        store(target, groups[index]);
        target += sizeof(vector);
      }
    }
  }
}

/* One output row from the ring's rows. `kernel_height` and `row_groups` are constants for common kernels. */
INLINE void output_row(const apus_depthwise *d, const char *const *rows, int8_t *output, const size_t kernel_height,
                       const size_t row_groups, const apus_scaling_kind kind) {
  const size_t count = d->output_width * d->output_channels;
  const size_t chunks = (count + CHUNK - 1) / CHUNK;
  const size_t chunk_bytes = row_groups * 4 * sizeof(vector);
  const vector low = broadcast_byte(d->scaling.clamp_low), high = broadcast_byte(d->scaling.clamp_high);
  const int keeps = KEPT_TAPS > 0 && __builtin_constant_p(kernel_height) && kernel_height * row_groups * 4 <= KEPT_TAPS;
  for (size_t phase = 0; phase < d->period && phase < chunks; phase++) {
    const char *weights = (const char *)d->weights + phase * kernel_height * chunk_bytes;
    const int32_t *bias = d->scaling.bias + phase * CHUNK;
    vector kept[KEPT_TAPS + 1];
    channel_scaling scaling[4];
    if (keeps) {
#pragma clang loop unroll(full)
      for (size_t index = 0; index < KEPT_TAPS; index++) kept[index] = load(weights + index * sizeof(vector));
#pragma clang loop unroll(full)
      for (size_t index = 0; index < 4; index++)
        scaling[index] = scaling_of(&d->scaling, phase * CHUNK + index * LANES);
    }
    for (size_t chunk = phase; chunk < chunks; chunk += d->period) {
      vector sums[4];
#pragma clang loop unroll(full)
      for (size_t index = 0; index < 4; index++) sums[index] = load(bias + index * LANES);
      for (size_t row = 0; row < kernel_height; row++) {
        const char *values = rows[row] + chunk * chunk_bytes;
        const char *taps = weights + row * chunk_bytes;
        for (size_t group = 0; group < row_groups; group++) {
#pragma clang loop unroll(full)
          for (size_t index = 0; index < 4; index++) {
            const size_t at = (group * 4 + index) * sizeof(vector);
            const vector tap = keeps ? kept[(row * row_groups + group) * 4 + index] : load(taps + at);
            sums[index] = dot(sums[index], load(values + at), tap);
          }
        }
      }
#pragma clang loop unroll(full)
      for (size_t index = 0; index < 4; index++) {
        if (!keeps) scaling[index] = scaling_of(&d->scaling, phase * CHUNK + index * LANES);
        sums[index] = scaled(sums[index], scaling[index], kind);
      }
      const vector bytes = smaller_bytes(larger_bytes(narrow(sums[0], sums[1], sums[2], sums[3]), low), high);
      const size_t left = count - chunk * CHUNK;
      if (left >= CHUNK) {
        store(output + chunk * CHUNK, bytes);
      } else {
        store_some(output + chunk * CHUNK, bytes, left);
      }
    }
  }
}

INLINE void output_row_of_kind(const apus_depthwise *d, const char *const *rows, int8_t *output,
                               const size_t kernel_height, const size_t row_groups) {
  switch (d->scaling.kind) {
  case APUS_SCALING_RECTIFIED: output_row(d, rows, output, kernel_height, row_groups, APUS_SCALING_RECTIFIED); break;
  case APUS_SCALING_RIGHT: output_row(d, rows, output, kernel_height, row_groups, APUS_SCALING_RIGHT); break;
  case APUS_SCALING_GENERAL: output_row(d, rows, output, kernel_height, row_groups, APUS_SCALING_GENERAL); break;
  }
}

TARGET static void depthwise(const void *operation) {
  const apus_depthwise *d = operation;
  const char *rows[APUS_DEPTHWISE_MOST_ROWS];
  size_t next = 0;
  for (size_t y = 0; y < d->output_height; y++) {
    const size_t first = y * d->stride_height;
    for (size_t row = 0; row < d->kernel_height; row++) {
      const size_t wanted = first + row * d->dilation_height;
      for (; next <= wanted; next++) {
        if (next >= first) interleave_row(d, next);
      }
      rows[row] = (const char *)d->ring + wanted % d->ring_rows * d->ring_row;
    }
    int8_t *output = d->output + y * d->output_width * d->output_channels;
    if (d->kernel_height == 3 && d->row_groups == (3 + GROUP - 1) / GROUP) {
      output_row_of_kind(d, rows, output, 3, (3 + GROUP - 1) / GROUP);
    } else if (d->kernel_height == 5 && d->row_groups == (5 + GROUP - 1) / GROUP) {
      output_row_of_kind(d, rows, output, 5, (5 + GROUP - 1) / GROUP);
    } else {
      output_row_of_kind(d, rows, output, d->kernel_height, d->row_groups);
    }
  }
}
