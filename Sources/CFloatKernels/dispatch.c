#include "CFloatKernels.h"

#include <stdlib.h>
#include <string.h>

extern const FloatKernels float_kernels_portable;
#if defined(__x86_64__)
extern const FloatKernels float_kernels_avx2;
extern const FloatKernels float_kernels_avx512;
#endif

const FloatKernels *float_kernels(void) {
#if defined(__x86_64__)
  const char *level = getenv("APUS_LEVEL");
  if (level && strcmp(level, "portable") == 0) return &float_kernels_portable;
  const int is_lowered = level && (strcmp(level, "avx2") == 0 || strcmp(level, "avxvnni") == 0);
  if (!is_lowered && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    return &float_kernels_avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &float_kernels_avx2;
#endif
  return &float_kernels_portable;
}
