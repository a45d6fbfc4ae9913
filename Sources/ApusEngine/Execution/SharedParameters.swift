import COneDNN

/// What a node's layers on all parts have in common: weights in the layouts that kernels want, made anew
/// before each forward pass, and the sums of each shard's parameter gradients, put together after each
/// backward pass.
final class SharedParameters {
  private let library: Library
  private let partition: Partition
  private var fillings: [() -> Void] = []
  private var reorders: [ReorderedWeights] = []
  private var copies: [String: UnsafeMutablePointer<Float>] = [:]
  private var scratches: [String: UnsafeMutableBufferPointer<Float>] = [:]
  private var layouts: [String: dnnl_memory_desc_t] = [:]
  private var weights: [String: ReorderedWeights] = [:]
  private var sums: [String: GradientSums] = [:]
  /// What is to be done after each backward pass. Each makes other elements of the gradients, so they may be done in any
  /// order and at the same time.
  private(set) var conclusions: [() throws(EngineError) -> Void] = []

  init(library: Library, partition: Partition) {
    self.library = library
    self.partition = partition
  }

  /// Makes all copies anew.
  func prepare() throws(EngineError) {
    for fill in fillings { fill() }
    for reorder in reorders { try reorder.refresh() }
  }

  /// Does something before each forward pass.
  func beforehand(_ body: @escaping () -> Void) { fillings.append(body) }

  /// Does something after each backward pass, when the gradients of the whole batch's values are there.
  func afterwards(_ body: @escaping () throws(EngineError) -> Void) { conclusions.append(body) }

  /// A rearranged copy of weights, zero where the body leaves it.
  ///
  /// - Parameter fill: writes the copy, before each forward pass.
  func copy(
    _ purpose: String, count: Int, _ fill: @escaping (UnsafeMutablePointer<Float>) -> Void
  ) throws(EngineError) -> UnsafeMutablePointer<Float> {
    if let copy = copies[purpose] { return copy }
    let copy = try library.allocate(count).baseAddress!
    copies[purpose] = copy
    fillings.append { fill(copy) }
    return copy
  }

  /// Floats for passing use, zero at first, which the parts of a thread share.
  func scratch(_ purpose: String, thread: Int, count: Int) throws(EngineError) -> UnsafeMutablePointer<Float>
  {
    let key = "\(purpose) \(thread)"
    if let found = scratches[key], found.count >= count { return found.baseAddress! }
    let made = try library.allocate(count)
    scratches[key] = made
    return made.baseAddress!
  }

  /// The layout that oneDNN chose when it was first asked; until then one that leaves it the choice.
  func layout(_ purpose: String, otherwise any: dnnl_memory_desc_t) -> dnnl_memory_desc_t {
    layouts[purpose] ?? any
  }

  /// Weights in the layout that a primitive wants.
  func weights(
    _ purpose: String, _ source: UnsafeMutablePointer<Float>, as plain: dnnl_memory_desc_t,
    in wanted: dnnl_memory_desc_t, context: LayerContext
  ) throws(EngineError) -> ReorderedWeights {
    if let found = weights[purpose] { return found }
    let made = try ReorderedWeights(.fromGraph, source, as: plain, in: wanted, context: context)
    weights[purpose] = made
    layouts[purpose] = wanted
    reorders.append(made)
    return made
  }

  /// Each shard's sums of the gradients that a primitive makes of a parameter, in the layout that it wants.
  func sums(
    _ parameter: String, into target: UnsafeMutablePointer<Float>, as plain: dnnl_memory_desc_t,
    in wanted: dnnl_memory_desc_t, context: LayerContext
  ) throws(EngineError) -> GradientSums {
    layouts["\(parameter) gradient"] = wanted
    if let found = sums[parameter] { return found }
    let made = try GradientSums(
      into: target, as: plain, in: wanted, shards: partition.shards, threads: partition.threads,
      context: context)
    sums[parameter] = made
    afterwards { () throws(EngineError) in try made.collect() }
    return made
  }

  /// Each shard's sums of a parameter's gradients, in an order of the caller's.
  ///
  /// - Parameter finish: brings the sums of all shards to where they belong.
  func sums(
    _ parameter: String, count: Int, finish: @escaping (UnsafeMutablePointer<Float>) -> Void
  ) throws(EngineError) -> GradientSums {
    if let found = sums[parameter] { return found }
    let made = try GradientSums(count: count, shards: partition.shards, library: library, finish: finish)
    sums[parameter] = made
    afterwards { () throws(EngineError) in try made.collect() }
    return made
  }
}
