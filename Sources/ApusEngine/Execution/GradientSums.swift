import COneDNN

/// One parameter's gradients, summed over the parts of each shard of the batch and then over the shards, in order, so that
/// the result depends neither on how many threads there are nor on which was faster.
final class GradientSums {
  /// For each shard, where its sum is.
  let sums: [UnsafeMutablePointer<Float>]
  /// For each thread, where parts after the first leave theirs, to be added.
  let scratch: [UnsafeMutablePointer<Float>]
  let layout: dnnl_memory_desc_t
  private let count: Int
  private let reorder: ReorderedWeights?
  private let finish: ((UnsafeMutablePointer<Float>) -> Void)?

  /// Sums that oneDNN makes in a layout of its choice, or the graph's own.
  init(
    into target: UnsafeMutablePointer<Float>, as plain: dnnl_memory_desc_t, in wanted: dnnl_memory_desc_t,
    shards: Int, threads: Int, context: LayerContext
  ) throws(EngineError) {
    let written = try ReorderedWeights(.toGraph, target, as: plain, in: wanted, context: context)
    let count = wanted.elementCount
    layout = wanted
    self.count = count
    let library = context.library
    func zeros(_ buffers: Int) throws(EngineError) -> [UnsafeMutablePointer<Float>] {
      try (0..<buffers).map { _ throws(EngineError) in try library.allocate(count).baseAddress! }
    }
    sums = [written.pointer] + (try zeros(max(1, shards) - 1))
    scratch = try zeros(threads)
    reorder = written
    finish = nil
  }

  /// Sums in a layout of the caller's, who starts them from zero and brings them home.
  init(
    count: Int, shards: Int, library: Library, finish: @escaping (UnsafeMutablePointer<Float>) -> Void
  ) throws(EngineError) {
    layout = dnnl_memory_desc_t()
    self.count = count
    sums = try (0..<shards).map { _ throws(EngineError) in try library.allocate(count).baseAddress! }
    scratch = []
    reorder = nil
    self.finish = finish
  }

  /// Where the primitive of a part is to write.
  func target(_ part: Partition.Part) -> UnsafeMutablePointer<Float> {
    part.isFirst ? sums[part.shard] : scratch[part.thread]
  }

  /// Adds what the primitive of a part has written to its shard's sum.
  func add(_ part: Partition.Part) {
    guard !part.isFirst else { return }
    Elementwise.accumulate(scratch[part.thread], into: sums[part.shard], count: count)
  }

  /// Starts a shard's sum from zero before its first part.
  func begin(_ part: Partition.Part) {
    if part.isFirst { sums[part.shard].update(repeating: 0, count: count) }
  }

  /// Adds up the shards' sums and hands them over.
  func collect() throws(EngineError) {
    for other in sums.dropFirst() { Elementwise.accumulate(other, into: sums[0], count: count) }
    try reorder?.refresh()
    finish?(sums[0])
  }
}
