import ApusGraph

/// What carries out a planned node on all parts of the batch.
enum Layers {
  case partwise([any Layer])
  case batchwide(any BatchwideLayer)

  /// - Parameter contexts: one for each part.
  init(_ work: PlannedNode.Work, in contexts: [LayerContext]) throws(EngineError) {
    switch work {
    case .operation(let operation):
      var layers: [any Layer] = []
      for context in contexts { layers.append(try operation.layer(in: context)) }
      self = .partwise(layers)
    case .pooledConvolution(let body, let rectification):
      var layers: [any Layer] = []
      for context in contexts { layers.append(try PooledConvolutionLayer(body, rectification, in: context)) }
      self = .partwise(layers)
    case .normalization(let body, let rectification):
      self = .batchwide(try BatchNormalizationLayer(body, rectification, in: contexts))
    }
  }

  /// Adds the forward pass to a schedule.
  ///
  /// - Parameter stage: the one in which the inputs become complete.
  /// - Returns: the one in which the output does.
  func scheduleForward(
    in schedule: inout Schedule, stage: Int, mode: Engine.Mode, _ shared: SharedParameters
  ) -> Int {
    switch self {
    case .partwise(let layers):
      schedule.append(to: stage, .forward(layers))
      return stage
    case .batchwide(let layer):
      guard mode == .training else {
        shared.beforehand { layer.concludeForward() }
        schedule.append(to: stage, .other { part in layer.forward(part) })
        return stage
      }
      schedule.append(to: stage, .other { part in layer.observeForward(part) })
      schedule.append(conclusionOf: stage) { layer.concludeForward() }
      schedule.append(to: stage + 1, .other { part in layer.forward(part) })
      return stage + 1
    }
  }

  /// Adds the backward pass to a schedule.
  ///
  /// - Parameters:
  ///   - stage: the one in which the output's gradient becomes complete.
  ///   - earliest: the last one in which someone has written to the inputs' gradients before.
  /// - Returns: the one in which the inputs' gradients are written.
  func scheduleBackward(in schedule: inout Schedule, stage: Int, noSoonerThan earliest: Int) -> Int {
    switch self {
    case .partwise(let layers):
      let stage = max(stage, earliest)
      schedule.append(to: stage, .backward(layers))
      return stage
    case .batchwide(let layer):
      schedule.append(to: stage, .other { part in layer.observeBackward(part) })
      schedule.append(conclusionOf: stage) { layer.concludeBackward() }
      let stage = max(stage + 1, earliest)
      schedule.append(to: stage, .other { part in layer.backward(part) })
      return stage
    }
  }
}
