import ApusGraph
import COneDNN

/// A fully connected layer.
final class DenseLayer: Layer {
  private let part: Partition.Part
  private let forwardPass: Primitive
  private var inputGradientPass: Primitive?
  private var parameterGradientPass: Primitive?
  private var parameterGradients: [GradientSums] = []

  init(_ body: Dense, at site: Site) throws(EngineError) {
    part = site.part
    let (name, library) = (site.name, site.library)
    let extents = [body.outputFeatures, body.inputFeatures]
    let weight = site.parameter("weight")
    let bias = body.hasBias ? site.parameter("bias") : nil
    let plain = try dnnl_memory_desc_t.matrix(
      rows: body.outputFeatures, columns: body.inputFeatures, node: name)
    let any = try dnnl_memory_desc_t.any(extents, node: name)
    var source = try dnnl_memory_desc_t.matrix(
      rows: site.batchSize, columns: body.inputFeatures, node: name)
    var target = try dnnl_memory_desc_t.matrix(
      rows: site.batchSize, columns: body.outputFeatures, node: name)
    var vector = body.hasBias ? try dnnl_memory_desc_t.vector(body.outputFeatures, node: name) : .init()

    var wish = site.shared.layout("forward", otherwise: any)
    var operation = dnnl_inner_product_desc_t()
    let kind = site.mode == .training ? dnnl_forward_training : dnnl_forward_inference
    try check(
      dnnl_inner_product_forward_desc_init(&operation, kind, &source, &wish, &vector, &target),
      "describe a dense layer", node: name)
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
      dnnl_inner_product_backward_weights_desc_init(&operation, &source, &wish, &vector, &target),
      "describe a dense layer's parameter gradients", node: name)
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
      dnnl_inner_product_backward_data_desc_init(&operation, &source, &wish, &target),
      "describe a dense layer's input gradient", node: name)
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
    try forwardPass.execute()
  }

  func backward() throws(EngineError) {
    try parameterGradientPass?.execute()
    for sums in parameterGradients { sums.add(part) }
    try inputGradientPass?.execute()
  }
}
