// Runs a model of several inputs and outputs, or with state, for the host, whose half is Tools/test-c-interface.
#include "apus.h"
#include "semihosting.h"

// What the host asks for, one byte; state lasts from run to run.
enum {
  RUN = 'R',   // all inputs follow; answered by each output, followed by the class that it says, a byte
  RESET = 'N', // gives all state its starting values; not answered
  FIND =
      'F', // a name of so many bytes follows (u8, its zero included); answered by its input and its output (i32 each)
  SHAPE =
      'S', // answered by the elements and the bytes of each (u32, u32) of inputs, then outputs, and of one behind each
};

static bool read_inputs(apus_session *session, uint32_t source) {
  for (size_t i = 0; i < apus_input_count(session); i++) {
    size_t count, element_bytes;
    void *elements = apus_input_at(session, i, &count, &element_bytes);
    if (!host_read(source, elements, count * element_bytes)) return false;
  }
  return true;
}

static void write_outputs(const apus_session *session, uint32_t target) {
  for (size_t i = 0; i < apus_output_count(session); i++) {
    size_t count, element_bytes;
    const void *elements = apus_output_at(session, i, &count, &element_bytes);
    host_write(target, elements, count * element_bytes);
    const int8_t decision = (int8_t)apus_decision(session, i);
    host_write(target, &decision, 1);
  }
}

static void write_shapes(apus_session *session, uint32_t target) {
  for (size_t i = 0; i <= apus_input_count(session); i++) {
    size_t shape[2] = {1, 0};
    const void *elements = apus_input_at(session, i, &shape[0], &shape[1]);
    if ((elements != NULL) != (i < apus_input_count(session))) host_exit(1);
    host_write(target, shape, sizeof shape);
  }
  for (size_t i = 0; i <= apus_output_count(session); i++) {
    size_t shape[2] = {1, 0};
    const void *elements = apus_output_at(session, i, &shape[0], &shape[1]);
    if ((elements != NULL) != (i < apus_output_count(session))) host_exit(1);
    host_write(target, shape, sizeof shape);
  }
  // What is no index at all, in C and in a language whose sizes have a sign, and what nobody wants to know.
  if (apus_input_at(session, SIZE_MAX, NULL, NULL) || apus_output_at(session, SIZE_MAX, NULL, NULL)) host_exit(1);
  if (!apus_input_at(session, 0, NULL, NULL) || !apus_output_at(session, 0, NULL, NULL)) host_exit(1);
  if (apus_decision(session, SIZE_MAX) != -1 || apus_decision(session, apus_output_count(session)) != -1) host_exit(1);
  if (apus_find_input(session, NULL) != -1 || apus_find_output(session, NULL) != -1) host_exit(1);
}

int main(void) {
  const FirmwareImage *image = firmware_layout();
  apus_session *session;
  if (apus_open(&session, image->model, image->model_bytes, image->arena, image->arena_bytes) != APUS_OK) host_exit(1);

  uint32_t source = host_open(0), target = host_open(4);
  uint8_t request, length;
  char name[256];
  while (host_read(source, &request, 1)) {
    switch (request) {
    case RUN:
      if (!read_inputs(session, source)) host_exit(1);
      apus_run(session);
      write_outputs(session, target);
      break;
    case RESET: apus_reset(session); break;
    case FIND:
      if (!host_read(source, &length, 1) || !host_read(source, name, length)) host_exit(1);
      const int32_t found[2] = {apus_find_input(session, name), apus_find_output(session, name)};
      host_write(target, found, sizeof found);
      break;
    case SHAPE: write_shapes(session, target); break;
    default: host_exit(1);
    }
  }
  host_exit(0);
}
