#include "CApusKernels.h"

#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
extern const apus_kernels apus_kernels_avx2, apus_kernels_avxvnni, apus_kernels_avx512vnni;
#endif

apus_level apus_level_supported(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("bmi2")) {
    return APUS_LEVEL_AVX512VNNI;
  }
  if (__builtin_cpu_supports("avx2")) {
    return __builtin_cpu_supports("avxvnni") ? APUS_LEVEL_AVXVNNI : APUS_LEVEL_AVX2;
  }
#endif
  return APUS_LEVEL_PORTABLE;
}

/* AVX-512 VNNI does not include AVX-VNNI's encoding: a processor may have the higher level and not the lower one. */
static int has(apus_level level) {
#if defined(__x86_64__)
  if (level == APUS_LEVEL_AVXVNNI) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("avxvnni");
#endif
  return level <= apus_level_supported();
}

apus_level apus_level_chosen(void) {
  const apus_level supported = apus_level_supported();
  const char *name = getenv("APUS_LEVEL");
  if (name == NULL) return supported;
  apus_level wanted = supported;
  if (strcmp(name, "portable") == 0) wanted = APUS_LEVEL_PORTABLE;
  if (strcmp(name, "avx2") == 0) wanted = APUS_LEVEL_AVX2;
  if (strcmp(name, "avxvnni") == 0) wanted = has(APUS_LEVEL_AVXVNNI) ? APUS_LEVEL_AVXVNNI : APUS_LEVEL_AVX2;
  if (strcmp(name, "avx512vnni") == 0) wanted = APUS_LEVEL_AVX512VNNI;
  return wanted < supported ? wanted : supported;
}

const apus_kernels *apus_kernels_of(apus_level level) {
#if defined(__x86_64__)
  if (!has(level)) return NULL;
  switch (level) {
  case APUS_LEVEL_AVX512VNNI: return &apus_kernels_avx512vnni;
  case APUS_LEVEL_AVXVNNI: return &apus_kernels_avxvnni;
  case APUS_LEVEL_AVX2: return &apus_kernels_avx2;
  case APUS_LEVEL_PORTABLE: return NULL;
  }
#endif
  (void)has;
  (void)level;
  return NULL;
}
