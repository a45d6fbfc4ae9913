// For x86-64 processors since 2013.
#if defined(__x86_64__)
#include <string.h>
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define TABLE float_kernels_avx2
#include "all-kernels.h"
#pragma clang attribute pop
#endif
