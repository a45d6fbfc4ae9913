/* Element-wise maxima and minima of bytes, clamped. Included once for each instruction set. */

INLINE vector chosen(vector a, vector b, int larger) { return larger ? larger_bytes(a, b) : smaller_bytes(a, b); }

INLINE void each_pair(const apus_extremum *e, int larger) {
  const vector low = broadcast_byte(e->clamp_low), high = broadcast_byte(e->clamp_high);
  size_t index = 0;
  for (; index + sizeof(vector) <= e->count; index += sizeof(vector)) {
    const vector value = chosen(load(e->first + index), load(e->second + index), larger);
    store(e->output + index, smaller_bytes(larger_bytes(value, low), high));
  }
  if (index < e->count) {
    const size_t count = e->count - index;
    const vector first = load_some(e->first + index, count, e->first + e->count);
    const vector second = load_some(e->second + index, count, e->second + e->count);
    store_some(e->output + index, smaller_bytes(larger_bytes(chosen(first, second, larger), low), high), count);
  }
}

TARGET static void maximum(const void *operation) { each_pair(operation, 1); }

TARGET static void minimum(const void *operation) { each_pair(operation, 0); }
