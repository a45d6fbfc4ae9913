// What CMSIS-NN asks of a C library, which Shared/memory.c has.
#pragma once
#include <stddef.h>

void *memcpy(void *target, const void *source, size_t count);
void *memset(void *target, int value, size_t count);
