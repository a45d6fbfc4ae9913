import ApusGraph
import COneDNN

/// Transposed convolution, on oneDNN's deconvolution.
final class TransposedConvolutionLayer: Layer {
  private let part: Partition.Part
  private let forwardPass: Primitive
  private var inputGradientPass: Primitive?
  private var parameterGradientPass: Primitive?
  private var parameterGradients: [GradientSums] = []

  init(_ body: TransposedConvolution, at site: Site) throws(EngineError) {
    part = site.part
    let (name, library) = (site.name, site.library)
    let extents = [body.outputChannels, body.inputChannels, body.kernel.height, body.kernel.width]
    let row = body.kernel.width * body.inputChannels
    let plain = try dnnl_memory_desc_t.strided(
      extents, strides: [body.kernel.height * row, 1, row, body.inputChannels], node: name)
    let any = try dnnl_memory_desc_t.any(extents, node: name)
    let strides = [Int64(body.stride.height), Int64(body.stride.width)]
    let before = [Int64(body.padding.top), Int64(body.padding.left)]
    let after = [
      Int64(body.padding.bottom - body.outputPadding.height),
      Int64(body.padding.right - body.outputPadding.width),
    ]
    let weight = site.parameter("weight")
    let bias = body.hasBias ? site.parameter("bias") : nil
    var source = try dnnl_memory_desc_t.featureMaps(site.input.shape, batchSize: site.batchSize, node: name)
    var target = try dnnl_memory_desc_t.featureMaps(site.output.shape, batchSize: site.batchSize, node: name)
    var vector = body.hasBias ? try dnnl_memory_desc_t.vector(body.outputChannels, node: name) : .init()

    var wish = site.shared.layout("forward", otherwise: any)
    var operation = dnnl_deconvolution_desc_t()
    let kind = site.mode == .training ? dnnl_forward_training : dnnl_forward_inference
    try check(
      dnnl_deconvolution_forward_desc_init(
        &operation, kind, dnnl_deconvolution_direct, &source, &wish, &vector, &target, strides, before, after),
      "describe a transposed convolution", node: name)
    let descriptor = try PrimitiveDescriptor(operation, library: library, node: name)
    let weights = try site.shared.weights(
      "forward", weight.values, as: plain, in: descriptor.layout(of: dnnl_query_weights_md), site: site)
    forwardPass = try Primitive(
      descriptor, thread: part.thread,
      [
        (DNNL_ARG_SRC, source, site.input.data), (DNNL_ARG_WEIGHTS, weights.layout, weights.pointer),
        (DNNL_ARG_DST, target, site.output.data),
      ] + (bias.map { [(DNNL_ARG_BIAS, vector, $0.values)] } ?? []))

    guard let gradient = site.outputGradient else { return }
    wish = site.shared.layout("weight gradient", otherwise: any)
    try check(
      dnnl_deconvolution_backward_weights_desc_init(
        &operation, dnnl_deconvolution_direct, &source, &wish, &vector, &target, strides, before, after),
      "describe a transposed convolution's parameter gradients", node: name)
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
    wish = site.shared.layout("gradient", otherwise: any)
    try check(
      dnnl_deconvolution_backward_data_desc_init(
        &operation, dnnl_deconvolution_direct, &source, &wish, &target, strides, before, after),
      "describe a transposed convolution's input gradient", node: name)
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

  func forward() throws(EngineError) { try forwardPass.execute() }

  func backward() throws(EngineError) {
    try parameterGradientPass?.execute()
    for sums in parameterGradients { sums.add(part) }
    try inputGradientPass?.execute()
  }
}
