import ApusGraph

extension TFLiteImporter {
  /// MAX_POOL_2D.
  mutating func maxPool(_ step: TFLiteOperator) throws(TFLiteError) {
    try pool(step) { .maxPool(MaxPool(window: $0)) }
  }

  /// AVERAGE_POOL_2D, which counts only what lies inside the input and, in int8, rounds the mean of the
  /// integers: a window over the whole map is still that, and no MEAN.
  mutating func averagePool(_ step: TFLiteOperator) throws(TFLiteError) {
    try pool(step) { .averagePool(AveragePool(window: $0)) }
  }

  private mutating func pool(
    _ step: TFLiteOperator, _ operation: (Window) -> Operation
  ) throws(TFLiteError) {
    let options = try step.options(TFLiteOptions.Kind.pool)
    let kernel = Size(height: try options.integer(4), width: try options.integer(3))
    let window = try options.window(kernel: kernel)
    let input = try featureMap(step, 0)
    let size = try size(window, of: input.extents, step)
    try append(
      step, operation(window), inputs: [input.number],
      extents: [1, size.height, size.width, input.extents[3]], activation: try options.activation(5))
  }
}
