extension Engine {
  /// Samples that have been through the network together. Their values are valid until the next batch.
  public struct Batch {
    fileprivate let engine: Engine
    /// Which of all samples they are.
    public let samples: Range<Int>

    /// The first output's values for these samples, `[samples.count, outputs]`.
    public var output: UnsafeBufferPointer<Float> { part(of: engine.output) }

    /// An output's values for these samples.
    /// - Precondition: there is an output of this name.
    public func output(_ name: String) -> UnsafeBufferPointer<Float> { part(of: engine.output(name)!) }

    /// A node's values for these samples, NHWC. `input` names the engine's input.
    /// - Precondition: there is a node of this name.
    public func value(of node: String) -> UnsafeBufferPointer<Float> { part(of: engine.value(of: node)!) }

    private func part(of values: UnsafeBufferPointer<Float>) -> UnsafeBufferPointer<Float> {
      UnsafeBufferPointer(rebasing: values[..<(values.count / engine.batchSize * samples.count)])
    }
  }

  /// Runs any number of samples through the network, in order, `batchSize` at a time.
  ///
  /// - Parameters:
  ///   - count: how many samples.
  ///   - fill: writes the inputs of the given samples to the beginning of `input`. Where they are fewer than
  ///     `batchSize`, what lies behind them is run too, but not shown.
  ///   - failure: makes the caller's error of the engine's.
  ///   - body: takes each batch after its forward pass.
  /// - Precondition: the engine is for inference, where samples have no influence on each other.
  /// - Throws: what `failure` makes of an error of oneDNN, and what `body` throws.
  public func forEachBatch<Failure: Error>(
    of count: Int, fill: (Range<Int>) -> Void, failure: (EngineError) -> Failure,
    _ body: (Batch) throws(Failure) -> Void
  ) throws(Failure) {
    precondition(mode == .inference, "in training, a batch's samples depend on each other")
    for start in stride(from: 0, to: count, by: batchSize) {
      let samples = start..<min(start + batchSize, count)
      fill(samples)
      do throws(EngineError) { try forward() } catch { throw failure(error) }
      try body(Batch(engine: self, samples: samples))
    }
  }
}
