// Which taps of a window lie inside the input.
#pragma once
#include <stddef.h>

// The taps of a kernel, along one axis, that do: `first ..< end`, none where these are equal.
typedef struct {
  ptrdiff_t first, end;
} Taps;

static inline Taps taps_inside(ptrdiff_t origin, ptrdiff_t count, ptrdiff_t dilation, ptrdiff_t extent) {
  Taps taps = {0, count};
  for (; origin < 0 && taps.first < count; origin += dilation) taps.first++;
  for (origin += (count - 1 - taps.first) * dilation; origin >= extent && taps.end > taps.first; origin -= dilation) {
    taps.end--;
  }
  return taps;
}
