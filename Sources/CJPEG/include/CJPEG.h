#ifndef CJPEG_H
#define CJPEG_H

#include <stddef.h>
#include <stdint.h>

/* A shim over libjpeg. libjpeg reports errors by a callback that must not return, which Swift cannot
   offer: the setjmp lives here, and every failure comes back as a status and a message. Nothing here
   prints, exits the process or keeps state between calls. */

enum { CJPEG_MESSAGE_BYTES = 200 };

typedef enum {
  CJPEG_OK = 0,
  CJPEG_DAMAGED = 1,   /* libjpeg's message says how */
  CJPEG_COLOR = 2,     /* CMYK or YCCK, or another space than grayscale and RGB */
  CJPEG_TOO_LARGE = 3, /* more pixels than the caller allows */
  CJPEG_NO_MEMORY = 4
} cjpeg_status;

typedef struct {
  uint8_t *pixels; /* height * width * channels, rows from the top; free with cjpeg_free */
  uint32_t width;
  uint32_t height;
  uint32_t channels;   /* 1 or 3 */
  uint8_t orientation; /* EXIF, 1 to 8; 1 where the file says nothing */
  char message[CJPEG_MESSAGE_BYTES];
} cjpeg_image;

/* Decodes to grayscale or RGB, as the file has it. A file that ends early is damaged. */
cjpeg_status cjpeg_decode(const uint8_t *bytes, size_t count, size_t most_pixels, cjpeg_image *image);

/* Encodes at a quality of 1 to 100. The result is in *bytes, *count; free with cjpeg_free. */
cjpeg_status cjpeg_encode(const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels, int quality,
                          uint8_t **bytes, size_t *count, char *message);

void cjpeg_free(void *memory);

#endif
