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
  CJPEG_DAMAGED = 1,        /* libjpeg's message says how */
  CJPEG_TOO_MANY_SCANS = 2, /* more passes over all pixels than the caller allows */
  CJPEG_NO_MEMORY = 3
} cjpeg_status;

typedef struct {
  uint32_t width;
  uint32_t height;
  uint32_t channels;   /* 1 or 3; what is CMYK in the file becomes RGB */
  uint8_t orientation; /* EXIF, 1 to 8; 1 where the file says nothing */
  char message[CJPEG_MESSAGE_BYTES];
} cjpeg_header;

/* What a file is, before memory is taken for its pixels. */
cjpeg_status cjpeg_read_header(const uint8_t *bytes, size_t count, cjpeg_header *header);

/* Decodes to grayscale or RGB, into height * width * channels bytes, rows from the top. With a denominator of 2, 4 or 8
   the extents are divided by it and rounded up, which takes much less time than to scale afterwards; with 1 they are the
   file's. A file that ends early is damaged. */
cjpeg_status cjpeg_decode(const uint8_t *bytes, size_t count, int most_scans, uint32_t denominator, uint8_t *pixels,
                          char *message);

/* The orientation, 1 to 8, that EXIF data tells: a TIFF file's bytes, in which it is tag 0x0112. 1 where there is none.
   Every offset is checked. */
uint8_t cjpeg_exif_orientation(const uint8_t *tiff, size_t size);

/* Encodes at a quality of 1 to 100. The result is in *bytes, *count; free with cjpeg_free. */
cjpeg_status cjpeg_encode(const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels, int quality,
                          uint8_t **bytes, size_t *count, char *message);

void cjpeg_free(void *memory);

#endif
