#include "CApusKernels.h"

#if defined(__aarch64__)
#define TARGET __attribute__((target("arch=armv8.2-a+dotprod+i8mm")))
#define MATRIX_PRODUCTS 1
#include "vectors/neon.h"

#include "kernels/padding.h"

#include "kernels/convolution.h"
#include "kernels/peak.h"

#define INHERITED apus_kernels_neondot
#define TABLE apus_kernels_neoni8mm
#include "kernels/table.h"
#endif
