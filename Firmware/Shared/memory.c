// What compilers may call although no C library is there. Small rather than fast: the kernels do not call them in
// their inner loops.
typedef __SIZE_TYPE__ size_t;

void *memcpy(void *restrict target, const void *restrict source, size_t count) {
  for (size_t i = 0; i < count; i++) ((char *)target)[i] = ((const char *)source)[i];
  return target;
}

void *memset(void *target, int value, size_t count) {
  for (size_t i = 0; i < count; i++) ((char *)target)[i] = (char)value;
  return target;
}

void *memmove(void *target, const void *source, size_t count) {
  if ((char *)target <= (const char *)source) return memcpy(target, source, count);
  while (count-- > 0) ((char *)target)[count] = ((const char *)source)[count];
  return target;
}

#if defined(__arm__)
void __aeabi_memcpy(void *target, const void *source, size_t count) { memcpy(target, source, count); }
void __aeabi_memcpy4(void *target, const void *source, size_t count) { memcpy(target, source, count); }
void __aeabi_memcpy8(void *target, const void *source, size_t count) { memcpy(target, source, count); }
void __aeabi_memmove(void *target, const void *source, size_t count) { memmove(target, source, count); }
void __aeabi_memmove4(void *target, const void *source, size_t count) { memmove(target, source, count); }
void __aeabi_memset(void *target, size_t count, int value) { memset(target, value, count); }
void __aeabi_memset4(void *target, size_t count, int value) { memset(target, value, count); }
void __aeabi_memclr(void *target, size_t count) { memset(target, 0, count); }
void __aeabi_memclr4(void *target, size_t count) { memset(target, 0, count); }
void __aeabi_memclr8(void *target, size_t count) { memset(target, 0, count); }
#endif
