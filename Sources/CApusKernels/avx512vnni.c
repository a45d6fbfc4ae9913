#include "CApusKernels.h"

#if defined(__x86_64__)
#include "vectors/avx512vnni.h"

#include "kernels/padding.h"

#include "kernels/addition.h"
#include "kernels/convolution.h"
#include "kernels/depthwise.h"
#include "kernels/peak.h"
#include "kernels/pooling.h"

const apus_kernels apus_kernels_avx512vnni = {LANES, BYTE_DOT_PRODUCTS, INT32_MAX, convolve, depthwise, max_pool, mean_pool, add_all, peak};
#endif
