/* The finder of digits for C and JavaScript: from a picture in memory to what a network for digits is given, the very bytes
   that a workstation makes of the same picture. Besides, what was seen. It needs a heap (posix_memalign, free), memcpy,
   memset, memmove and round, and where the processor has no instructions for them, floor and the compiler's own arithmetic
   of doubles. */
#ifndef APUS_DIGITS_H
#define APUS_DIGITS_H

#include <stddef.h>
#include <stdint.h>

/* The longest side of a picture, and the most pixels. */
#define APUS_MOST_SIDE 65535
#define APUS_MOST_PIXELS 268435456

/* The longest side of a network's input. */
#define APUS_MOST_INPUT_SIDE 4096

/* What was seen. Its layout is the same on all processors: 64 bytes. */
typedef struct apus_found_digit {
  /* How much of the picture is ink, 0 ... 1. */
  double share;
  /* How far ink is from its paper, as a share of the way to the darkest, lightest or most colorful, 0 ... 1. */
  double contrast;
  /* How many times as far from the paper as the paper's own noise the ink is. */
  double clarity;
  /* The width of strokes in pixels of the picture. */
  double stroke_width;
  /* The smallest rectangle around the ink, in pixels of the picture. */
  uint32_t x, y, width, height;
  /* How many separate pieces of ink there are. */
  uint32_t components;
  /* How many lines of ruled paper and of boxes were left out. */
  uint32_t lines;
  /* How many pieces look like digits of their own: more than one where a number was written. */
  uint32_t digits;
  /* Whether there is ink, which all above describes; without it all above is 0, but for the digits of an original. */
  uint8_t has_ink;
  /* Whether the picture looked like MNIST's own, and stayed as it was. */
  uint8_t is_original;
  /* Whether the ink is darker than its paper. */
  uint8_t is_dark;
  /* Whether the ink reaches the picture's border. */
  uint8_t touches_border;
} apus_found_digit;

/* Finds a digit in a picture, and prepares it as MNIST's are: light strokes on black.

   - rgba: red, green, blue and opacity of each pixel, rows from the top, the colors not multiplied by the opacity:
     width * height * 4 bytes.
   - prepared_width, prepared_height, channels: the network's input; channels is 1 or 3.
   - prepared: room for prepared_width * prepared_height * channels bytes; black where there is neither ink nor an
     original.
   - found: what was seen.

   Returns 1, or 0 where an extent is not positive or too large, or a pointer is NULL; nothing is written then. */
int32_t apus_find_digit(const uint8_t *rgba, size_t width, size_t height, size_t prepared_width, size_t prepared_height,
                        size_t channels, uint8_t *prepared, apus_found_digit *found);

#endif
