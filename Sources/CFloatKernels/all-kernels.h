// All kernels for one instruction set, as the table TABLE. Each file that includes this has said before
// which instructions may be used.

// clang-format off: the order matters.
#include "lanes.h"
#include "elementwise.h"
#include "normalization.h"
#include "convolution.h"
#include "convolution-pool.h"

const FloatKernels TABLE = {
    add,      rectify,       rectify_gradient,      moments,
    normalize, normalize_sums, normalize_gradient,    convolve,
    convolve_pool, convolve_pool_weights, convolve_pool_input,
};
