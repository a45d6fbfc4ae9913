// The host's standard input and output for the C programs beside this file, through the debugger or QEMU.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "firmware.h"

// The host's standard input (mode 0) or output (mode 4).
static inline uint32_t host_open(uint32_t mode) {
  const uint32_t arguments[] = {(uint32_t)(uintptr_t)":tt", mode, 3};
  return (uint32_t)firmware_semihost(1, arguments);
}

// Fills a buffer, and says whether the host had enough bytes.
static inline bool host_read(uint32_t handle, void *buffer, size_t count) {
  while (count > 0) {
    const uint32_t arguments[] = {handle, (uint32_t)(uintptr_t)buffer, count};
    size_t missing = (size_t)firmware_semihost(6, arguments);
    if (missing >= count) return false;
    buffer = (uint8_t *)buffer + (count - missing);
    count = missing;
  }
  return true;
}

static inline void host_write(uint32_t handle, const void *bytes, size_t count) {
  const uint32_t arguments[] = {handle, (uint32_t)(uintptr_t)bytes, count};
  firmware_semihost(5, arguments);
}

// Ends the program.
static inline _Noreturn void host_exit(int status) {
  const uint32_t arguments[] = {0x20026, (uint32_t)status};
  for (;;) firmware_semihost(0x20, arguments);
}
