#ifndef CJPEG_FAILURE_H
#define CJPEG_FAILURE_H

#include <setjmp.h>
#include <stddef.h>
#include <stdio.h>

#include <jerror.h>
#include <jpeglib.h>

/* Where libjpeg's errors go: back to the setjmp of the call that met them. */
struct cjpeg_failure {
  struct jpeg_error_mgr manager; /* first, so that libjpeg's pointer to it is a pointer to this */
  jmp_buf jump;
  char *message;
  int no_memory;
  int too_many_scans;
};

struct jpeg_error_mgr *cjpeg_prepare_failure(struct cjpeg_failure *failure, char *message);

#endif
