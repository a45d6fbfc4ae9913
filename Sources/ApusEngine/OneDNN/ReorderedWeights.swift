import COneDNN

/// Weights in the layout that a primitive wants. Where that is the graph's own layout there is no copy.
struct ReorderedWeights {
  /// Which way they are copied.
  enum Direction {
    /// Weights that a primitive reads: `refresh()` before it runs.
    case fromGraph
    /// Gradients that a primitive writes: `refresh()` after it has run.
    case toGraph
  }

  /// Where a primitive finds or leaves them.
  let pointer: UnsafeMutablePointer<Float>
  let layout: dnnl_memory_desc_t
  private let reorder: Primitive?

  /// - Parameters:
  ///   - graph: where the graph's weights or gradients are.
  ///   - plain: their layout there.
  ///   - wanted: the layout that the primitive wants.
  init(
    _ direction: Direction, _ graph: UnsafeMutablePointer<Float>, as plain: dnnl_memory_desc_t,
    in wanted: dnnl_memory_desc_t, context: LayerContext
  ) throws(EngineError) {
    layout = wanted
    guard !wanted.isSame(as: plain) else {
      pointer = graph
      reorder = nil
      return
    }
    pointer = try context.library.allocate(wanted.elementCount).baseAddress!
    let (from, to) =
      switch direction {
      case .fromGraph: ((plain, graph), (wanted, pointer))
      case .toGraph: ((wanted, pointer), (plain, graph))
      }
    let descriptor = try PrimitiveDescriptor(
      reorder: from.0, to: to.0, library: context.library, node: context.name)
    reorder = try Primitive(
      descriptor, thread: nil, [(DNNL_ARG_FROM, from.0, from.1), (DNNL_ARG_TO, to.0, to.1)])
  }

  /// Copies between the layouts.
  func refresh() throws(EngineError) { try reorder?.execute() }
}
