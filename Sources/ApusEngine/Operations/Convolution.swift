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

/// Convolution, ordinary, grouped or depthwise.
final class ConvolutionLayer: Layer {
  private let part: Partition.Part
  private let directForward: DirectConvolution?
  private var directInputGradient: DirectConvolution?
  private var forwardPass: Primitive?
  private var inputGradientPass: Primitive?
  private var parameterGradientPass: Primitive?
  private var parameterGradients: [GradientSums] = []

  init(_ shape: ConvolutionShape, at site: Site) throws(EngineError) {
    part = site.part
    let (name, library) = (site.name, site.library)
    let geometry = WindowGeometry(shape.window, input: site.input.shape)
    let weight = site.parameter("weight")
    let bias = shape.hasBias ? site.parameter("bias") : nil
    let plain = try dnnl_memory_desc_t.strided(
      shape.weightExtents, strides: shape.weightStrides, node: name)
    let any = try dnnl_memory_desc_t.any(shape.weightExtents, node: name)
    var source = try dnnl_memory_desc_t.featureMaps(site.input.shape, batchSize: site.batchSize, node: name)
    var target = try dnnl_memory_desc_t.featureMaps(site.output.shape, batchSize: site.batchSize, node: name)
    var vector = shape.hasBias ? try dnnl_memory_desc_t.vector(shape.outputChannels, node: name) : .init()

    var wish = site.shared.layout("forward", otherwise: any)
    var operation = dnnl_convolution_desc_t()
    let kind = site.mode == .training ? dnnl_forward_training : dnnl_forward_inference
    try check(
      dnnl_dilated_convolution_forward_desc_init(
        &operation, kind, dnnl_convolution_direct, &source, &wish, &vector, &target, geometry.strides,
        geometry.dilations, geometry.paddingBefore, geometry.paddingAfter),
      "describe a convolution", node: name)
    let descriptor = try PrimitiveDescriptor(operation, library: library, node: name)
    directForward = DirectConvolution(forward: shape, at: site)
    if directForward == nil {
      let weights = try site.shared.weights(
        "forward", weight.values, as: plain, in: descriptor.layout(of: dnnl_query_weights_md), site: site)
      forwardPass = try Primitive(
        descriptor, thread: part.thread,
        [
          (DNNL_ARG_SRC, source, site.input.data), (DNNL_ARG_WEIGHTS, weights.layout, weights.pointer),
          (DNNL_ARG_DST, target, site.output.data),
        ] + (bias.map { [(DNNL_ARG_BIAS, vector, $0.values)] } ?? []))
    }

    guard let gradient = site.outputGradient else { return }
    wish = site.shared.layout("weight gradient", otherwise: any)
    try check(
      dnnl_dilated_convolution_backward_weights_desc_init(
        &operation, dnnl_convolution_direct, &source, &wish, &vector, &target, geometry.strides,
        geometry.dilations, geometry.paddingBefore, geometry.paddingAfter),
      "describe a convolution's parameter gradients", node: name)
    let parameterPass = try PrimitiveDescriptor(operation, hint: descriptor, library: library, node: name)
    let weightSums = try site.shared.sums(
      "weight", into: weight.gradients, as: plain, in: parameterPass.layout(of: dnnl_query_diff_weights_md),
      site: site)
    parameterGradients = [weightSums]
    var results = [
      (DNNL_ARG_SRC, source, site.input.data), (DNNL_ARG_DIFF_DST, target, gradient),
      (DNNL_ARG_DIFF_WEIGHTS, weightSums.layout, weightSums.target(part)),
    ]
    if let bias {
      let biasSums = try site.shared.sums("bias", into: bias.gradients, as: vector, in: vector, site: site)
      parameterGradients.append(biasSums)
      results.append((DNNL_ARG_DIFF_BIAS, vector, biasSums.target(part)))
    }
    parameterGradientPass = try Primitive(parameterPass, thread: part.thread, results)

    guard let inputGradient = site.inputGradients[0] else { return }
    directInputGradient = DirectConvolution(inputGradient: inputGradient, from: gradient, shape, at: site)
    guard directInputGradient == nil else { return }
    wish = site.shared.layout("gradient", otherwise: any)
    try check(
      dnnl_dilated_convolution_backward_data_desc_init(
        &operation, dnnl_convolution_direct, &source, &wish, &target, geometry.strides, geometry.dilations,
        geometry.paddingBefore, geometry.paddingAfter),
      "describe a convolution's input gradient", node: name)
    let inputPass = try PrimitiveDescriptor(operation, hint: descriptor, library: library, node: name)
    let reordered = try site.shared.weights(
      "gradient", weight.values, as: plain, in: inputPass.layout(of: dnnl_query_weights_md), site: site)
    inputGradientPass = try Primitive(
      inputPass, thread: part.thread,
      [
        (DNNL_ARG_DIFF_DST, target, gradient), (DNNL_ARG_WEIGHTS, reordered.layout, reordered.pointer),
        (DNNL_ARG_DIFF_SRC, source, inputGradient),
      ])
  }

  func forward() throws(EngineError) {
    directForward?.run()
    try forwardPass?.execute()
  }

  func backward() throws(EngineError) {
    try parameterGradientPass?.execute()
    for sums in parameterGradients { sums.add(part) }
    directInputGradient?.run()
    try inputGradientPass?.execute()
  }
}
