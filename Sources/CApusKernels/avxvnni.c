#include "CApusKernels.h"

#if defined(__x86_64__)
#define TARGET __attribute__((target("avx2,avxvnni")))
#define LANES 8
#define BYTE_DOT_PRODUCTS 1
#include "vectors/avx2.h"

#include "kernels/padding.h"

#include "kernels/addition.h"
#include "kernels/convolution.h"
#include "kernels/depthwise.h"
#include "kernels/peak.h"
#include "kernels/pooling.h"

const apus_kernels apus_kernels_avxvnni = {LANES, BYTE_DOT_PRODUCTS, INT32_MAX, convolve, depthwise, max_pool, mean_pool, add_all, peak};
#endif
