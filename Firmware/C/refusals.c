// Opens whatever models the host sends, in whatever memory it asks for, and reports what became of them. The host's
// half is Tools/test-c-interface.
#include "apus.h"
#include "semihosting.h"

typedef struct {
  uint32_t file_bytes;    // that follow
  uint32_t model_bytes;   // what apus_open is told
  uint32_t model_offset;  // of the model from a multiple of 16; UINT32_MAX is NULL
  uint32_t memory_bytes;  // what apus_open is told
  uint32_t memory_offset; // the same of the memory
} Request;

typedef struct {
  uint32_t needed; // what apus_model_size says
  uint32_t status;
  uint32_t has_session;
  uint32_t is_untouched; // the memory
  uint32_t runs;         // a call of each function gave something to read or write, or changed the memory
} Report;

static _Alignas(APUS_ALIGNMENT) uint8_t model[256 << 10];
static _Alignas(APUS_ALIGNMENT) uint8_t memory[256 << 10];

static bool is_untouched(void) {
  for (size_t i = 0; i < sizeof memory; i++)
    if (memory[i] != 0xC3) return false;
  return true;
}

int main(void) {
  uint32_t source = host_open(0), target = host_open(4);
  Request request;
  while (host_read(source, &request, sizeof request)) {
    uint8_t *start = request.model_offset == UINT32_MAX ? NULL : model + request.model_offset;
    uint8_t *space = request.memory_offset == UINT32_MAX ? NULL : memory + request.memory_offset;
    if (start && !host_read(source, start, request.file_bytes)) host_exit(1);
    for (size_t i = 0; i < sizeof memory; i++) memory[i] = 0xC3;

    Report report;
    apus_session *session = (apus_session *)&report;
    report.needed = apus_model_size(start, request.model_bytes);
    report.status = apus_open(&session, start, request.model_bytes, space, request.memory_bytes);
    report.has_session = session != NULL;
    report.is_untouched = is_untouched();

    // Also without a session, which must then do nothing.
    size_t counts[] = {1, 1, 1, 1}, element_bytes = 0;
    const void *values[] = {apus_input(session, &counts[0]), apus_output(session, &counts[1]),
                            apus_input_at(session, 0, &counts[2], &element_bytes),
                            apus_output_at(session, 0, &counts[3], &element_bytes)};
    apus_reset(session);
    apus_run(session);
    report.runs = apus_input_count(session) || apus_output_count(session) || element_bytes ||
                  is_untouched() != report.is_untouched;
    for (size_t i = 0; i < 4; i++) report.runs |= values[i] || counts[i];
    // These have nothing to find in a model of one input and one output, and nothing at all without a session.
    if (apus_find_input(session, "x") != -1 || apus_find_output(session, "x") != -1) report.runs = 2;
    if (!session && apus_decision(session, 0) != -1) report.runs = 2;
    host_write(target, &report, sizeof report);
  }
  host_exit(0);
}
