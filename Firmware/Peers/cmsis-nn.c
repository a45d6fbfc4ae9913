// Counts the instructions that CMSIS-NN takes for the layers of a network, as TensorFlow Lite Micro calls it. The layers
// are in layers.h, which Tools/bench-cmsis-nn writes; weights, inputs and biases are 0, on which no loop depends.
#include "arm_nnfunctions.h"
#include "arm_nnsupportfunctions.h"
#include "semihosting.h"

enum { VALUE_BYTES = 96 << 10, WEIGHT_BYTES = 128 << 10, SCRATCH_BYTES = 32 << 10, MOST_CHANNELS = 1024 };

static int8_t values[2][VALUE_BYTES];
static int8_t weights[WEIGHT_BYTES];
static int8_t scratch[SCRATCH_BYTES] __attribute__((aligned(16)));
static int32_t biases[MOST_CHANNELS], multipliers[MOST_CHANNELS], shifts[MOST_CHANNELS];
static int32_t sums[MOST_CHANNELS];
// Of the layers, and of the sums of weights.
static uint64_t ticks[2];

// The extents of a layer's input, kernel and output; how far windows move; the border above and to the left.
typedef struct {
  int32_t height, width, depth;
  int32_t kernel_height, kernel_width;
  int32_t rows, columns, channels;
  int32_t stride_height, stride_width, top, left;
} Layer;

// A factor of a little more than 1/256.
enum { MULTIPLIER = 0x40000123, SHIFT = -7 };

static const cmsis_nn_activation all = {-128, 127};
static const cmsis_nn_per_tensor_quant_params factor = {MULTIPLIER, SHIFT};
static const cmsis_nn_per_channel_quant_params factors = {multipliers, shifts};

static void check(arm_cmsis_nn_status status, int32_t scratch_bytes) {
  if (status != ARM_CMSIS_NN_SUCCESS || scratch_bytes > SCRATCH_BYTES) host_exit(1);
}

// Runs a statement and adds what it takes to one of `ticks`.
#define COUNT_AS(which, statement)                                                                                     \
  do {                                                                                                                 \
    const uint32_t start = firmware_ticks();                                                                           \
    statement;                                                                                                         \
    ticks[which] += (firmware_ticks() - start) & firmware_tick_mask();                                                 \
  } while (0)
#define COUNT(statement) COUNT_AS(0, statement)

static cmsis_nn_dims input_dims(Layer l) { return (cmsis_nn_dims){1, l.height, l.width, l.depth}; }
static cmsis_nn_dims output_dims(Layer l) { return (cmsis_nn_dims){1, l.rows, l.columns, l.channels}; }
static cmsis_nn_tile stride(Layer l) { return (cmsis_nn_tile){l.stride_width, l.stride_height}; }
static cmsis_nn_tile padding(Layer l) { return (cmsis_nn_tile){l.left, l.top}; }

static void convolution(Layer l) {
  const cmsis_nn_conv_params parameters = {128, -128, stride(l), padding(l), {1, 1}, all};
  const cmsis_nn_dims input = input_dims(l), output = output_dims(l);
  const cmsis_nn_dims filter = {l.channels, l.kernel_height, l.kernel_width, l.depth}, bias = {1, 1, 1, l.channels};
  const int32_t size = arm_convolve_wrapper_s8_get_buffer_size(&parameters, &input, &filter, &output);
  const cmsis_nn_context context = {scratch, size};
  arm_cmsis_nn_status status;
  COUNT(status = arm_convolve_wrapper_s8(&context, &parameters, &factors, &input, values[0], &filter, weights, &bias,
                                         biases, &output, values[1]));
  check(status, size);
}

static void depthwise(Layer l) {
  const cmsis_nn_dw_conv_params parameters = {128, -128, l.channels / l.depth, stride(l), padding(l), {1, 1}, all};
  const cmsis_nn_dims input = input_dims(l), output = output_dims(l);
  const cmsis_nn_dims filter = {1, l.kernel_height, l.kernel_width, l.channels}, bias = {1, 1, 1, l.channels};
  const int32_t size = arm_depthwise_conv_wrapper_s8_get_buffer_size(&parameters, &input, &filter, &output);
  const cmsis_nn_context context = {scratch, size};
  arm_cmsis_nn_status status;
  COUNT(status = arm_depthwise_conv_wrapper_s8(&context, &parameters, &factors, &input, values[0], &filter, weights,
                                               &bias, biases, &output, values[1]));
  check(status, size);
}

static void dense(Layer l) {
  const int32_t features = l.height * l.width * l.depth;
  const cmsis_nn_fc_params parameters = {128, 0, -128, all};
  const cmsis_nn_dims input = {1, 1, 1, features}, output = {1, 1, 1, l.channels};
  const cmsis_nn_dims filter = {features, 1, 1, l.channels}, bias = {1, 1, 1, l.channels};
  const cmsis_nn_context context = {sums, sizeof sums};
  arm_cmsis_nn_status status;
  // Helium's kernel takes the sums of each output's weights, 4 bytes for each in memory of their own.
  if (arm_fully_connected_s8_get_buffer_size(&filter) > 0) {
    COUNT_AS(1, status = arm_vector_sum_s8(sums, features, l.channels, weights, 128, 0, biases));
    check(status, 0);
  }
  COUNT(status = arm_fully_connected_s8(&context, &parameters, &factor, &input, values[0], &filter, weights, &bias,
                                        biases, &output, values[1]));
  check(status, 0);
}

static void pool(Layer l, bool is_mean) {
  const cmsis_nn_pool_params parameters = {stride(l), padding(l), all};
  const cmsis_nn_dims input = input_dims(l), output = output_dims(l);
  const cmsis_nn_dims filter = {1, l.kernel_height, l.kernel_width, 1};
  const int32_t size = is_mean ? arm_avgpool_s8_get_buffer_size(l.columns, l.depth) : 0;
  const cmsis_nn_context context = {scratch, size};
  arm_cmsis_nn_status status;
  if (is_mean) {
    COUNT(status = arm_avgpool_s8(&context, &parameters, &input, values[0], &filter, &output, values[1]));
  } else {
    COUNT(status = arm_max_pool_s8(&context, &parameters, &input, values[0], &filter, &output, values[1]));
  }
  check(status, size);
}

static void sum(Layer l) {
  const int32_t count = l.rows * l.columns * l.channels;
  arm_cmsis_nn_status status;
  COUNT(status = arm_elementwise_add_s8(values[0], values[0], 128, MULTIPLIER, 0, 128, MULTIPLIER, 0, 20, values[1],
                                        -128, MULTIPLIER, -18, -128, 127, count));
  check(status, 0);
}

static void softmax(Layer l) {
  COUNT(arm_softmax_s8(values[0], l.rows * l.columns, l.channels, MULTIPLIER, 22, -248, values[1]));
}

int main(void) {
  for (int32_t channel = 0; channel < MOST_CHANNELS; channel++) {
    multipliers[channel] = MULTIPLIER;
    shifts[channel] = SHIFT;
  }
  firmware_start_clock();
#define CONVOLUTION(...) convolution((Layer){__VA_ARGS__});
#define DEPTHWISE(...) depthwise((Layer){__VA_ARGS__});
#define DENSE(...) dense((Layer){__VA_ARGS__});
#define MAX_POOL(...) pool((Layer){__VA_ARGS__}, false);
#define AVERAGE_POOL(...) pool((Layer){__VA_ARGS__}, true);
#define SUM(...) sum((Layer){__VA_ARGS__});
#define SOFTMAX(...) softmax((Layer){__VA_ARGS__});
#include "layers.h"
  host_write(host_open(4), ticks, sizeof ticks);
  host_exit(0);
}
