import ApusGraph

extension TFLiteImporter {
  /// RESIZE_NEAREST_NEIGHBOR to a constant size.
  mutating func resizeNearest(_ step: TFLiteOperator) throws(TFLiteError) {
    let options = try step.options(TFLiteOptions.Kind.resizeNearest)
    let resampling = Resampling(
      size: try size(step), alignsCorners: try options.byte(0) != 0,
      usesHalfPixelCenters: try options.byte(1) != 0)
    try resize(step, .resizeNearest(ResizeNearest(resampling)), resampling.size)
  }

  /// RESIZE_BILINEAR to a constant size.
  mutating func resizeBilinear(_ step: TFLiteOperator) throws(TFLiteError) {
    // The first two options, the size, are of a time before it was an operand.
    let options = try step.options(TFLiteOptions.Kind.resizeBilinear)
    let resampling = Resampling(
      size: try size(step), alignsCorners: try options.byte(2) != 0,
      usesHalfPixelCenters: try options.byte(3) != 0)
    try resize(step, .resizeBilinear(ResizeBilinear(resampling)), resampling.size)
  }

  private mutating func resize(
    _ step: TFLiteOperator, _ operation: Operation, _ size: Size
  ) throws(TFLiteError) {
    let input = try featureMap(step, 0)
    try append(
      step, operation, inputs: [input.number], extents: [1, size.height, size.width, input.extents[3]])
  }

  private mutating func size(_ step: TFLiteOperator) throws(TFLiteError) -> Size {
    let numbers = try settings(step, 1)
    guard numbers.count == 2 else { throw .unsupported(step.site, "a size of \(numbers)") }
    return Size(height: numbers[0], width: numbers[1])
  }
}
