// Start-up of a RISC-V hart in machine mode: a trap vector, and memory as compiled code expects it. The stack is
// filled with a pattern, so that its high-water mark can be read later.
  .section .vectors, "ax"
  .globl firmware_reset
firmware_reset:
  la sp, firmware_stack_end
  la t0, firmware_fault
  csrw mtvec, t0
#if defined(__riscv_flen)
  // Without this, the first instruction of the floating-point unit is a fault.
  li t0, 1 << 13
  csrs mstatus, t0
#endif
  la a0, firmware_data
  la a1, firmware_data_end
  la a2, firmware_data_load
  j 2f
1:lw a3, 0(a2)
  sw a3, 0(a0)
  addi a0, a0, 4
  addi a2, a2, 4
2:bltu a0, a1, 1b
  la a0, firmware_bss
  la a1, firmware_bss_end
  li a3, 0
  jal fill
  la a0, firmware_stack
  mv a1, sp
  li a3, 0xA5A5A5A5
  jal fill
  call firmware_main
fill:                   // a3 into the words from a0 up to a1
  j 2f
1:sw a3, 0(a0)
  addi a0, a0, 4
2:bltu a0, a1, 1b
  ret
