/* Lays an input out with its padding, prepared for dot products. Included once for each instruction set. */

/* What a prepared byte has beyond the input's: 128 where bytes are multiplied as unsigned numbers. */
#if !defined(BYTE_EXCESS)
#define BYTE_EXCESS 128
#endif

#if BYTE_DOT_PRODUCTS
typedef uint8_t element;
#define GROUP 4
#else
typedef int16_t element;
#define GROUP 2
#endif

/* What values are combined with, and what padding is. */
INLINE vector preparation_offset(int32_t zero_point) {
#if BYTE_DOT_PRODUCTS
  (void)zero_point;
  return broadcast_byte((int8_t)BYTE_EXCESS);
#else
  return _mm256_set1_epi16((int16_t)zero_point);
#endif
}
INLINE element padding_element(int32_t zero_point) {
#if BYTE_DOT_PRODUCTS
  return (element)(zero_point + BYTE_EXCESS);
#else
  (void)zero_point;
  return 0;
#endif
}

INLINE void fill(element *target, element value, size_t count) {
#if BYTE_DOT_PRODUCTS
  __builtin_memset(target, value, count);
#else
  for (size_t index = 0; index < count; index++) target[index] = value;
#endif
}

INLINE void prepare_row(element *target, const int8_t *source, vector offset, size_t count) {
  size_t index = 0;
  for (; index + sizeof(vector) <= count; index += sizeof(vector)) prepare(target + index, source + index, offset);
  if (index < count) prepare_some(target + index, source + index, offset, count - index);
}

INLINE void pad(const apus_padded_input *p) {
  const vector offset = preparation_offset(p->zero_point);
  const element padding = padding_element(p->zero_point);
  const size_t room = p->row - p->left;
  const size_t count = p->source_row < room ? p->source_row : room;
  element *target = p->target;
  if (count == p->row && p->top == 0 && p->height <= p->source_height && p->source_row == p->row) {
    prepare_row(target, p->source, offset, p->height * p->row);
    return;
  }
  for (size_t y = 0; y < p->height; y++, target += p->row) {
    if (y < p->top || y - p->top >= p->source_height) {
      fill(target, padding, p->row);
      continue;
    }
    fill(target, padding, p->left);
    prepare_row(target + p->left, p->source + (y - p->top) * p->source_row, offset, count);
    fill(target + p->left + count, padding, room - count);
  }
}
