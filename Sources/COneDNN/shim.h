#include <oneapi/dnnl/dnnl.h>

// oneDNN runs on GCC's OpenMP. The engine's threads are the same ones, so that two pools never compete for
// the cores. Clang's include path lacks GCC's <omp.h>.
extern int omp_get_max_threads(void);
extern void omp_set_num_threads(int threads);
extern int omp_get_thread_limit(void);
extern int omp_get_thread_num(void);
extern void omp_set_dynamic(int dynamic);
extern void GOMP_parallel(void (*function)(void *), void *data, unsigned threads, unsigned flags);
extern void GOMP_barrier(void);
