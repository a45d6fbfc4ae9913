// Kernels for Helium, the vectors of Armv8.1-M (Cortex-M55, M85), in C: Swift has no standard library for that
// architecture yet. Each equals the portable Swift operator byte for byte. Importable only where the processor has the
// instructions: whether this module is there chooses the kernels.
#pragma once
#include <stddef.h>
#include <stdint.h>

// A value in the arena, NHWC.
typedef struct {
  int8_t *_Nonnull elements;
  ptrdiff_t height, width, channels;
  int32_t zero_point;
} HeliumValue;

typedef struct {
  ptrdiff_t kernel_height, kernel_width, stride_height, stride_width, dilation_height, dilation_width, top, left;
} HeliumWindow;

// What belongs to output channels, in the order of the file.
typedef struct {
  const int32_t *_Nonnull bias;
  const int32_t *_Nonnull multipliers;
  const int8_t *_Nonnull weights;
  const int8_t *_Nonnull shifts;
} HeliumConstants;

// How sums become bytes: the zero point added, clamped.
typedef struct {
  int32_t zero_point, low, high;
} HeliumEnd;

typedef struct {
  HeliumValue input, output;
  HeliumWindow window;
  HeliumConstants constants;
  HeliumEnd end;
  ptrdiff_t groups;
  // Of a convolution: whether its windows are single positions of the input.
  int32_t is_in_place;
  // Of a depthwise convolution: in how many rotations its weights are prepared, the kernel's columns or 1.
  ptrdiff_t rotations;
  // As many bytes as heliumScratchBytes says, at a multiple of 16.
  void *_Nonnull scratch;
} HeliumConvolution;

void helium_convolve(const HeliumConvolution *_Nonnull convolution);
void helium_convolve_depthwise(const HeliumConvolution *_Nonnull convolution);

typedef struct {
  // Every element is a feature.
  HeliumValue input;
  int8_t *_Nonnull output;
  ptrdiff_t channels;
  HeliumConstants constants;
  HeliumEnd end;
  // Channels whose sums are kept at a time: all that there is scratch memory for.
  ptrdiff_t block;
  int32_t *_Nonnull scratch;
} HeliumDense;

void helium_multiply(const HeliumDense *_Nonnull layer);

typedef struct {
  HeliumValue input, output;
  HeliumWindow window;
  HeliumEnd end;
} HeliumPool;

void helium_pool_maximum(const HeliumPool *_Nonnull pool);
void helium_pool_average(const HeliumPool *_Nonnull pool);

typedef struct {
  int32_t multiplier, shift;
} HeliumFactor;

void helium_average(const HeliumValue *_Nonnull input, int8_t *_Nonnull output, HeliumFactor factor, HeliumEnd end);

// One of the operands of an addition: a step of 0 repeats its element.
typedef struct {
  const int8_t *_Nonnull elements;
  ptrdiff_t step;
  int32_t zero_point;
  HeliumFactor factor;
} HeliumOperand;

// The sums of `count` elements. No factor shifts to the left.
void helium_add(const HeliumOperand *_Nonnull first, const HeliumOperand *_Nonnull second, int8_t *_Nonnull output,
                ptrdiff_t count, HeliumFactor factor, HeliumEnd end);
