// Arithmetic that a 32-bit processor has no instruction for, under the names by which compilers call it: compiler-rt
// has none of it for bare metal here. Small rather than fast, but for the multiplication and the shifts, which
// scaling an accumulator takes. No operation here may be written in terms of itself: 64-bit values are taken apart.
#include <stdint.h>

typedef union {
  uint64_t whole;
  struct {
    uint32_t low, high;
  };
} Halves;

static inline uint64_t joined(uint32_t low, uint32_t high) {
  Halves halves = {.low = low, .high = high};
  return halves.whole;
}

static inline uint64_t shifted_left(uint64_t value, int count) {
  Halves v = {value};
  if (count & 32) return joined(0, v.low << (count & 31));
  if (count == 0) return value;
  return joined(v.low << count, v.high << count | v.low >> (32 - count));
}

static inline uint64_t shifted_right(uint64_t value, int count) {
  Halves v = {value};
  if (count & 32) return joined(v.high >> (count & 31), 0);
  if (count == 0) return value;
  return joined(v.low >> count | v.high << (32 - count), v.high >> count);
}

static inline int64_t shifted_right_signed(int64_t value, int count) {
  Halves v = {(uint64_t)value};
  uint32_t sign = (uint32_t)((int32_t)v.high >> 31);
  if (count & 32) return (int64_t)joined((uint32_t)((int32_t)v.high >> (count & 31)), sign);
  if (count == 0) return value;
  return (int64_t)joined(v.low >> count | v.high << (32 - count), (uint32_t)((int32_t)v.high >> count));
}

// The low 64 bits of a product, from products of 16 bits where the processor has no other.
__attribute__((unused)) static inline uint64_t product(uint64_t first, uint64_t second) {
  Halves a = {first}, b = {second};
  uint32_t a0 = a.low & 0xFFFF, a1 = a.low >> 16, b0 = b.low & 0xFFFF, b1 = b.low >> 16;
  uint32_t low = a0 * b0, middle = a1 * b0 + (low >> 16), other = a0 * b1 + (middle & 0xFFFF);
  uint32_t high = a1 * b1 + (middle >> 16) + (other >> 16);
  return joined(other << 16 | (low & 0xFFFF), high + a.low * b.high + a.high * b.low);
}

// One bit of the quotient at a time; a division by 0 gives all ones and the dividend.
static uint64_t divided(uint64_t dividend, uint64_t divisor, uint64_t *remainder) {
  uint64_t quotient = 0, rest = 0;
  for (int bit = 63; bit >= 0; bit--) {
    rest = rest + rest + (shifted_right(dividend, bit) & 1);
    quotient += quotient;
    if (rest >= divisor) {
      rest -= divisor;
      quotient++;
    }
  }
  *remainder = rest;
  return quotient;
}

static int64_t divided_signed(int64_t dividend, int64_t divisor, int64_t *remainder) {
  uint64_t rest;
  uint64_t quotient = divided(dividend < 0 ? 0 - (uint64_t)dividend : (uint64_t)dividend,
                              divisor < 0 ? 0 - (uint64_t)divisor : (uint64_t)divisor, &rest);
  *remainder = (int64_t)(dividend < 0 ? 0 - rest : rest);
  return (int64_t)((dividend < 0) != (divisor < 0) ? 0 - quotient : quotient);
}

#if defined(__arm__)

uint64_t __aeabi_llsl(uint64_t value, int count) { return shifted_left(value, count); }
uint64_t __aeabi_llsr(uint64_t value, int count) { return shifted_right(value, count); }
int64_t __aeabi_lasr(int64_t value, int count) { return shifted_right_signed(value, count); }

// The division helpers return quotient and remainder in r0 … r3, which no C type does: the remainder goes to the
// stack, and from there into its registers.
__attribute__((used)) static uint64_t divide_64(uint64_t a, uint64_t b, uint64_t *rest) { return divided(a, b, rest); }
__attribute__((used)) static int64_t divide_signed_64(int64_t a, int64_t b, int64_t *rest) {
  return divided_signed(a, b, rest);
}
#define DIVISION(name, function)                                                                                       \
  __attribute__((naked)) void name(void) {                                                                             \
    __asm__ volatile("push {r4, lr}\nsub sp, #16\nadd r4, sp, #8\nstr r4, [sp]\nbl " function                          \
                     "\nldr r2, [sp, #8]\nldr r3, [sp, #12]\nadd sp, #16\npop {r4, pc}");                              \
  }
DIVISION(__aeabi_uldivmod, "divide_64")
DIVISION(__aeabi_ldivmod, "divide_signed_64")

#if __ARM_ARCH_ISA_THUMB == 1

uint64_t __aeabi_lmul(uint64_t first, uint64_t second) { return product(first, second); }

static inline uint64_t divided_32(uint32_t dividend, uint32_t divisor) {
  uint32_t quotient = 0, rest = 0;
  for (int bit = 31; bit >= 0; bit--) {
    rest = rest << 1 | (dividend >> bit & 1);
    quotient <<= 1;
    if (rest >= divisor) {
      rest -= divisor;
      quotient |= 1;
    }
  }
  return joined(quotient, rest);
}
static uint64_t divided_signed_32(int32_t dividend, int32_t divisor) {
  Halves r = {divided_32(dividend < 0 ? 0 - (uint32_t)dividend : (uint32_t)dividend,
                         divisor < 0 ? 0 - (uint32_t)divisor : (uint32_t)divisor)};
  return joined((dividend < 0) != (divisor < 0) ? 0 - r.low : r.low, dividend < 0 ? 0 - r.high : r.high);
}

// A 64-bit result lies in r0 and r1, where these have quotient and remainder.
uint64_t __aeabi_uidivmod(uint32_t dividend, uint32_t divisor) { return divided_32(dividend, divisor); }
uint32_t __aeabi_uidiv(uint32_t dividend, uint32_t divisor) { return (uint32_t)__aeabi_uidivmod(dividend, divisor); }
uint64_t __aeabi_idivmod(int32_t dividend, int32_t divisor) { return divided_signed_32(dividend, divisor); }
int32_t __aeabi_idiv(int32_t dividend, int32_t divisor) { return (int32_t)divided_signed_32(dividend, divisor); }

// The number of zeros above the highest one, which Armv6-M has to count.
int __clzsi2(uint32_t value) {
  int count = 32;
  for (; value != 0; value >>= 1) count--;
  return count;
}

#endif
#else

uint64_t __ashldi3(uint64_t value, int count) { return shifted_left(value, count); }
uint64_t __lshrdi3(uint64_t value, int count) { return shifted_right(value, count); }
int64_t __ashrdi3(int64_t value, int count) { return shifted_right_signed(value, count); }
uint64_t __muldi3(uint64_t first, uint64_t second) { return product(first, second); }
uint64_t __udivdi3(uint64_t dividend, uint64_t divisor) {
  uint64_t rest;
  return divided(dividend, divisor, &rest);
}
int64_t __divdi3(int64_t dividend, int64_t divisor) {
  int64_t rest;
  return divided_signed(dividend, divisor, &rest);
}

#endif
