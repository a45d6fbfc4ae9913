/* As many multiply-accumulates as the instruction set can do: what a kernel's speed is measured against. Included once
   for each instruction set. */

#if defined(__aarch64__)
#define PEAK_SUMS 16
#define IN_VECTOR_REGISTER "+w"
#else
#define PEAK_SUMS 12
#define IN_VECTOR_REGISTER "+v"
#endif
/* Multiply-accumulates of a product. */
#if MATRIX_PRODUCTS
#define PEAK_PRODUCTS (LANES * 8)
INLINE vector peak_product(vector sum, vector values, vector weights) {
  return vmmlaq_s32(sum, bytes_of(values), bytes_of(weights));
}
#else
#define PEAK_PRODUCTS (LANES * GROUP)
#define peak_product dot
#endif

/* Returns how many multiply-accumulates it did. */
TARGET static uint64_t peak(uint64_t rounds) {
  vector sums[PEAK_SUMS];
  for (size_t index = 0; index < PEAK_SUMS; index++) sums[index] = broadcast((int32_t)index);
  vector values = broadcast(0x01020304), weights = broadcast(0x04030201);
  for (uint64_t round = 0; round < rounds; round++) {
#pragma clang loop unroll(full)
    for (size_t index = 0; index < PEAK_SUMS; index++) {
      /* The compiler must think that both change each time. */
      __asm__ volatile("" : IN_VECTOR_REGISTER(values));
      sums[index] = peak_product(sums[index], values, weights);
      __asm__ volatile("" : IN_VECTOR_REGISTER(sums[index]));
    }
  }
  return rounds * PEAK_SUMS * PEAK_PRODUCTS;
}
