import ApusGraph
import COneDNN

/// By oneDNN's deconvolution.
extension TransposedConvolution: WeightedPasses {
  static var title: String { "a transposed convolution" }

  func layouts(in context: LayerContext) throws(EngineError) -> WeightedLayouts {
    let row = kernel.width * inputChannels
    return try WeightedLayouts(
      input: .featureMaps(context.input.shape, batchSize: context.batchSize, node: context.name),
      output: .featureMaps(context.output.shape, batchSize: context.batchSize, node: context.name),
      weightExtents: [outputChannels, inputChannels, kernel.height, kernel.width],
      weightStrides: [kernel.height * row, 1, row, inputChannels],
      biasCount: hasBias ? outputChannels : nil, node: context.name)
  }

  func describeForward(
    _ descriptor: inout dnnl_deconvolution_desc_t, _ kind: dnnl_prop_kind_t, _ layouts: inout WeightedLayouts
  ) -> dnnl_status_t {
    dnnl_deconvolution_forward_desc_init(
      &descriptor, kind, dnnl_deconvolution_direct, &layouts.input, &layouts.weights, &layouts.bias,
      &layouts.output, strides, paddingBefore, paddingAfter)
  }

  func describeParameterGradients(
    _ descriptor: inout dnnl_deconvolution_desc_t, _ layouts: inout WeightedLayouts
  ) -> dnnl_status_t {
    dnnl_deconvolution_backward_weights_desc_init(
      &descriptor, dnnl_deconvolution_direct, &layouts.input, &layouts.weights, &layouts.bias,
      &layouts.output, strides, paddingBefore, paddingAfter)
  }

  func describeInputGradient(
    _ descriptor: inout dnnl_deconvolution_desc_t, _ layouts: inout WeightedLayouts
  ) -> dnnl_status_t {
    dnnl_deconvolution_backward_data_desc_init(
      &descriptor, dnnl_deconvolution_direct, &layouts.input, &layouts.weights, &layouts.output, strides,
      paddingBefore, paddingAfter)
  }

  // As oneDNN takes them: vertical first.
  private var strides: [Int64] { [Int64(stride.height), Int64(stride.width)] }
  private var paddingBefore: [Int64] { [Int64(padding.top), Int64(padding.left)] }
  private var paddingAfter: [Int64] {
    [Int64(padding.bottom - outputPadding.height), Int64(padding.right - outputPadding.width)]
  }
}
