// Times calls inside a worker process, so that no Python runs between the two readings of the clock.
#include <stdint.h>
#include <time.h>

typedef void *call(void *, void *, void *, void *);

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

// Calls a function of at most four words `count` times and stores how many nanoseconds each call took.
void apus_time(call *function, void *a, void *b, void *c, void *d, int64_t count, int64_t *nanoseconds) {
  for (int64_t index = 0; index < count; index++) {
    int64_t start = now();
    function(a, b, c, d);
    nanoseconds[index] = now() - start;
  }
}

// What an empty call costs.
void *apus_nothing(void) { return 0; }
