// Functions of doubles that processors have no instruction for, under the names by which compilers call them. They are
// exact, so every machine's are these.
#include <stdint.h>

typedef union {
  double real;
  uint64_t bits;
} Double;

// How many bits of the fraction are below 1; 52 and more where the number is below 1.
static int fraction_bits(Double value) { return 1075 - (int)(value.bits >> 52 & 0x7FF); }

static double toward_zero(double real) {
  Double value = {real};
  const int count = fraction_bits(value);
  if (count <= 0) return real;
  // Of what is below 1, nothing is left but the sign.
  const uint64_t fraction = count > 52 ? ~(UINT64_C(1) << 63) : (UINT64_C(1) << count) - 1;
  value.bits &= ~fraction;
  return value.real;
}

double floor(double real) {
  const double whole = toward_zero(real);
  return whole > real ? whole - 1 : whole;
}

// Halves are rounded away from 0.
double round(double real) {
  const double whole = toward_zero(real);
  // This difference is exact.
  const double rest = real - whole;
  if (rest >= 0.5) return whole + 1;
  return rest <= -0.5 ? whole - 1 : whole;
}

#if defined(__riscv)

// Numbers of 64 bits as doubles: both halves are exact, and their sum is rounded once.
double __floatundidf(uint64_t value) { return (uint32_t)(value >> 32) * 0x1p32 + (uint32_t)value; }
double __floatdidf(int64_t value) { return (int32_t)(value >> 32) * 0x1p32 + (uint32_t)value; }

#endif
