#pragma once

/// How many heap allocations this thread has made so far.
long apus_allocation_count(void);

/// Starts a measurement of this thread's heap.
void apus_allocation_begin(void);

/// The most bytes that this thread has held at once since the beginning, beyond those it held then.
long apus_allocation_peak(void);
