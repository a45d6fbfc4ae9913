#include "CApusKernels.h"

#if defined(__x86_64__)
#define TARGET __attribute__((target("avx2,avxvnni")))
#define LANES 8
#define BYTE_DOT_PRODUCTS 1
#include "vectors/avx2.h"

#define TABLE apus_kernels_avxvnni
#include "kernels/table.h"
#endif
