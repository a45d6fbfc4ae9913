/* As many multiply-accumulates as the instruction set can do: what a kernel's speed is measured against. Included once
   for each instruction set. */

#define PEAK_SUMS 10

/* Returns how many multiply-accumulates it did. */
TARGET static uint64_t peak(uint64_t rounds) {
  vector sums[PEAK_SUMS];
  for (size_t index = 0; index < PEAK_SUMS; index++) sums[index] = broadcast((int32_t)index);
  vector values = broadcast(0x01020304), weights = broadcast(0x04030201);
  for (uint64_t round = 0; round < rounds; round++) {
#pragma clang loop unroll(full)
    for (size_t index = 0; index < PEAK_SUMS; index++) {
      /* The compiler must think that both change each time. */
      __asm__ volatile("" : "+v"(values));
      sums[index] = dot(sums[index], values, weights);
      __asm__ volatile("" : "+v"(sums[index]));
    }
  }
  return rounds * PEAK_SUMS * LANES * GROUP;
}
