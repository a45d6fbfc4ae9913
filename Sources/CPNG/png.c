#include "CPNG.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

cpng_status cpng_decode(const uint8_t *bytes, size_t count, size_t most_pixels, cpng_image *image) {
  png_image decoder;
  memset(image, 0, sizeof *image);
  memset(&decoder, 0, sizeof decoder);
  decoder.version = PNG_IMAGE_VERSION;
  _Static_assert(CPNG_MESSAGE_BYTES >= sizeof decoder.message, "libpng's longest message must fit");
  if (!png_image_begin_read_from_memory(&decoder, bytes, count)) {
    memcpy(image->message, decoder.message, sizeof decoder.message);
    return CPNG_DAMAGED;
  }
  if ((size_t)decoder.width * decoder.height > most_pixels) {
    png_image_free(&decoder);
    return CPNG_TOO_LARGE;
  }
  /* Without a gamma chunk libpng takes 16-bit samples for linear light; other readers take them for sRGB. */
  decoder.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
  int color = (decoder.format & PNG_FORMAT_FLAG_COLOR) != 0;
  decoder.format = color ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
  uint8_t *pixels = malloc(PNG_IMAGE_SIZE(decoder));
  if (pixels == NULL) {
    png_image_free(&decoder);
    return CPNG_NO_MEMORY;
  }
  png_color white = {255, 255, 255};
  if (!png_image_finish_read(&decoder, &white, pixels, 0, NULL)) {
    memcpy(image->message, decoder.message, sizeof decoder.message);
    png_image_free(&decoder);
    free(pixels);
    return CPNG_DAMAGED;
  }
  image->pixels = pixels;
  image->width = decoder.width;
  image->height = decoder.height;
  image->channels = color ? 3 : 1;
  return CPNG_OK;
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
