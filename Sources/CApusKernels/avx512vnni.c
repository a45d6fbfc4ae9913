#include "CApusKernels.h"

#if defined(__x86_64__)
#include "vectors/avx512vnni.h"

#define TABLE apus_kernels_avx512vnni
#include "kernels/table.h"
#endif
