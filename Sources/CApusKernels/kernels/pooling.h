/* Maximum and mean over windows, channels in the lanes. Included once for each instruction set. */

INLINE vector window_maximum(const apus_max_pool *p, const int8_t *window, vector low, size_t count, int whole) {
  const int8_t *end = p->input + p->input_height * p->input_row;
  vector best = low;
  for (size_t y = 0; y < p->kernel_height; y++) {
    for (size_t x = 0; x < p->kernel_width; x++) {
      const int8_t *tap = window + y * p->input_row + x * p->channels;
      best = larger_bytes(best, whole ? load(tap) : load_some(tap, count, end));
    }
  }
  return best;
}

TARGET static void max_pool(const void *operation) {
  const apus_max_pool *p = operation;
  const vector low = broadcast_byte(p->clamp_low), high = broadcast_byte(p->clamp_high);
  int8_t *output = p->output;
  for (size_t row = 0; row < p->output_height; row++) {
    for (size_t column = 0; column < p->output_width; column++) {
      const int8_t *window = p->input + row * p->row_step + column * p->column_step;
      size_t channel = 0;
      for (; channel + sizeof(vector) <= p->channels; channel += sizeof(vector)) {
        store(output + channel, smaller_bytes(window_maximum(p, window + channel, low, 0, 1), high));
      }
      if (channel < p->channels) {
        const size_t count = p->channels - channel;
        store_some(output + channel, smaller_bytes(window_maximum(p, window + channel, low, count, 0), high), count);
      }
      output += p->channels;
    }
  }
}

/* `sum / count`, rounded to the nearest, half away from zero. With n = |sum| + count / 2 below 2^19 and count at most
   2^11, n * (2^31 / count + 1) >> 31 is n / count: the excess of the product is below 2^31. */
INLINE vector mean_of(vector sum, size_t count) {
  const uint32_t reciprocal = (uint32_t)((1u << 31) / count + 1);
  return with_sign(multiply_high(add(absolute(sum), broadcast((int32_t)(count / 2))), reciprocal), sum);
}

TARGET static void mean_pool(const void *operation) {
  const apus_mean_pool *p = operation;
  const vector low = broadcast_byte(p->clamp_low), high = broadcast_byte(p->clamp_high);
  const vector bias = broadcast(p->scales ? p->bias : 0);
  const channel_scaling scaling = uniform_scaling(p->multiplier, p->left_shift, p->right_shift, p->zero_point);
  int8_t *output = p->output;
  for (size_t row = 0; row < p->output_height; row++) {
    const size_t y = row * p->stride_height;
    const size_t top = y > p->top ? y - p->top : 0;
    const size_t bottom_end = y + p->kernel_height - p->top;
    const size_t bottom = bottom_end < p->input_height ? bottom_end : p->input_height;
    for (size_t column = 0; column < p->output_width; column++, output += p->channels) {
      const size_t x = column * p->stride_width;
      const size_t left = x > p->left ? x - p->left : 0;
      const size_t right_end = x + p->kernel_width - p->left;
      const size_t right = right_end < p->input_width ? right_end : p->input_width;
      const size_t count = (bottom - top) * (right - left);
      for (size_t channel = 0; channel < p->channels; channel += LANES) {
        const size_t channels = p->channels - channel;
        vector sum = bias;
        for (size_t i = top; i < bottom; i++) {
          const int8_t *values = p->input + (i * p->input_width + left) * p->channels + channel;
          if (channels >= LANES) {
            for (size_t j = left; j < right; j++, values += p->channels) sum = add(sum, widen(values));
          } else {
            for (size_t j = left; j < right; j++, values += p->channels) sum = add(sum, widen_some(values, channels));
          }
        }
        const vector value = p->scales ? scaled(sum, scaling, APUS_SCALING_GENERAL) : mean_of(sum, count);
        store_narrow(output + channel, value, low, high, channels);
      }
    }
  }
}
