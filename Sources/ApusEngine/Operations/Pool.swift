import ApusGraph
import COneDNN

/// Maximum and mean over windows.
final class PoolLayer: Layer {
  /// The function of a window's elements.
  enum Kind {
    case maximum, average
  }

  private let forwardPass: Primitive
  private var backwardPass: Primitive?

  init(_ kind: Kind, _ window: Window, in context: LayerContext) throws(EngineError) {
    let (name, library) = (context.name, context.library)
    let geometry = WindowGeometry(window, input: context.input.shape)
    let algorithm = kind == .maximum ? dnnl_pooling_max : dnnl_pooling_avg_exclude_padding
    var source = try dnnl_memory_desc_t.featureMaps(
      context.input.shape, batchSize: context.batchSize, node: name)
    var target = try dnnl_memory_desc_t.featureMaps(
      context.output.shape, batchSize: context.batchSize, node: name)
    let isTrained = context.inputGradients[0] != nil && context.outputGradient != nil
    var operation = dnnl_pooling_desc_t()
    try check(
      dnnl_pooling_forward_desc_init(
        &operation, isTrained ? dnnl_forward_training : dnnl_forward_inference, algorithm, &source, &target,
        geometry.strides, geometry.kernel, geometry.paddingBefore, geometry.paddingAfter),
      "describe pooling", node: name)
    let descriptor = try PrimitiveDescriptor(operation, library: library, node: name)
    let workspaceLayout = descriptor.layout(of: dnnl_query_workspace_md)
    var workspace: [(index: Int32, layout: dnnl_memory_desc_t, pointer: UnsafeMutablePointer<Float>)] = []
    if workspaceLayout.elementCount > 0 {
      let memory = try library.allocate(workspaceLayout.elementCount).baseAddress!
      workspace = [(DNNL_ARG_WORKSPACE, workspaceLayout, memory)]
    }
    forwardPass = try Primitive(
      descriptor, thread: context.part.thread,
      [(DNNL_ARG_SRC, source, context.input.data), (DNNL_ARG_DST, target, context.output.data)] + workspace)

    guard let inputGradient = context.inputGradients[0], let gradient = context.outputGradient else { return }
    try check(
      dnnl_pooling_backward_desc_init(
        &operation, algorithm, &source, &target, geometry.strides, geometry.kernel, geometry.paddingBefore,
        geometry.paddingAfter),
      "describe pooling's gradient", node: name)
    backwardPass = try Primitive(
      PrimitiveDescriptor(operation, hint: descriptor, library: library, node: name),
      thread: context.part.thread,
      [(DNNL_ARG_DIFF_DST, target, gradient), (DNNL_ARG_DIFF_SRC, source, inputGradient)] + workspace)
  }

  func forward() throws(EngineError) { try forwardPass.execute() }
  func backward() throws(EngineError) { try backwardPass?.execute() }
}

/// A window's numbers as oneDNN takes them: vertical first, dilation 0 for dense.
struct WindowGeometry {
  let kernel: [Int64]
  let strides: [Int64]
  let dilations: [Int64]
  let paddingBefore: [Int64]
  let paddingAfter: [Int64]

  init(_ window: Window, input: Shape) {
    let pad = window.resolvedPadding(height: input.height, width: input.width)
    kernel = [Int64(window.kernel.height), Int64(window.kernel.width)]
    strides = [Int64(window.stride.height), Int64(window.stride.width)]
    dilations = [Int64(window.dilation.height - 1), Int64(window.dilation.width - 1)]
    paddingBefore = [Int64(pad.top), Int64(pad.left)]
    paddingAfter = [Int64(pad.bottom), Int64(pad.right)]
  }
}
