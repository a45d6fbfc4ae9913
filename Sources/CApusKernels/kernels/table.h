/* The kernels of a level and their table, TABLE. Included once for each instruction set, behind its vectors.

   Most levels have every kernel by the loops of this folder. A level with instructions that serve convolutions alone
   brings `convolve` and `peak`, and takes all else from another level's table, INHERITED. */

#ifdef INHERITED
extern const apus_kernels INHERITED;
#define INHERIT(function, kernel)                                                                                      \
  static void function(const void *operation) { INHERITED.kernel(operation); }
INHERIT(depthwise, depthwise)
INHERIT(max_pool, max_pool)
INHERIT(mean_pool, mean_pool)
INHERIT(add_all, add)
INHERIT(maximum, maximum)
INHERIT(minimum, minimum)
#else
#include "padding.h"

#include "addition.h"
#include "convolution.h"
#include "depthwise.h"
#include "extremum.h"
#include "peak.h"
#include "pooling.h"
#endif

#ifndef MAX_ROW_GROUPS
#define MAX_ROW_GROUPS INT32_MAX
#endif
#ifndef MULTIPLIES_SIGNED
#define MULTIPLIES_SIGNED 0
#endif
#ifndef MATRIX_PRODUCTS
#define MATRIX_PRODUCTS 0
#endif

const apus_kernels TABLE = {
    .lanes = LANES,
    .multiplies_bytes = BYTE_DOT_PRODUCTS,
    .multiplies_signed = MULTIPLIES_SIGNED,
    .convolution_multiplies_eights = MATRIX_PRODUCTS,
    .max_row_groups = MAX_ROW_GROUPS,
    .convolve = convolve,
    .depthwise = depthwise,
    .max_pool = max_pool,
    .mean_pool = mean_pool,
    .add = add_all,
    .maximum = maximum,
    .minimum = minimum,
    .peak = peak,
};
