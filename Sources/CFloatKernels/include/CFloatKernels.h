#ifndef APUS_FLOAT_KERNELS_H
#define APUS_FLOAT_KERNELS_H

#include <stdint.h>

// The float engine's hottest loops. They are written once with vector types and compiled for several
// instruction sets; `float_kernels()` picks what the processor has. Each works on one thread, and none
// allocates. Arrays that are read or written in whole vectors are said to need slack: 64 readable bytes
// behind their end.

/// What a rectifier does: `x <= 0 ? slope * x : min(x, ceiling)`. Its derivative is told from its output.
typedef struct Rectification {
  float slope;
  float ceiling;
} Rectification;

/// What batch normalization's passes multiply and add, per channel.
typedef struct NormalizationTerms {
  const float *mean;
  const float *scale;
  const float *shift;
  const float *slope;
  const float *offset;
} NormalizationTerms;

/// A convolution's geometry after its input's border is in place. Weights are `[output][height][run]`,
/// where a run is a kernel row's `width * input channels`, contiguous in the input.
typedef struct ConvolutionGeometry {
  /// Of the input, border included.
  long rows, columns, channels;
  /// Of the output, before pooling.
  long output_rows, output_columns, output_channels;
  long kernel_rows, kernel_columns;
  long row_stride, column_stride;
} ConvolutionGeometry;

typedef struct FloatKernels {
  /// out = first + second
  void (*add)(const float *first, const float *second, float *out, long count);
  /// out = r(in)
  void (*rectify)(const float *in, float *out, long count, Rectification r);
  /// out = r' * gradient
  void (*rectify_gradient)(const float *output, const float *gradient, float *out, long count, Rectification r);

  /// Per channel: the mean, and the sum of squared deviations from it.
  void (*moments)(const float *in, long rows, long channels, float *mean, float *deviation);
  /// out = r(scale * in + shift)
  void (*normalize)(const float *in, float *out, long rows, long channels, NormalizationTerms terms, Rectification r);
  /// Per channel: the sums of g and of g * (in - mean), g being the gradient behind the rectifier.
  void (*normalize_sums)(const float *in, const float *gradient, long rows, long channels, NormalizationTerms terms,
                         Rectification r, float *plain, float *weighted);
  /// out = scale * g + slope * (in - mean) + offset
  void (*normalize_gradient)(const float *in, const float *gradient, float *out, long rows, long channels,
                             NormalizationTerms terms, Rectification r);

  /// One image's convolution. Packed weights are `[block][height][run][16]`, a block being 16 output
  /// channels; `bias` has a value for each channel of all blocks. The output has slack.
  void (*convolve)(const ConvolutionGeometry *g, const float *in, const float *packed, const float *bias, float *out);

  /// One image's convolution, rectified, and the maxima of 2x2 windows of it: the maxima and which of the
  /// four (row first) each was. Both outputs need no slack.
  void (*convolve_pool)(const ConvolutionGeometry *g, const float *in, const float *packed, const float *bias,
                        Rectification r, float *out, uint8_t *winners);
  /// Adds the weights' gradients of several images, `[output][height][padded run]`, runs being padded to
  /// whole vectors, and the biases'. `gradient` is with respect to the convolution at the winners.
  /// Images follow each other at `image_stride` floats and have slack.
  void (*convolve_pool_weights)(const ConvolutionGeometry *g, long images, const float *in, long image_stride,
                                const float *gradient, const uint8_t *winners, float *weights, float *bias);
  /// Adds one image's gradient with respect to its input, which has slack. Weights are
  /// `[output][height][padded run]` with zeros as padding.
  void (*convolve_pool_input)(const ConvolutionGeometry *g, const float *weights, const float *gradient,
                              const uint8_t *winners, float *out);
} FloatKernels;

/// The kernels for this processor, or lower ones that the environment variable APUS_LEVEL names: portable, avx2.
/// Levels round differently; one level gives the same bits in every run.
const FloatKernels *float_kernels(void);

#endif
