import ApusGraph

extension TFLiteImporter {
  /// MAX_POOL_2D.
  mutating func maxPool(_ step: TFLiteOperator) throws(TFLiteError) {
    let (window, activation) = try pool(step)
    try append(
      step, .maxPool(MaxPool(window: window)), inputs: [try value(step, 0)], activation: activation)
  }

  /// AVERAGE_POOL_2D, which counts only what lies inside the input and, in int8, rounds the mean of the
  /// integers: a window over the whole map is still that, and no MEAN.
  mutating func averagePool(_ step: TFLiteOperator) throws(TFLiteError) {
    let (window, activation) = try pool(step)
    try append(
      step, .averagePool(AveragePool(window: window)), inputs: [try value(step, 0)], activation: activation)
  }

  private func pool(_ step: TFLiteOperator) throws(TFLiteError) -> (Window, FusedActivation) {
    let options = try step.options(TFLiteOptions.Kind.pool)
    let kernel = Size(height: try options.integer(4), width: try options.integer(3))
    return (try options.window(kernel: kernel), try options.activation(5))
  }

  /// MEAN over height and width of a feature map: a global average.
  mutating func mean(_ step: TFLiteOperator) throws(TFLiteError) {
    let input = try value(step, 0)
    let axes = try settings(step, 1)
    let rank = shapes[input].rank + 1
    guard rank == 4, Set(axes.map { $0 < 0 ? $0 &+ rank : $0 }) == [1, 2] else {
      throw .unsupported(step.site, "axes \(axes) of \(rank) dimensions instead of height and width")
    }
    _ = try step.options(TFLiteOptions.Kind.reducer)
    try append(step, .globalAveragePool(GlobalAveragePool()), inputs: [input], reshapes: true)
  }
}
