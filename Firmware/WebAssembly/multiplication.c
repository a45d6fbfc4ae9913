// The product of two 128-bit numbers, under the name by which compilers call it: WebAssembly has no instruction for it,
// and Swift multiplies 64-bit numbers so where it checks for overflow. Of the factors' low 64 bits, the products of 32
// bits are added as in long multiplication:
//
//                  a1     a0
//   ×              b1     b0
//   ────────────────────────
//              (  a0·b0    )
//       (  a1·b0    )              + carry of the first = middle
//       (  a0·b1    )              + low half of middle = other
//   (  a1·b1  )                    + high halves of middle and other
//
// The factors' high 64 bits reach only the product's high 64 bits, by one multiplication each.
#include <stdint.h>

typedef union {
  __int128 whole;
  struct {
    uint64_t low, high;
  };
} Halves;

__int128 __multi3(__int128 first, __int128 second) {
  const Halves a = {first}, b = {second};
  const uint64_t a0 = (uint32_t)a.low, a1 = a.low >> 32, b0 = (uint32_t)b.low, b1 = b.low >> 32;
  const uint64_t low = a0 * b0;
  const uint64_t middle = a1 * b0 + (low >> 32);
  const uint64_t other = a0 * b1 + (uint32_t)middle;
  const Halves product = {
      .low = other << 32 | (uint32_t)low,
      .high = a1 * b1 + (middle >> 32) + (other >> 32) + a.low * b.high + a.high * b.low,
  };
  return product.whole;
}
