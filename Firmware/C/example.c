// A C program for the board mps2-an386 (Cortex-M4) that runs an .apus model. It reads inputs from the host, writes the
// raw outputs back, and prints each answer on the board's first serial port. Tools/test-c-interface builds and runs it.
#include "apus.h"
#include "semihosting.h"

// The CMSDK UART: its registers are described in the Cortex-M System Design Kit's reference manual.
typedef struct {
  volatile uint32_t DATA, STATE, CTRL, INTSTATUS, BAUDDIV;
} CMSDK_UART;
#define UART0 ((CMSDK_UART *)0x40004000)

static void serial_start(void) {
  UART0->BAUDDIV = 217; // 115,200 baud of 25 MHz
  UART0->CTRL = 1;      // transmit
}

static void serial_print(const char *text) {
  for (; *text; text++) {
    while (UART0->STATE & 1) {
    } // until the transmitter has room
    UART0->DATA = (uint8_t)*text;
  }
}

static void serial_print_number(unsigned number) {
  char digits[11] = {0};
  int place = 10;
  do {
    digits[--place] = (char)('0' + number % 10);
    number /= 10;
  } while (number > 0);
  serial_print(&digits[place]);
}

int main(void) {
  serial_start();
  // The model in flash, and memory of the size that Tools/build-library prints: Firmware/Shared/image.S has both.
  const FirmwareImage *image = firmware_layout();
  apus_session *session;
  apus_status status = apus_open(&session, image->model, image->model_bytes, image->arena, image->arena_bytes);
  if (status != APUS_OK) {
    serial_print("apus_open: status ");
    serial_print_number(status);
    serial_print("\n");
    host_exit(1);
  }

  uint32_t source = host_open(0), target = host_open(4);
  size_t input_count, output_count;
  int8_t *input = apus_input(session, &input_count);
  while (host_read(source, input, input_count)) {
    apus_run(session);
    const int8_t *output = apus_output(session, &output_count);
    host_write(target, output, output_count);

    size_t best = 0;
    for (size_t i = 1; i < output_count; i++)
      if (output[i] > output[best]) best = i;
    serial_print("class ");
    serial_print_number((unsigned)best);
    serial_print("\n");
  }
  host_exit(0);
}
