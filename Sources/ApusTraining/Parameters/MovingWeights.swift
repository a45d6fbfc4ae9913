import ApusEngine

/// The moving average of all weights of an engine and of its running statistics.
///
/// Statistics are averaged like weights, so that both are of the same past; it costs nothing, where computing
/// them anew would take a pass over the training images.
struct MovingWeights {
  private var values: WeightAverage
  private var statistics: WeightAverage

  /// An average that begins with what an engine holds.
  init(_ engine: Engine, decay: Float) {
    values = WeightAverage(UnsafeBufferPointer(engine.parameters.values), decay: decay)
    statistics = WeightAverage(UnsafeBufferPointer(engine.statistics.values), decay: decay)
  }

  /// An average that goes on from a checkpoint.
  init(restoring weights: FlatWeights, decay: Float) {
    values = WeightAverage(restoring: weights.values, decay: decay)
    statistics = WeightAverage(restoring: weights.statistics, decay: decay)
  }

  /// Takes in what an engine holds after a step, which counts from 0.
  mutating func update(_ engine: Engine, step: Int) {
    values.update(UnsafeBufferPointer(engine.parameters.values), step: step)
    statistics.update(UnsafeBufferPointer(engine.statistics.values), step: step)
  }

  /// The averages.
  var weights: FlatWeights {
    FlatWeights(values: values.values, statistics: statistics.values)
  }
}
