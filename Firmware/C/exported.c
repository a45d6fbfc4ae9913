// A C program around a model that `apus export --to c --out exported` has written. It reads inputs from the host and
// writes the raw outputs back. Tools/test-device-libraries builds and runs it.
#include "exported.h"
#include "semihosting.h"

int main(void) {
  if (exported_open() != APUS_OK) host_exit(1);
  uint32_t source = host_open(0), target = host_open(4);
  size_t input_count, output_count;
  int8_t *input = apus_input(exported_session, &input_count);
  if (input_count != EXPORTED_INPUT_COUNT) host_exit(2);
  while (host_read(source, input, input_count)) {
    apus_run(exported_session);
    const int8_t *output = apus_output(exported_session, &output_count);
    host_write(target, output, output_count);
  }
  host_exit(0);
}
