// For every processor: the compiler's baseline.
#define TABLE float_kernels_portable
#include "all-kernels.h"
