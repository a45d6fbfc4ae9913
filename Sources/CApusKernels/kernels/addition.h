/* Element-wise sum. Included once for each instruction set. */

/* The first `count` elements from `index` on as the specification says, a vector of them at most. */
INLINE void add_exactly(const apus_addition *a, size_t index, size_t count) {
  const channel_scaling first_scaling = uniform_scaling(a->first_multiplier, a->headroom, a->first_shift, 0);
  const channel_scaling second_scaling = uniform_scaling(a->second_multiplier, a->headroom, a->second_shift, 0);
  const channel_scaling scaling = uniform_scaling(a->output_multiplier, 0, a->output_shift, a->output_zero_point);
  const vector first = subtract(widen_some(a->first + index, count), broadcast(a->first_zero_point));
  const vector second = subtract(widen_some(a->second + index, count), broadcast(a->second_zero_point));
  const vector sum =
      add(scaled(first, first_scaling, APUS_SCALING_GENERAL), scaled(second, second_scaling, APUS_SCALING_GENERAL));
  store_narrow(a->output + index, scaled(sum, scaling, APUS_SCALING_GENERAL), broadcast_byte(a->clamp_low),
               broadcast_byte(a->clamp_high), count);
}

__attribute__((noinline)) TARGET static void add_all_exactly(const apus_addition *a, size_t index, size_t end) {
  for (; index < end; index += LANES) add_exactly(a, index, end - index < LANES ? end - index : LANES);
}

#if !defined(__aarch64__)
/* A pair of 16-bit numbers in each 32. */
INLINE vector broadcast_pair(int32_t low, int32_t high) {
  return broadcast((int32_t)((uint32_t)low & 0xFFFF) | (int32_t)((uint32_t)high << 16));
}

/* The factors of an addition: 16-bit numbers are multiplied, so each as two. */
typedef struct {
  vector upper, lower;
} addition_factors;
INLINE addition_factors factors_of(const apus_addition *a) {
  const addition_factors factors = {broadcast_pair(a->first_factor >> 8, a->second_factor >> 8),
                                    broadcast_pair(a->first_factor & 0xFF, a->second_factor & 0xFF)};
  return factors;
}

/* Sums of the factors' products with two vectors of unsigned bytes, in the order of `narrow`. */
INLINE void weighted_sums(vector *sums, vector first, vector second, addition_factors factors, vector offset) {
  interleave(sums, first, zero(), second, zero());
#pragma clang loop unroll(full)
  for (size_t part = 0; part < 4; part++) {
    const vector rough = shift_left(dot_pairs(sums[part], factors.upper), 8);
    sums[part] = add(add(dot_pairs(sums[part], factors.lower), offset), rough);
  }
}
#endif

TARGET static void add_all(const void *operation) {
  const apus_addition *a = operation;
  size_t index = 0;
  if (a->fraction_bits > 0) {
    const addition_factors factors = factors_of(a);
    const vector offset = broadcast(a->offset), flip = broadcast_byte((int8_t)0x80);
    const vector certain = broadcast((int32_t)((1u << a->fraction_bits) - (1u << a->doubtful_bits)));
    const vector low = broadcast_byte(a->clamp_low), high = broadcast_byte(a->clamp_high);
    for (; index + sizeof(vector) <= a->count; index += sizeof(vector)) {
      const vector first = exclusive_or(load(a->first + index), flip);
      const vector second = exclusive_or(load(a->second + index), flip);
      vector sums[4];
      weighted_sums(sums, first, second, factors, offset);
      if (__builtin_expect(any_lacks(sums, certain), 0)) {
        add_all_exactly(a, index, index + sizeof(vector));
        continue;
      }
#pragma clang loop unroll(full)
      for (size_t part = 0; part < 4; part++) sums[part] = shift_right(sums[part], a->fraction_bits);
      const vector bytes = narrow(sums[0], sums[1], sums[2], sums[3]);
      store(a->output + index, smaller_bytes(larger_bytes(bytes, low), high));
    }
  }
  add_all_exactly(a, index, a->count);
}
