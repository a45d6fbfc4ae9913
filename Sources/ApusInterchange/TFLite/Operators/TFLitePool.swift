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
    let extents = [1, size.height, size.width, input.extents[3]]
    try append(
      step, operation(window), inputs: [input.number], extents: extents, activation: try options.activation(5)
    )
    let tensor = try graph.tensor(step.outputs[0])
    guard isUnsigned, case .averagePool = operation(window), try hasTies(window, tensor),
      case .value(let value)? = try content(tensor.index)
    else { return }
    widen(value.number)
  }

  /// Whether means of uint8 may lie between two integers, of which TFLite takes the larger one. Of int8 it takes the one farther
  /// from zero; of int16, where 0 is 0 in both, the mean is what it is of uint8.
  private func hasTies(_ window: Window, _ tensor: TFLiteTensor) throws(TFLiteError) -> Bool {
    let isWhole = window.padding == .valid
    return try parameters(of: tensor, "a mean").zeroPoint == -128
      && (!isWhole || window.kernel.area % 2 == 0)
  }
}
