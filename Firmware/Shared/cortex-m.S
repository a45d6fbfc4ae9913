// Start-up of a Cortex-M: the vectors, and memory as compiled code expects it. The stack is filled with a
// pattern, so that its high-water mark can be read later.
  .syntax unified
  .thumb

  .section .vectors, "a"
  .word firmware_stack_end
  .word firmware_reset
  .word firmware_fault  // NMI
  .word firmware_fault  // HardFault, which all other faults become; no interrupt is ever enabled

  .section .text.firmware_reset, "ax"
  .globl firmware_reset
  .thumb_func
firmware_reset:
#if KERNELS_HELIUM
  ldr r0, =0xE000ED14   // CCR and CPACR
  ldr r1, [r0]
  orr r1, #0x80000      // loops are remembered, and cost no branch
  str r1, [r0]
  ldr r1, [r0, #0x74]
  orr r1, #0xF00000     // access to coprocessors 10 and 11, which the vectors are
  str r1, [r0, #0x74]
  dsb
  isb
#endif
  ldr r0, =firmware_data
  ldr r1, =firmware_data_end
  ldr r2, =firmware_data_load
  b 2f
1:ldr r3, [r2]
  str r3, [r0]
  adds r0, #4
  adds r2, #4
2:cmp r0, r1
  blo 1b
  ldr r0, =firmware_bss
  ldr r1, =firmware_bss_end
  movs r3, #0
  bl fill
  ldr r0, =firmware_stack
  mov r1, sp
  ldr r3, =0xA5A5A5A5
  bl fill
  bl firmware_main
  .thumb_func
fill:                   // r3 into the words from r0 up to r1
  b 2f
1:str r3, [r0]
  adds r0, #4
2:cmp r0, r1
  blo 1b
  bx lr
  .pool
