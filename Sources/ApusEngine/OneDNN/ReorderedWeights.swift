import COneDNN

/// Weights in the layout that a primitive wants. Where that is the graph's own layout there is no copy.
struct ReorderedWeights {
  /// Where a primitive finds or leaves them.
  let pointer: UnsafeMutablePointer<Float>
  let layout: dnnl_memory_desc_t
  private let reorder: Primitive?

  /// Weights that a primitive reads: `refresh()` before it runs.
  init(
    reading source: UnsafeMutablePointer<Float>, as plain: dnnl_memory_desc_t, in wanted: dnnl_memory_desc_t,
    site: Site
  ) throws(EngineError) {
    layout = wanted
    guard !wanted.isSame(as: plain) else {
      pointer = source
      reorder = nil
      return
    }
    pointer = site.library.allocate(wanted.elementCount).baseAddress!
    reorder = try Self.reorder(plain, source, wanted, pointer, site)
  }

  /// Gradients that a primitive writes: `refresh()` after it has run.
  init(
    writing target: UnsafeMutablePointer<Float>, as plain: dnnl_memory_desc_t, in wanted: dnnl_memory_desc_t,
    site: Site
  ) throws(EngineError) {
    layout = wanted
    guard !wanted.isSame(as: plain) else {
      pointer = target
      reorder = nil
      return
    }
    pointer = site.library.allocate(wanted.elementCount).baseAddress!
    reorder = try Self.reorder(wanted, pointer, plain, target, site)
  }

  /// Copies between the layouts.
  func refresh() throws(EngineError) { try reorder?.execute() }

  private static func reorder(
    _ sourceLayout: dnnl_memory_desc_t, _ source: UnsafeMutablePointer<Float>,
    _ targetLayout: dnnl_memory_desc_t, _ target: UnsafeMutablePointer<Float>, _ site: Site
  ) throws(EngineError) -> Primitive {
    let descriptor = try PrimitiveDescriptor(
      reorder: sourceLayout, to: targetLayout, library: site.library, node: site.name)
    return try Primitive(
      descriptor, thread: nil,
      [(DNNL_ARG_FROM, sourceLayout, source), (DNNL_ARG_TO, targetLayout, target)])
  }
}
