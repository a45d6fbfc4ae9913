#pragma once

/// How many heap allocations this thread has made so far.
long apus_allocation_count(void);
