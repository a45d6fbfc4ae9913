// What Tools/firmware links in: the model where it is executed, at the alignment that it asks for, and an arena
// of just the size that it was planned for. MODEL and ARENA_BYTES come from the command line.
  .section .model, "a"
  .balign 16
model:
  .incbin MODEL
model_end:

  .section .arena, "aw", %nobits
  .balign 16
arena:
  .space ARENA_BYTES

  .section .rodata.firmware_image, "a"
  .balign 4
  .globl firmware_image
firmware_image:
  .long model
  .long model_end - model
  .long arena
  .long ARENA_BYTES
  .long firmware_stack
  .long firmware_stack_end
