#include "CJPEG.h"
#include "failure.h"

#include <stdlib.h>
#include <string.h>

uint8_t cjpeg_exif_orientation(const uint8_t *tiff, size_t size) {
  /* Some writers put JPEG's prefix before what is in other files. */
  if (size >= 6 && memcmp(tiff, "Exif\0\0", 6) == 0) {
    tiff += 6;
    size -= 6;
  }
  if (size < 8) return 1;
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

/* Work in proportion to the file: what a progressive file says in a few bytes can be another pass over all pixels. */
struct watched_passes {
  struct jpeg_progress_mgr manager; /* first, so that libjpeg's pointer to it is a pointer to this */
  int most_scans;
};

static void watch(j_common_ptr codec) {
  j_decompress_ptr decoder = (j_decompress_ptr)codec;
  if (decoder->input_scan_number <= ((struct watched_passes *)codec->progress)->most_scans) return;
  ((struct cjpeg_failure *)codec->err)->too_many_scans = 1;
  ERREXIT(codec, JERR_BAD_PROGRESSION);
}

/* Reads up to the first scan, and chooses the colors that are decoded to. */
static void read_header(struct jpeg_decompress_struct *decoder, const uint8_t *bytes, size_t count) {
  jpeg_create_decompress(decoder);
  jpeg_mem_src(decoder, bytes, count);
  jpeg_save_markers(decoder, JPEG_APP0 + 1, 0xFFFF);
  jpeg_read_header(decoder, TRUE);
  switch (decoder->jpeg_color_space) {
  case JCS_GRAYSCALE: decoder->out_color_space = JCS_GRAYSCALE; break;
  case JCS_YCbCr:
  case JCS_RGB: decoder->out_color_space = JCS_RGB; break;
  case JCS_CMYK:
  case JCS_YCCK: decoder->out_color_space = JCS_CMYK; break;
  default: ERREXIT(decoder, JERR_CONVERSION_NOTIMPL);
  }
}

cjpeg_status cjpeg_read_header(const uint8_t *bytes, size_t count, cjpeg_header *header) {
  struct jpeg_decompress_struct decoder;
  struct cjpeg_failure failure;
  memset(header, 0, sizeof *header);
  header->orientation = 1;
  if (count == 0) {
    strcpy(header->message, "the file is empty");
    return CJPEG_DAMAGED;
  }
  decoder.err = cjpeg_prepare_failure(&failure, header->message);
  if (setjmp(failure.jump)) {
    jpeg_destroy_decompress(&decoder);
    return failure.no_memory ? CJPEG_NO_MEMORY : CJPEG_DAMAGED;
  }
  read_header(&decoder, bytes, count);
  header->width = decoder.image_width;
  header->height = decoder.image_height;
  header->channels = decoder.out_color_space == JCS_GRAYSCALE ? 1 : 3;
  for (jpeg_saved_marker_ptr marker = decoder.marker_list; marker != NULL; marker = marker->next) {
    if (marker->marker == JPEG_APP0 + 1 && header->orientation == 1 && marker->data_length >= 6 &&
        memcmp(marker->data, "Exif\0\0", 6) == 0) {
      header->orientation = cjpeg_exif_orientation(marker->data, marker->data_length);
    }
  }
  jpeg_destroy_decompress(&decoder);
  return CJPEG_OK;
}

/* CMYK as Adobe's programs write it, inverted, which all others have followed: 255 is no ink. The arithmetic is
   Pillow's: what is left of the white after black ink, less the share that colored ink takes of it. */
static void turn_to_rgb(uint8_t *rgb, const uint8_t *cmyk, size_t pixels) {
  for (size_t pixel = 0; pixel < pixels; pixel++) {
    unsigned light = cmyk[4 * pixel + 3];
    for (size_t channel = 0; channel < 3; channel++) {
      unsigned product = (255u - cmyk[4 * pixel + channel]) * light + 128;
      rgb[3 * pixel + channel] = (uint8_t)(light - ((product + (product >> 8)) >> 8));
    }
  }
}

cjpeg_status cjpeg_decode(const uint8_t *bytes, size_t count, int most_scans, uint32_t denominator, uint8_t *pixels,
                          char *message) {
  struct jpeg_decompress_struct decoder;
  struct cjpeg_failure failure;
  struct watched_passes passes = {.manager.progress_monitor = watch, .most_scans = most_scans};
  /* volatile: assigned between setjmp and longjmp, read after. */
  uint8_t *volatile cmyk = NULL;
  decoder.err = cjpeg_prepare_failure(&failure, message);
  if (setjmp(failure.jump)) {
    jpeg_destroy_decompress(&decoder);
    free(cmyk);
    return failure.too_many_scans ? CJPEG_TOO_MANY_SCANS : failure.no_memory ? CJPEG_NO_MEMORY : CJPEG_DAMAGED;
  }
  read_header(&decoder, bytes, count);
  decoder.progress = &passes.manager;
  decoder.scale_num = 1;
  decoder.scale_denom = denominator;
  jpeg_start_decompress(&decoder);
  size_t width = decoder.output_width;
  int is_cmyk = decoder.out_color_space == JCS_CMYK;
  size_t row_bytes = width * (is_cmyk ? 3 : (size_t)decoder.output_components);
  if (is_cmyk) {
    cmyk = malloc(4 * width);
    if (cmyk == NULL) {
      jpeg_destroy_decompress(&decoder);
      return CJPEG_NO_MEMORY;
    }
  }
  while (decoder.output_scanline < decoder.output_height) {
    uint8_t *target = pixels + decoder.output_scanline * row_bytes;
    JSAMPROW row = is_cmyk ? cmyk : target;
    jpeg_read_scanlines(&decoder, &row, 1);
    if (is_cmyk) turn_to_rgb(target, cmyk, width);
  }
  jpeg_finish_decompress(&decoder);
  jpeg_destroy_decompress(&decoder);
  free(cmyk);
  return CJPEG_OK;
}

void cjpeg_free(void *memory) { free(memory); }
