import COneDNN

/// `exp(x) / Σ exp(x)` over the channels of each position.
final class SoftmaxLayer: Layer {
  private let forwardPass: Primitive
  private var backwardPass: Primitive?

  init(in context: LayerContext) throws(EngineError) {
    let (name, library) = (context.name, context.library)
    let channels = context.output.shape.channels
    var rows = try dnnl_memory_desc_t.matrix(
      rows: context.output.count / channels, columns: channels, node: name)
    var operation = dnnl_softmax_desc_t()
    let kind = context.mode == .training ? dnnl_forward_training : dnnl_forward_inference
    try check(dnnl_softmax_forward_desc_init(&operation, kind, &rows, 1), "describe softmax", node: name)
    let descriptor = try PrimitiveDescriptor(operation, library: library, node: name)
    forwardPass = try Primitive(
      descriptor, thread: context.part.thread,
      [(DNNL_ARG_SRC, rows, context.input.data), (DNNL_ARG_DST, rows, context.output.data)])

    guard let target = context.inputGradients[0], let gradient = context.outputGradient else { return }
    try check(
      dnnl_softmax_backward_desc_init(&operation, &rows, &rows, 1), "describe softmax's gradient", node: name)
    backwardPass = try Primitive(
      PrimitiveDescriptor(operation, hint: descriptor, library: library, node: name),
      thread: context.part.thread,
      [
        (DNNL_ARG_DST, rows, context.output.data), (DNNL_ARG_DIFF_DST, rows, gradient),
        (DNNL_ARG_DIFF_SRC, rows, target),
      ])
  }

  func forward() throws(EngineError) { try forwardPass.execute() }
  func backward() throws(EngineError) { try backwardPass?.execute() }
}
