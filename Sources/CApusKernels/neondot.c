#include "CApusKernels.h"

#if defined(__aarch64__)
#define TARGET __attribute__((target("arch=armv8.2-a+dotprod")))
#define MATRIX_PRODUCTS 0
#include "vectors/neon.h"

#define TABLE apus_kernels_neondot
#include "kernels/table.h"
#endif
