#include "CJPEG.h"
#include "failure.h"

static void leave(j_common_ptr codec) {
  struct cjpeg_failure *failure = (struct cjpeg_failure *)codec->err;
  (*codec->err->format_message)(codec, failure->message);
  failure->no_memory = codec->err->msg_code == JERR_OUT_OF_MEMORY;
  longjmp(failure->jump, 1);
}

/* Warnings after which every pixel is still the file's own: stray bytes between segments, a newer JFIF
   version, an unknown Adobe color code. */
static int is_harmless(int code) {
  return code == JWRN_EXTRANEOUS_DATA || code == JWRN_JFIF_MAJOR || code == JWRN_ADOBE_XFORM;
}

/* libjpeg goes on after a warning, with gray where data is missing. Here a warning about the data (level -1)
   is an error: a picture that is partly invented must not be classified. Traces (0 and up) are dropped. */
static void on_message(j_common_ptr codec, int level) {
  if (level < 0 && !is_harmless(codec->err->msg_code)) leave(codec);
}

static void on_output(j_common_ptr codec) { (void)codec; }

struct jpeg_error_mgr *cjpeg_prepare_failure(struct cjpeg_failure *failure, char *message) {
  jpeg_std_error(&failure->manager);
  failure->manager.error_exit = leave;
  failure->manager.emit_message = on_message;
  failure->manager.output_message = on_output;
  failure->message = message;
  failure->no_memory = 0;
  failure->too_many_scans = 0;
  _Static_assert(CJPEG_MESSAGE_BYTES >= JMSG_LENGTH_MAX, "libjpeg's longest message must fit");
  return &failure->manager;
}
