#include "CApusKernels.h"

#if defined(__aarch64__)
#define TARGET __attribute__((target("arch=armv8.2-a+dotprod")))
#define MATRIX_PRODUCTS 0
#include "vectors/neon.h"

#include "kernels/padding.h"

#include "kernels/addition.h"
#include "kernels/convolution.h"
#include "kernels/depthwise.h"
#include "kernels/peak.h"
#include "kernels/pooling.h"

const apus_kernels apus_kernels_neondot = {LANES, BYTE_DOT_PRODUCTS, INT32_MAX, convolve, depthwise,
                                           max_pool, mean_pool, add_all, peak, 1, 0};
#endif
