#include "CPNG.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

/* Whether every chunk ends in the file, up to the pixels, which libpng takes piece by piece. Of others it takes as much
   memory as their length says before it reads them. */
static int chunks_fit(const uint8_t *bytes, size_t count) {
  for (size_t at = 8; at + 8 <= count;) {
    const uint8_t *chunk = bytes + at;
    size_t length = (size_t)chunk[0] << 24 | (size_t)chunk[1] << 16 | (size_t)chunk[2] << 8 | chunk[3];
    if (memcmp(chunk + 4, "IEND", 4) == 0) return 1;
    if (length > count - at - 8) return memcmp(chunk + 4, "IDAT", 4) == 0;
    at += 8 + length + 4;
  }
  return 1;
}

/* Begins to read; the decoder has the message where that fails. */
static int begin(png_image *decoder, const uint8_t *bytes, size_t count) {
  memset(decoder, 0, sizeof *decoder);
  if (!chunks_fit(bytes, count)) {
    strcpy(decoder->message, "a chunk is longer than the file");
    return 0;
  }
  decoder->version = PNG_IMAGE_VERSION;
  _Static_assert(CPNG_MESSAGE_BYTES >= sizeof decoder->message, "libpng's longest message must fit");
  return png_image_begin_read_from_memory(decoder, bytes, count);
}

cpng_status cpng_read_header(const uint8_t *bytes, size_t count, cpng_header *header) {
  png_image decoder;
  memset(header, 0, sizeof *header);
  if (!begin(&decoder, bytes, count)) {
    memcpy(header->message, decoder.message, sizeof decoder.message);
    return CPNG_DAMAGED;
  }
  header->width = decoder.width;
  header->height = decoder.height;
  header->channels = (decoder.format & PNG_FORMAT_FLAG_COLOR) != 0 ? 3 : 1;
  png_image_free(&decoder);
  return CPNG_OK;
}

/* Whether what is not transparent would not be seen on white: its luma is above 200 of 255 on average. */
static int is_light(const uint8_t *bytes, size_t count) {
  png_image decoder;
  int is_light = 0;
  if (!begin(&decoder, bytes, count)) return 0;
  decoder.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
  decoder.format = PNG_FORMAT_RGBA;
  uint8_t *pixels = malloc(PNG_IMAGE_SIZE(decoder));
  if (pixels != NULL && png_image_finish_read(&decoder, NULL, pixels, 0, NULL)) {
    uint64_t light = 0, alpha = 0;
    size_t end = PNG_IMAGE_SIZE(decoder);
    for (const uint8_t *at = pixels; at < pixels + end; at += 4) {
      light += (uint64_t)at[3] * (77u * at[0] + 150u * at[1] + 29u * at[2]);
      alpha += at[3];
    }
    is_light = alpha < 255 * (uint64_t)(end / 4) && light > 200 * 256 * alpha;
  }
  free(pixels);
  png_image_free(&decoder);
  return is_light;
}

cpng_status cpng_decode(const uint8_t *bytes, size_t count, uint8_t *pixels, char *message) {
  png_image decoder;
  png_color backdrop = {255, 255, 255};
  int is_read = begin(&decoder, bytes, count);
  if (is_read) {
    if ((decoder.format & PNG_FORMAT_FLAG_ALPHA) != 0 && is_light(bytes, count)) memset(&backdrop, 0, sizeof backdrop);
    /* Without a gamma chunk libpng takes 16-bit samples for linear light; other readers take them for sRGB. */
    decoder.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
    decoder.format = (decoder.format & PNG_FORMAT_FLAG_COLOR) != 0 ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
    is_read = png_image_finish_read(&decoder, &backdrop, pixels, 0, NULL);
  }
  memcpy(message, decoder.message, sizeof decoder.message);
  png_image_free(&decoder);
  return is_read ? CPNG_OK : CPNG_DAMAGED;
}

cpng_status cpng_encode(const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels, uint8_t **bytes,
                        size_t *count) {
  png_image encoder;
  memset(&encoder, 0, sizeof encoder);
  encoder.version = PNG_IMAGE_VERSION;
  encoder.width = width;
  encoder.height = height;
  encoder.format = channels == 1 ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(encoder);
  uint8_t *buffer = malloc(size);
  if (buffer == NULL) return CPNG_NO_MEMORY;
  if (!png_image_write_to_memory(&encoder, buffer, &size, 0, pixels, 0, NULL)) {
    free(buffer);
    return CPNG_DAMAGED;
  }
  *bytes = buffer;
  *count = size;
  return CPNG_OK;
}

void cpng_free(void *memory) { free(memory); }
