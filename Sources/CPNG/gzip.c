#include "CPNG.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static void say(char *message, const char *text) {
  strncpy(message, text, CPNG_MESSAGE_BYTES - 1);
  message[CPNG_MESSAGE_BYTES - 1] = 0;
}

cpng_status cgzip_expand(const uint8_t *bytes, size_t count, size_t most_bytes, uint8_t **expanded,
                         size_t *expanded_count, char *message) {
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  message[0] = 0;
  if (count > UINT_MAX) return CPNG_TOO_LARGE;
  /* 16 asks for a gzip wrapper, whose checksum zlib verifies. */
  if (inflateInit2(&stream, 15 + 16) != Z_OK) return CPNG_NO_MEMORY;
  stream.next_in = (Bytef *)bytes;
  stream.avail_in = (uInt)count;

  size_t capacity = 1 << 16, filled = 0;
  uint8_t *buffer = malloc(capacity);
  cpng_status status = buffer == NULL ? CPNG_NO_MEMORY : CPNG_OK;
  while (status == CPNG_OK) {
    if (filled == capacity) {
      if (filled > most_bytes) {
        status = CPNG_TOO_LARGE;
        break;
      }
      /* One byte more than is allowed shows that it is too much. */
      capacity = capacity > most_bytes / 2 ? most_bytes + 1 : 2 * capacity;
      uint8_t *larger = realloc(buffer, capacity);
      if (larger == NULL) {
        status = CPNG_NO_MEMORY;
        break;
      }
      buffer = larger;
    }
    size_t room = capacity - filled;
    if (room > UINT_MAX) room = UINT_MAX;
    stream.next_out = buffer + filled;
    stream.avail_out = (uInt)room;
    int result = inflate(&stream, Z_NO_FLUSH);
    filled += room - stream.avail_out;
    if (result == Z_STREAM_END) {
      if (stream.avail_in == 0) break;
      if (inflateReset(&stream) != Z_OK) status = CPNG_DAMAGED;
    } else if (result == Z_BUF_ERROR || (result == Z_OK && stream.avail_in == 0 && stream.avail_out > 0)) {
      say(message, "the gzip data ends early");
      status = CPNG_DAMAGED;
    } else if (result != Z_OK) {
      say(message, stream.msg != NULL ? stream.msg : "not gzip data");
      status = CPNG_DAMAGED;
    }
  }
  inflateEnd(&stream);
  if (status == CPNG_OK && filled > most_bytes) status = CPNG_TOO_LARGE;
  if (status != CPNG_OK) {
    free(buffer);
    return status;
  }
  *expanded = buffer;
  *expanded_count = filled;
  return CPNG_OK;
}
