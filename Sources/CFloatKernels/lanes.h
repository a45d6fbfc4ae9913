// Sixteen floats side by side, whatever the instruction set: the compiler makes as many registers of it as
// it takes.

#include <string.h>

#include "CFloatKernels.h"

typedef float lanes __attribute__((ext_vector_type(16)));
typedef float loose_lanes __attribute__((ext_vector_type(16), aligned(4)));
typedef int lane_mask __attribute__((ext_vector_type(16)));
typedef uint8_t lane_bytes __attribute__((ext_vector_type(16)));

enum { WIDTH = 16 };

// Lanes are only passed to functions that are inlined: how a call would pass them does not matter.
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))

INLINE lanes load(const float *p) { return *(const loose_lanes *)p; }
INLINE void store(float *p, lanes v) { *(loose_lanes *)p = v; }
INLINE lanes splat(float x) { return (lanes)x; }
INLINE long smaller(long a, long b) { return a < b ? a : b; }

/// The rectifier. Values that are not numbers are handed on, not hidden.
INLINE lanes rectified(lanes x, Rectification r) {
  lanes high = splat(r.ceiling) - x <= 0 ? splat(r.ceiling) : x;
  // A slope of 0 must give 0 for infinity too.
  lanes low = r.slope == 0 ? splat(0) : splat(r.slope) * x;
  return x <= 0 ? low : high;
}

INLINE lanes rectified_gradient(lanes output, lanes gradient, Rectification r) {
  lanes high = splat(r.ceiling) - output <= 0 ? splat(0) : gradient;
  lanes low = r.slope == 0 ? splat(0) : splat(r.slope) * gradient;
  return output <= 0 ? low : high;
}

INLINE float rectified_one(float x, Rectification r) {
  if (x <= 0) return r.slope == 0 ? 0 : r.slope * x;
  return r.ceiling - x <= 0 ? r.ceiling : x;
}

INLINE float rectified_gradient_one(float output, float gradient, Rectification r) {
  if (output <= 0) return r.slope == 0 ? 0 : r.slope * gradient;
  return r.ceiling - output <= 0 ? 0 : gradient;
}
