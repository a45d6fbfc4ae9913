#include "CApusKernels.h"

#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
extern const apus_kernels apus_kernels_avx2, apus_kernels_avxvnni, apus_kernels_avx512vnni, apus_kernels_amx;

#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>

/* Linux gives a process the tiles' registers when it asks for them: arch_prctl(ARCH_REQ_XCOMP_PERM, XTILEDATA). */
static int tiles_are_allowed(void) {
  static int answer = -1;
  int known = __atomic_load_n(&answer, __ATOMIC_RELAXED);
  if (known < 0) {
    known = __builtin_cpu_supports("amx-tile") && __builtin_cpu_supports("amx-int8") &&
            syscall(SYS_arch_prctl, 0x1023, 18) == 0;
    __atomic_store_n(&answer, known, __ATOMIC_RELAXED);
  }
  return known;
}
#else
static int tiles_are_allowed(void) { return 0; }
#endif
#endif

#if defined(__aarch64__)
extern const apus_kernels apus_kernels_neondot, apus_kernels_neoni8mm;

#if defined(__linux__)
#include <sys/auxv.h>

/* HWCAP_ASIMDDP and HWCAP2_I8MM. */
static int has_dot_products(void) { return (getauxval(AT_HWCAP) >> 20 & 1) != 0; }
static int has_matrix_products(void) { return has_dot_products() && (getauxval(AT_HWCAP2) >> 13 & 1) != 0; }
#elif defined(__APPLE__)
#include <sys/sysctl.h>

static int has_feature(const char *name) {
  int answer = 0;
  size_t size = sizeof answer;
  return sysctlbyname(name, &answer, &size, NULL, 0) == 0 && answer != 0;
}
/* All Macs, and telephones since the A13. */
static int has_dot_products(void) { return has_feature("hw.optional.arm.FEAT_DotProd"); }
static int has_matrix_products(void) { return has_dot_products() && has_feature("hw.optional.arm.FEAT_I8MM"); }
#else
/* Without an operating system to ask: what the compiler was told. */
#if defined(__ARM_FEATURE_DOTPROD)
static int has_dot_products(void) { return 1; }
#else
static int has_dot_products(void) { return 0; }
#endif
#if defined(__ARM_FEATURE_MATMUL_INT8)
static int has_matrix_products(void) { return has_dot_products(); }
#else
static int has_matrix_products(void) { return 0; }
#endif
#endif
#endif

apus_level apus_level_supported(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("bmi2")) {
    return tiles_are_allowed() ? APUS_LEVEL_AMX : APUS_LEVEL_AVX512VNNI;
  }
  if (__builtin_cpu_supports("avx2")) {
    return __builtin_cpu_supports("avxvnni") ? APUS_LEVEL_AVXVNNI : APUS_LEVEL_AVX2;
  }
#endif
#if defined(__aarch64__)
  if (has_matrix_products()) return APUS_LEVEL_NEONI8MM;
  if (has_dot_products()) return APUS_LEVEL_NEONDOT;
#endif
  return APUS_LEVEL_PORTABLE;
}

/* AVX-512 VNNI does not include AVX-VNNI's encoding: a processor may have the higher level and not the lower one. */
static int has(apus_level level) {
#if defined(__x86_64__)
  if (level == APUS_LEVEL_AVXVNNI) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("avxvnni");
#endif
#if defined(__aarch64__)
  if (level > APUS_LEVEL_PORTABLE && level < APUS_LEVEL_NEONDOT) return 0;
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
  if (strcmp(name, "amx") == 0) wanted = APUS_LEVEL_AMX;
  if (strcmp(name, "neondot") == 0) wanted = APUS_LEVEL_NEONDOT;
  if (strcmp(name, "neoni8mm") == 0) wanted = APUS_LEVEL_NEONI8MM;
  return has(wanted) ? wanted : supported;
}

const apus_kernels *apus_kernels_of(apus_level level) {
#if defined(__x86_64__)
  if (!has(level)) return NULL;
  switch (level) {
  case APUS_LEVEL_AMX: return &apus_kernels_amx;
  case APUS_LEVEL_AVX512VNNI: return &apus_kernels_avx512vnni;
  case APUS_LEVEL_AVXVNNI: return &apus_kernels_avxvnni;
  case APUS_LEVEL_AVX2: return &apus_kernels_avx2;
  case APUS_LEVEL_NEONDOT:
  case APUS_LEVEL_NEONI8MM:
  case APUS_LEVEL_PORTABLE: return NULL;
  }
#endif
#if defined(__aarch64__)
  if (!has(level)) return NULL;
  if (level == APUS_LEVEL_NEONI8MM) return &apus_kernels_neoni8mm;
  if (level == APUS_LEVEL_NEONDOT) return &apus_kernels_neondot;
#endif
  (void)has;
  (void)level;
  return NULL;
}
