import ApusGraph
import COneDNN

/// What an ordinary and a depthwise convolution have in common: both are oneDNN's grouped convolution,
/// with weights that lie differently in memory.
struct ConvolutionShape {
  let window: Window
  let hasBias: Bool
  let outputChannels: Int
  /// Extents of the weights as oneDNN names them: [groups,] output, input, height, width.
  let weightExtents: [Int]
  /// Where they lie in the graph's layout.
  let weightStrides: [Int]

  init(_ body: Convolution) {
    window = body.window
    hasBias = body.hasBias
    outputChannels = body.outputChannels
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
    let (height, width) = (body.window.kernel.height, body.window.kernel.width)
    weightExtents = [body.channels, body.multiplier, 1, height, width]
    weightStrides = [body.multiplier, 1, 1, width * body.outputChannels, body.outputChannels]
  }
}

/// Convolution, ordinary, grouped or depthwise.
final class ConvolutionLayer: Layer {
  private let weights: ReorderedWeights
  private let forwardPass: Primitive
  private var gradientWeights: ReorderedWeights?
  private var inputGradientPass: Primitive?
  private var parameterGradientPass: Primitive?
  private var parameterGradients: ReorderedWeights?

  init(_ shape: ConvolutionShape, at site: Site) throws(EngineError) {
    let (name, library) = (site.name, site.library)
    let geometry = WindowGeometry(shape.window, input: site.input.shape)
    let weight = site.parameter("weight")
    let bias = shape.hasBias ? site.parameter("bias") : nil
    let plain = try dnnl_memory_desc_t.strided(
      shape.weightExtents, strides: shape.weightStrides, node: name)
    var any = try dnnl_memory_desc_t.any(shape.weightExtents, node: name)
    var source = try dnnl_memory_desc_t.featureMaps(site.input.shape, batchSize: site.batchSize, node: name)
    var target = try dnnl_memory_desc_t.featureMaps(site.output.shape, batchSize: site.batchSize, node: name)
    var vector = shape.hasBias ? try dnnl_memory_desc_t.vector(shape.outputChannels, node: name) : .init()

    var operation = dnnl_convolution_desc_t()
    let kind = site.mode == .training ? dnnl_forward_training : dnnl_forward_inference
    try check(
      dnnl_dilated_convolution_forward_desc_init(
        &operation, kind, dnnl_convolution_direct, &source, &any, &vector, &target, geometry.strides,
        geometry.dilations, geometry.paddingBefore, geometry.paddingAfter),
      "describe a convolution", node: name)
    let descriptor = try PrimitiveDescriptor(operation, library: library, node: name)
    weights = try ReorderedWeights(
      reading: weight.values, as: plain, in: descriptor.layout(of: dnnl_query_weights_md), site: site)
    forwardPass = try Primitive(
      descriptor,
      [
        (DNNL_ARG_SRC, source, site.input.data), (DNNL_ARG_WEIGHTS, weights.layout, weights.pointer),
        (DNNL_ARG_DST, target, site.output.data),
      ] + (bias.map { [(DNNL_ARG_BIAS, vector, $0.values)] } ?? []))

    guard let gradient = site.outputGradient else { return }
    try check(
      dnnl_dilated_convolution_backward_weights_desc_init(
        &operation, dnnl_convolution_direct, &source, &any, &vector, &target, geometry.strides,
        geometry.dilations, geometry.paddingBefore, geometry.paddingAfter),
      "describe a convolution's parameter gradients", node: name)
    let parameterPass = try PrimitiveDescriptor(operation, hint: descriptor, library: library, node: name)
    let gradients = try ReorderedWeights(
      writing: weight.gradients, as: plain, in: parameterPass.layout(of: dnnl_query_diff_weights_md),
      site: site)
    parameterGradients = gradients
    parameterGradientPass = try Primitive(
      parameterPass,
      [
        (DNNL_ARG_SRC, source, site.input.data), (DNNL_ARG_DIFF_DST, target, gradient),
        (DNNL_ARG_DIFF_WEIGHTS, gradients.layout, gradients.pointer),
      ] + (bias.map { [(DNNL_ARG_DIFF_BIAS, vector, $0.gradients)] } ?? []))

    guard let inputGradient = site.inputGradients[0] else { return }
    try check(
      dnnl_dilated_convolution_backward_data_desc_init(
        &operation, dnnl_convolution_direct, &source, &any, &target, geometry.strides, geometry.dilations,
        geometry.paddingBefore, geometry.paddingAfter),
      "describe a convolution's input gradient", node: name)
    let inputPass = try PrimitiveDescriptor(operation, hint: descriptor, library: library, node: name)
    let reordered = try ReorderedWeights(
      reading: weight.values, as: plain, in: inputPass.layout(of: dnnl_query_weights_md), site: site)
    gradientWeights = reordered
    inputGradientPass = try Primitive(
      inputPass,
      [
        (DNNL_ARG_DIFF_DST, target, gradient), (DNNL_ARG_WEIGHTS, reordered.layout, reordered.pointer),
        (DNNL_ARG_DIFF_SRC, source, inputGradient),
      ])
  }

  func forward() throws(EngineError) {
    try weights.refresh()
    try forwardPass.execute()
  }

  func backward() throws(EngineError) {
    try parameterGradientPass?.execute()
    try parameterGradients?.refresh()
    try gradientWeights?.refresh()
    try inputGradientPass?.execute()
  }
}
