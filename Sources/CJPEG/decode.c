#include "CJPEG.h"
#include "failure.h"

#include <stdlib.h>
#include <string.h>

/* The orientation tag (0x0112) of an EXIF segment: a TIFF file after "Exif\0\0". Every offset is checked. */
static uint8_t exif_orientation(const uint8_t *data, size_t count) {
  if (count < 14 || memcmp(data, "Exif\0\0", 6) != 0) return 1;
  const uint8_t *tiff = data + 6;
  size_t size = count - 6;
  int little;
  if (memcmp(tiff, "II*\0", 4) == 0) {
    little = 1;
  } else if (memcmp(tiff, "MM\0*", 4) == 0) {
    little = 0;
  } else {
    return 1;
  }
#define READ16(at) (little ? (size_t)(tiff[at] | tiff[(at) + 1] << 8) : (size_t)(tiff[at] << 8 | tiff[(at) + 1]))
#define READ32(at) (little ? READ16(at) | READ16((at) + 2) << 16 : READ16(at) << 16 | READ16((at) + 2))
  size_t directory = READ32(4);
  if (directory > size - 2) return 1;
  size_t entries = READ16(directory);
  for (size_t entry = 0; entry < entries; entry++) {
    size_t at = directory + 2 + entry * 12;
    if (at + 12 > size) return 1;
    if (READ16(at) != 0x0112) continue;
    size_t value = READ16(at + 8);
    return value >= 1 && value <= 8 ? (uint8_t)value : 1;
  }
#undef READ16
#undef READ32
  return 1;
}

cjpeg_status cjpeg_decode(const uint8_t *bytes, size_t count, size_t most_pixels, cjpeg_image *image) {
  struct jpeg_decompress_struct decoder;
  struct cjpeg_failure failure;
  memset(image, 0, sizeof *image);
  image->orientation = 1;
  if (count == 0) {
    strcpy(image->message, "the file is empty");
    return CJPEG_DAMAGED;
  }
  decoder.err = cjpeg_prepare_failure(&failure, image->message);
  /* volatile: assigned between setjmp and longjmp, read after. */
  uint8_t *volatile pixels = NULL;
  if (setjmp(failure.jump)) {
    jpeg_destroy_decompress(&decoder);
    free(pixels);
    return failure.no_memory ? CJPEG_NO_MEMORY : CJPEG_DAMAGED;
  }
  jpeg_create_decompress(&decoder);
  jpeg_mem_src(&decoder, bytes, count);
  jpeg_save_markers(&decoder, JPEG_APP0 + 1, 0xFFFF);
  jpeg_read_header(&decoder, TRUE);

  cjpeg_status refusal = CJPEG_OK;
  if ((size_t)decoder.image_width * decoder.image_height > most_pixels) {
    refusal = CJPEG_TOO_LARGE;
  } else if (decoder.jpeg_color_space == JCS_GRAYSCALE) {
    decoder.out_color_space = JCS_GRAYSCALE;
  } else if (decoder.jpeg_color_space == JCS_YCbCr || decoder.jpeg_color_space == JCS_RGB) {
    decoder.out_color_space = JCS_RGB;
  } else {
    refusal = CJPEG_COLOR;
  }
  if (refusal != CJPEG_OK) {
    jpeg_destroy_decompress(&decoder);
    return refusal;
  }

  for (jpeg_saved_marker_ptr marker = decoder.marker_list; marker != NULL; marker = marker->next) {
    if (marker->marker == JPEG_APP0 + 1 && image->orientation == 1) {
      image->orientation = exif_orientation(marker->data, marker->data_length);
    }
  }
  jpeg_start_decompress(&decoder);
  size_t row_bytes = (size_t)decoder.output_width * decoder.output_components;
  pixels = malloc(row_bytes * decoder.output_height);
  if (pixels == NULL) {
    jpeg_destroy_decompress(&decoder);
    return CJPEG_NO_MEMORY;
  }
  while (decoder.output_scanline < decoder.output_height) {
    JSAMPROW row = pixels + decoder.output_scanline * row_bytes;
    jpeg_read_scanlines(&decoder, &row, 1);
  }
  jpeg_finish_decompress(&decoder);
  image->pixels = pixels;
  image->width = decoder.output_width;
  image->height = decoder.output_height;
  image->channels = (uint32_t)decoder.output_components;
  jpeg_destroy_decompress(&decoder);
  return CJPEG_OK;
}

void cjpeg_free(void *memory) { free(memory); }
