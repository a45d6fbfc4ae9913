#include <oneapi/dnnl/dnnl.h>

// oneDNN runs on GCC's OpenMP. Loops outside of oneDNN run on the same threads, so that two pools never
// compete for the cores. Clang's include path lacks GCC's <omp.h>.
extern int omp_get_max_threads(void);
extern int omp_get_num_threads(void);
extern int omp_get_thread_num(void);
extern void GOMP_parallel(void (*function)(void *), void *data, unsigned threads, unsigned flags);
