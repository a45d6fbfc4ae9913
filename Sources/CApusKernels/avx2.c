#include "CApusKernels.h"

#if defined(__x86_64__)
#define TARGET __attribute__((target("avx2")))
#define LANES 8
#define BYTE_DOT_PRODUCTS 0
#include "vectors/avx2.h"

#define TABLE apus_kernels_avx2
#include "kernels/table.h"
#endif
