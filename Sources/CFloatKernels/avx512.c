// For x86-64 processors with 512-bit vectors.
#if defined(__x86_64__)
#include <string.h>
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma"))), apply_to = function)
#define TABLE float_kernels_avx512
#include "all-kernels.h"
#pragma clang attribute pop
#endif
