/* Reads the cases of `kernel-cases` from its input and compares the levels of this processor on them. */
#include "emulated.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "CApusKernels.h"

extern ptrdiff_t compare_case(const emulated_case *given);
extern ptrdiff_t level_count(void);

static char name[33];
static size_t number, differences;

static size_t mapped(size_t count) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  return (count + page) / page * page + page;
}

void *guarded_memory(size_t count, size_t alignment) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE), size = mapped(count);
  char *start = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED || mprotect(start + size - page, page, PROT_NONE) != 0) {
    fputs("no memory\n", stderr);
    exit(1);
  }
  return start + size - page - (count + alignment - 1) / alignment * alignment;
}

void free_guarded_memory(void *memory, size_t count, size_t alignment) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE), size = mapped(count);
  munmap((char *)memory + (count + alignment - 1) / alignment * alignment + page - size, size);
}

void report_difference(int level, size_t run, size_t operator_index) {
  if (++differences <= 20) {
    printf("DIFFERENT: %s case %zu, run %zu, operator %zu, level %d\n", name, number, run, operator_index, level);
  }
}

static void read_exactly(void *target, size_t count) {
  if (fread(target, 1, count, stdin) != count) {
    fputs("the cases end early\n", stderr);
    exit(1);
  }
}

int main(int count, char **arguments) {
  if (count == 2 && strcmp(arguments[1], "--levels") == 0) {
    printf("supported %d, chosen %d\n", apus_level_supported(), apus_level_chosen());
    return 0;
  }
  setvbuf(stdout, NULL, _IOLBF, 0);
  if (level_count() != 2) {
    fputs("the processor lacks a level\n", stderr);
    return 1;
  }
  char last[33] = "";
  size_t in_kind = 0, total = 0, compared = 0;
  for (;;) {
    uint32_t header[4];
    read_exactly(name, 32);
    if (in_kind > 0 && strcmp(name, last) != 0) {
      printf("%-24s %6zu cases\n", last, in_kind);
      in_kind = 0;
    }
    memcpy(last, name, sizeof last);
    if (name[0] == 0) break;
    read_exactly(header, sizeof header);
    emulated_case given = {.file_bytes = header[0],
                           .run_count = header[1],
                           .input_bytes = header[2],
                           .covers_all_operators = (int)header[3]};
    const size_t inputs = given.run_count * (given.input_bytes + 4);
    uint8_t *file = aligned_alloc(64, (given.file_bytes + 63) / 64 * 64), *values = malloc(inputs);
    read_exactly(file, given.file_bytes);
    read_exactly(values, inputs);
    given.file = file;
    given.inputs = values;
    const ptrdiff_t outputs = compare_case(&given);
    if (outputs < 0) {
      printf("%s case %zu is not sound\n", name, number);
      return 1;
    }
    compared += (size_t)outputs;
    free(file);
    free(values);
    in_kind++;
    number++;
    total++;
  }
  printf("%zu cases, %zu outputs compared, %zu different\n", total, compared, differences);
  return differences == 0 && total > 0 ? 0 : 1;
}
