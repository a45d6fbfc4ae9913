// The processor's part of the firmware: calls to the debugger, and the clock. Boards do not differ in these.
#include "firmware.h"

extern const FirmwareImage firmware_image;
const FirmwareImage *firmware_layout(void) { return &firmware_image; }

#if defined(__arm__)
int32_t firmware_semihost(int32_t operation, const void *argument) {
  register int32_t r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

// SysTick, which every Cortex-M has at the same address; it counts 24 bits down.
#define SYSTICK ((volatile uint32_t *)0xE000E010)
void firmware_start_clock(void) {
  SYSTICK[1] = 0x00FFFFFF;
  SYSTICK[2] = 0;
  SYSTICK[0] = 5; // the processor's clock, no interrupt
}
uint32_t firmware_ticks(void) { return 0u - SYSTICK[2]; }
uint32_t firmware_tick_mask(void) { return 0x00FFFFFF; }
#elif defined(__riscv)
int32_t firmware_semihost(int32_t operation, const void *argument) {
  register int32_t a0 __asm__("a0") = operation;
  register const void *a1 __asm__("a1") = argument;
  // The two shifts that do nothing make the breakpoint a semihosting call. All three lie in one page.
  __asm__ volatile(".balign 16\n.option push\n.option norvc\nslli x0, x0, 0x1f\nebreak\nsrai x0, x0, 7\n.option pop"
                   : "+r"(a0)
                   : "r"(a1)
                   : "memory");
  return a0;
}

void firmware_start_clock(void) {}
uint32_t firmware_ticks(void) {
  uint32_t count;
  __asm__ volatile("csrr %0, minstret" : "=r"(count));
  return count;
}
uint32_t firmware_tick_mask(void) { return 0xFFFFFFFF; }
#else
#error "this processor has no machine layer yet"
#endif

// An exception that nothing expects: says so and stops.
__attribute__((noreturn, aligned(4))) void firmware_fault(void) {
  static const uint32_t exit_1[2] = {0x20026, 1};
  firmware_semihost(4, "fault: an unexpected exception\n");
  for (;;) firmware_semihost(0x20, exit_1);
}
