import COneDNN

/// The passes of an operation with weights as oneDNN is told of them: a descriptor for each.
protocol WeightedPasses {
  /// oneDNN's `dnnl_…_desc_t` of the operation.
  associatedtype Descriptor: OneDNNDescriptor

  /// What errors call it: `a convolution`.
  static var title: String { get }

  /// Whether there is a bias.
  var hasBias: Bool { get }

  /// How its values and parameters lie in memory.
  func layouts(in context: LayerContext) throws(EngineError) -> WeightedLayouts

  /// Describes the pass from the input to the output.
  func describeForward(
    _ descriptor: inout Descriptor, _ kind: dnnl_prop_kind_t, _ layouts: inout WeightedLayouts
  ) -> dnnl_status_t

  /// Describes the pass from the output's gradient to the weights' and the bias's.
  func describeParameterGradients(
    _ descriptor: inout Descriptor, _ layouts: inout WeightedLayouts
  ) -> dnnl_status_t

  /// Describes the pass from the output's gradient to the input's.
  func describeInputGradient(
    _ descriptor: inout Descriptor, _ layouts: inout WeightedLayouts
  ) -> dnnl_status_t
}

/// One of oneDNN's `dnnl_…_desc_t`.
protocol OneDNNDescriptor { init() }

extension dnnl_inner_product_desc_t: OneDNNDescriptor {}
/// Also oneDNN's type for deconvolutions.
extension dnnl_convolution_desc_t: OneDNNDescriptor {}

/// How the values and parameters of an operation with weights lie in memory.
struct WeightedLayouts {
  var input: dnnl_memory_desc_t
  var output: dnnl_memory_desc_t
  /// As oneDNN is to have the weights; until it has chosen, a layout that leaves it the choice.
  var weights: dnnl_memory_desc_t
  /// As the graph has the weights.
  let graphWeights: dnnl_memory_desc_t
  /// Of nothing where there is no bias.
  var bias: dnnl_memory_desc_t

  /// - Parameters:
  ///   - weightExtents: as oneDNN names them.
  ///   - weightStrides: where the weights lie in the graph's layout.
  ///   - biasCount: elements of the bias; nil where there is none.
  init(
    input: dnnl_memory_desc_t, output: dnnl_memory_desc_t, weightExtents: [Int], weightStrides: [Int],
    biasCount: Int?, node: String
  ) throws(EngineError) {
    self.input = input
    self.output = output
    weights = try .any(weightExtents, node: node)
    graphWeights = try .strided(weightExtents, strides: weightStrides, node: node)
    bias = if let biasCount { try .vector(biasCount, node: node) } else { dnnl_memory_desc_t() }
  }
}

/// An operation with weights on one part of the batch, carried out by oneDNN.
final class WeightedLayer<Body: WeightedPasses>: Layer {
  private let part: Partition.Part
  private var forwardPass: Primitive?
  private var parameterGradientPass: Primitive?
  private var inputGradientPass: Primitive?
  private var parameterGradients: [GradientSums] = []

  /// - Parameters:
  ///   - makesOutput: false where another kernel makes the output.
  ///   - makesParameterGradients: false where another kernel makes those of the weights and the bias.
  ///   - makesInputGradient: false where another kernel makes the input's gradient.
  init(
    _ body: Body, in context: LayerContext, makesOutput: Bool = true, makesParameterGradients: Bool = true,
    makesInputGradient: Bool = true
  ) throws(EngineError) {
    part = context.part
    let (name, library, shared) = (context.name, context.library, context.shared)
    let weight = context.parameter(.weight)
    let bias = body.hasBias ? context.parameter(.bias) : nil
    var layouts = try body.layouts(in: context)
    let anyLayout = layouts.weights
    var descriptor = Body.Descriptor()

    layouts.weights = shared.layout("forward", otherwise: anyLayout)
    let kind = context.mode == .training ? dnnl_forward_training : dnnl_forward_inference
    try check(
      body.describeForward(&descriptor, kind, &layouts), "describe \(Body.title)", node: name)
    let forward = try PrimitiveDescriptor(descriptor, library: library, node: name)
    if makesOutput {
      let weights = try shared.weights(
        "forward", weight.values, as: layouts.graphWeights, in: forward.layout(of: dnnl_query_weights_md),
        context: context)
      var arguments = [
        (DNNL_ARG_SRC, layouts.input, context.input.data),
        (DNNL_ARG_WEIGHTS, weights.layout, weights.pointer),
        (DNNL_ARG_DST, layouts.output, context.output.data),
      ]
      if let bias { arguments.append((DNNL_ARG_BIAS, layouts.bias, bias.values)) }
      forwardPass = try Primitive(forward, thread: part.thread, arguments)
    }

    guard let gradient = context.outputGradient else { return }
    if makesParameterGradients {
      layouts.weights = shared.layout("weight gradient", otherwise: anyLayout)
      try check(
        body.describeParameterGradients(&descriptor, &layouts),
        "describe \(Body.title)'s parameter gradients", node: name)
      let parameterPass = try PrimitiveDescriptor(descriptor, hint: forward, library: library, node: name)
      let weightSums = try shared.sums(
        "weight", into: weight.gradients, as: layouts.graphWeights,
        in: parameterPass.layout(of: dnnl_query_diff_weights_md), context: context)
      parameterGradients = [weightSums]
      var results = [
        (DNNL_ARG_SRC, layouts.input, context.input.data), (DNNL_ARG_DIFF_DST, layouts.output, gradient),
        (DNNL_ARG_DIFF_WEIGHTS, weightSums.layout, weightSums.target(part)),
      ]
      if let bias {
        let biasSums = try shared.sums(
          "bias", into: bias.gradients, as: layouts.bias, in: layouts.bias, context: context)
        parameterGradients.append(biasSums)
        results.append((DNNL_ARG_DIFF_BIAS, layouts.bias, biasSums.target(part)))
      }
      parameterGradientPass = try Primitive(parameterPass, thread: part.thread, results)
    }

    guard makesInputGradient, let inputGradient = context.inputGradients[0] else { return }
    layouts.weights = shared.layout("gradient", otherwise: anyLayout)
    try check(
      body.describeInputGradient(&descriptor, &layouts), "describe \(Body.title)'s input gradient",
      node: name)
    let inputPass = try PrimitiveDescriptor(descriptor, hint: forward, library: library, node: name)
    let weights = try shared.weights(
      "gradient", weight.values, as: layouts.graphWeights, in: inputPass.layout(of: dnnl_query_weights_md),
      context: context)
    inputGradientPass = try Primitive(
      inputPass, thread: part.thread,
      [
        (DNNL_ARG_DIFF_DST, layouts.output, gradient), (DNNL_ARG_WEIGHTS, weights.layout, weights.pointer),
        (DNNL_ARG_DIFF_SRC, layouts.input, inputGradient),
      ])
  }

  func forward() throws(EngineError) { try forwardPass?.execute() }

  func backward() throws(EngineError) {
    try parameterGradientPass?.execute()
    for sums in parameterGradients { sums.add(part) }
    try inputGradientPass?.execute()
  }
}
