#ifndef CPNG_H
#define CPNG_H

#include <stddef.h>
#include <stdint.h>

/* Shims over libpng's simplified interface and zlib, whose macros Swift cannot see. Nothing here prints,
   exits the process or keeps state between calls. */

enum { CPNG_MESSAGE_BYTES = 64 };

typedef enum { CPNG_OK = 0, CPNG_DAMAGED = 1, CPNG_TOO_LARGE = 2, CPNG_NO_MEMORY = 3 } cpng_status;

typedef struct {
  uint32_t width;
  uint32_t height;
  uint32_t channels; /* 1 or 3 */
  char message[CPNG_MESSAGE_BYTES];
} cpng_header;

/* What a file is, before memory is taken for its pixels. */
cpng_status cpng_read_header(const uint8_t *bytes, size_t count, cpng_header *header);

/* Decodes any PNG to 8-bit grayscale or RGB, into height * width * channels bytes, rows from the top; transparency is
   laid on white or, where what is to be seen is nearly white itself, on black. */
cpng_status cpng_decode(const uint8_t *bytes, size_t count, uint8_t *pixels, char *message);

/* Encodes grayscale or RGB. The result is in *bytes, *count; free with cpng_free. */
cpng_status cpng_encode(const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels, uint8_t **bytes,
                        size_t *count);

/* Expands a gzip file (one member or several). The result is in *bytes, *count; free with cpng_free. */
cpng_status cgzip_expand(const uint8_t *bytes, size_t count, size_t most_bytes, uint8_t **expanded,
                         size_t *expanded_count, char *message);

void cpng_free(void *memory);

#endif
