// Hides instruction set extensions from the libraries that a worker loads afterwards.
//
// Few runtimes can be told which instructions to use, but all of them ask CPUID. Linux can make CPUID fault for a
// thread and those it starts; the handler below answers it less the hidden bits.
#define _GNU_SOURCE
#include <asm/prctl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define BIT(n) (UINT32_C(1) << (n))

struct registers {
  uint32_t a, b, c, d;
};

// AMX in leaf 7: TILE, INT8, BF16, FP16, COMPLEX.
static const struct registers amx[2] = {
    {.d = BIT(22) | BIT(24) | BIT(25)},
    {.a = BIT(21), .d = BIT(8)},
};

// AVX-512 with all its parts, AVX-VNNI, AVX-IFMA, AVX-VNNI-INT8, AVX-NE-CONVERT, AVX-VNNI-INT16, AVX10.
static const struct registers beyond_avx2[2] = {
    {.b = BIT(16) | BIT(17) | BIT(21) | BIT(26) | BIT(27) | BIT(28) | BIT(30) | BIT(31),
     .c = BIT(1) | BIT(6) | BIT(11) | BIT(12) | BIT(14),
     .d = BIT(2) | BIT(3) | BIT(8) | BIT(23)},
    {.a = BIT(4) | BIT(5) | BIT(23), .d = BIT(4) | BIT(5) | BIT(10) | BIT(19)},
};

static int avx2_only;

static int set_cpuid(int enabled) { return (int)syscall(SYS_arch_prctl, ARCH_SET_CPUID, enabled); }

static void hide(struct registers *found, const struct registers *hidden) {
  found->a &= ~hidden->a;
  found->b &= ~hidden->b;
  found->c &= ~hidden->c;
  found->d &= ~hidden->d;
}

static void answer(int number, siginfo_t *information, void *context) {
  (void)information;
  greg_t *saved = ((ucontext_t *)context)->uc_mcontext.gregs;
  const uint8_t *code = (const uint8_t *)saved[REG_RIP];
  if (code[0] != 0x0f || code[1] != 0xa2) { // not CPUID: a real fault, which happens again on return
    signal(number, SIG_DFL);
    return;
  }
  uint32_t leaf = (uint32_t)saved[REG_RAX], subleaf = (uint32_t)saved[REG_RCX];
  struct registers found;
  set_cpuid(1);
  __asm__ volatile("cpuid" : "=a"(found.a), "=b"(found.b), "=c"(found.c), "=d"(found.d) : "a"(leaf), "c"(subleaf));
  set_cpuid(0);
  if (leaf == 7 && subleaf < 2) {
    hide(&found, &amx[subleaf]);
    if (avx2_only) hide(&found, &beyond_avx2[subleaf]);
  }
  saved[REG_RAX] = found.a;
  saved[REG_RBX] = found.b;
  saved[REG_RCX] = found.c;
  saved[REG_RDX] = found.d;
  saved[REG_RIP] += 2;
}

// Hides AMX, and all that AVX2 lacks if asked to. Returns 0 if that worked.
int apus_hide(int all_beyond_avx2) {
  avx2_only = all_beyond_avx2;
  struct sigaction action = {.sa_sigaction = answer, .sa_flags = SA_SIGINFO | SA_NODEFER};
  if (sigaction(SIGSEGV, &action, NULL)) return -1;
  return set_cpuid(0);
}
