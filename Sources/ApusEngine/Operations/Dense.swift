import ApusGraph
import COneDNN

/// A fully connected layer.
final class DenseLayer: Layer {
  private let weights: ReorderedWeights
  private let forwardPass: Primitive
  private var gradientWeights: ReorderedWeights?
  private var inputGradientPass: Primitive?
  private var parameterGradientPass: Primitive?
  private var parameterGradients: ReorderedWeights?

  init(_ body: Dense, at site: Site) throws(EngineError) {
    let (name, library) = (site.name, site.library)
    let extents = [body.outputFeatures, body.inputFeatures]
    let weight = site.parameter("weight")
    let bias = body.hasBias ? site.parameter("bias") : nil
    let plain = try dnnl_memory_desc_t.matrix(
      rows: body.outputFeatures, columns: body.inputFeatures, node: name)
    var any = try dnnl_memory_desc_t.any(extents, node: name)
    var source = try dnnl_memory_desc_t.matrix(
      rows: site.batchSize, columns: body.inputFeatures, node: name)
    var target = try dnnl_memory_desc_t.matrix(
      rows: site.batchSize, columns: body.outputFeatures, node: name)
    var vector = body.hasBias ? try dnnl_memory_desc_t.vector(body.outputFeatures, node: name) : .init()

    var operation = dnnl_inner_product_desc_t()
    let kind = site.mode == .training ? dnnl_forward_training : dnnl_forward_inference
    try check(
      dnnl_inner_product_forward_desc_init(&operation, kind, &source, &any, &vector, &target),
      "describe a dense layer", node: name)
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
      dnnl_inner_product_backward_weights_desc_init(&operation, &source, &any, &vector, &target),
      "describe a dense layer's parameter gradients", node: name)
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
      dnnl_inner_product_backward_data_desc_init(&operation, &source, &any, &target),
      "describe a dense layer's input gradient", node: name)
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
