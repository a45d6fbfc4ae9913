#include "CApusKernels.h"

#if defined(__aarch64__)
#define TARGET __attribute__((target("arch=armv8.2-a+dotprod+i8mm")))
#define MATRIX_PRODUCTS 1
#include "vectors/neon.h"

#include "kernels/padding.h"

#include "kernels/convolution.h"
#include "kernels/peak.h"

/* Matrix products serve convolutions alone. */
extern const apus_kernels apus_kernels_neondot;
static void depthwise(const void *operation) { apus_kernels_neondot.depthwise(operation); }
static void max_pool(const void *operation) { apus_kernels_neondot.max_pool(operation); }
static void mean_pool(const void *operation) { apus_kernels_neondot.mean_pool(operation); }
static void add_all(const void *operation) { apus_kernels_neondot.add(operation); }

const apus_kernels apus_kernels_neoni8mm = {LANES, BYTE_DOT_PRODUCTS, INT32_MAX, convolve, depthwise,
                                           max_pool, mean_pool, add_all, peak, 1, 1};
#endif
