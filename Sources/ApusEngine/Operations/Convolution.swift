import ApusGraph
import COneDNN

/// What an ordinary and a depthwise convolution have in common: both are oneDNN's grouped convolution,
/// with weights that lie differently in memory.
struct ConvolutionShape {
  let window: Window
  let hasBias: Bool
  let outputChannels: Int
  /// Channels that each output sees; nil where the convolution has groups.
  let inputChannels: Int?
  /// Extents of the weights as oneDNN names them: [groups,] output, input, height, width.
  let weightExtents: [Int]
  /// Where they lie in the graph's layout.
  let weightStrides: [Int]

  init(_ body: Convolution) {
    window = body.window
    hasBias = body.hasBias
    outputChannels = body.outputChannels
    inputChannels = body.groups == 1 ? body.inputChannels : nil
    let (height, width) = (body.window.kernel.height, body.window.kernel.width)
    let inputs = body.inputChannels / body.groups
    let outputs = body.outputChannels / body.groups
    let strides = [height * width * inputs, 1, width * inputs, inputs]
    if body.groups == 1 {
      weightExtents = [outputs, inputs, height, width]
      weightStrides = strides
    } else {
      weightExtents = [body.groups, outputs, inputs, height, width]
      weightStrides = [outputs * height * width * inputs] + strides
    }
  }

  init(_ body: DepthwiseConvolution) {
    window = body.window
    hasBias = body.hasBias
    outputChannels = body.outputChannels
    inputChannels = nil
    let (height, width) = (body.window.kernel.height, body.window.kernel.width)
    weightExtents = [body.channels, body.multiplier, 1, height, width]
    weightStrides = [body.multiplier, 1, 1, width * body.outputChannels, body.outputChannels]
  }
}

/// A convolution as oneDNN is told of it.
private struct ConvolutionPasses: WeightedPasses {
  static let title = "a convolution"

  let shape: ConvolutionShape
  let geometry: WindowGeometry
  var hasBias: Bool { shape.hasBias }

  func layouts(in context: LayerContext) throws(EngineError) -> WeightedLayouts {
    try WeightedLayouts(
      input: .featureMaps(context.input.shape, batchSize: context.batchSize, node: context.name),
      output: .featureMaps(context.output.shape, batchSize: context.batchSize, node: context.name),
      weightExtents: shape.weightExtents, weightStrides: shape.weightStrides,
      biasCount: hasBias ? shape.outputChannels : nil, node: context.name)
  }

  func describeForward(
    _ descriptor: inout dnnl_convolution_desc_t, _ kind: dnnl_prop_kind_t, _ layouts: inout WeightedLayouts
  ) -> dnnl_status_t {
    dnnl_dilated_convolution_forward_desc_init(
      &descriptor, kind, dnnl_convolution_direct, &layouts.input, &layouts.weights, &layouts.bias,
      &layouts.output, geometry.strides, geometry.dilations, geometry.paddingBefore, geometry.paddingAfter)
  }

  func describeParameterGradients(
    _ descriptor: inout dnnl_convolution_desc_t, _ layouts: inout WeightedLayouts
  ) -> dnnl_status_t {
    dnnl_dilated_convolution_backward_weights_desc_init(
      &descriptor, dnnl_convolution_direct, &layouts.input, &layouts.weights, &layouts.bias, &layouts.output,
      geometry.strides, geometry.dilations, geometry.paddingBefore, geometry.paddingAfter)
  }

  func describeInputGradient(
    _ descriptor: inout dnnl_convolution_desc_t, _ layouts: inout WeightedLayouts
  ) -> dnnl_status_t {
    dnnl_dilated_convolution_backward_data_desc_init(
      &descriptor, dnnl_convolution_direct, &layouts.input, &layouts.weights, &layouts.output,
      geometry.strides, geometry.dilations, geometry.paddingBefore, geometry.paddingAfter)
  }
}

/// Convolution, ordinary, grouped or depthwise: by the engine's own kernels where they can do it, else by oneDNN.
final class ConvolutionLayer: Layer {
  private let directForward: DirectConvolution?
  private let directInputGradient: DirectConvolution?
  private let others: WeightedLayer<ConvolutionPasses>

  init(_ shape: ConvolutionShape, in context: LayerContext) throws(EngineError) {
    directForward = try DirectConvolution(forward: shape, in: context)
    if let gradient = context.outputGradient, let inputGradient = context.inputGradients[0] {
      directInputGradient = try DirectConvolution(
        inputGradient: inputGradient, from: gradient, shape, in: context)
    } else {
      directInputGradient = nil
    }
    let passes = ConvolutionPasses(
      shape: shape, geometry: WindowGeometry(shape.window, input: context.input.shape))
    others = try WeightedLayer(
      passes, in: context, makesOutput: directForward == nil, makesInputGradient: directInputGradient == nil)
  }

  func forward() throws(EngineError) {
    directForward?.run()
    try others.forward()
  }

  func backward() throws(EngineError) {
    try others.backward()
    directInputGradient?.run()
  }
}
