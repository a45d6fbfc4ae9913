#include "CApusKernels.h"

apus_level apus_level_supported(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vnni")) {
    return APUS_LEVEL_AVX512VNNI;
  }
  if (__builtin_cpu_supports("avx2")) return APUS_LEVEL_AVX2;
#endif
  return APUS_LEVEL_PORTABLE;
}

#include <stdlib.h>
#include <string.h>

apus_level apus_level_chosen(void) {
  const apus_level supported = apus_level_supported();
  const char *name = getenv("APUS_LEVEL");
  if (name == NULL) return supported;
  apus_level wanted = supported;
  if (strcmp(name, "portable") == 0) wanted = APUS_LEVEL_PORTABLE;
  if (strcmp(name, "avx2") == 0) wanted = APUS_LEVEL_AVX2;
  if (strcmp(name, "avx512vnni") == 0) wanted = APUS_LEVEL_AVX512VNNI;
  return wanted < supported ? wanted : supported;
}
