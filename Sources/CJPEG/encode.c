#include "CJPEG.h"
#include "failure.h"

cjpeg_status cjpeg_encode(const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels, int quality,
                          uint8_t **bytes, size_t *count, char *message) {
  struct jpeg_compress_struct encoder;
  struct cjpeg_failure failure;
  unsigned char *buffer = NULL;
  unsigned long size = 0;
  encoder.err = cjpeg_prepare_failure(&failure, message);
  if (setjmp(failure.jump)) {
    jpeg_destroy_compress(&encoder);
    /* libjpeg owns the buffer until it finishes, and after a growth the pointer here is stale. */
    return failure.no_memory ? CJPEG_NO_MEMORY : CJPEG_DAMAGED;
  }
  jpeg_create_compress(&encoder);
  jpeg_mem_dest(&encoder, &buffer, &size);
  encoder.image_width = width;
  encoder.image_height = height;
  encoder.input_components = (int)channels;
  encoder.in_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&encoder);
  jpeg_set_quality(&encoder, quality, TRUE);
  jpeg_start_compress(&encoder, TRUE);
  while (encoder.next_scanline < height) {
    /* libjpeg's interface is not const-correct; it does not write to the rows. */
    JSAMPROW row = (JSAMPROW)(pixels + (size_t)encoder.next_scanline * width * channels);
    jpeg_write_scanlines(&encoder, &row, 1);
  }
  jpeg_finish_compress(&encoder);
  jpeg_destroy_compress(&encoder);
  *bytes = buffer;
  *count = size;
  return CJPEG_OK;
}
