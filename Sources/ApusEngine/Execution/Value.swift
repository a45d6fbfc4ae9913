import ApusGraph

/// The activations that a node makes for a batch or a part of it, and the loss's gradient with respect to them.
final class Value {
  let shape: Shape
  /// Elements of all samples.
  let count: Int
  let data: UnsafeMutablePointer<Float>
  /// Where its gradient is collected; nil where nothing upstream is trained.
  var gradient: UnsafeMutablePointer<Float>?
  /// Whether a trainable parameter lies upstream.
  let needsGradient: Bool

  init(shape: Shape, batchSize: Int, data: UnsafeMutablePointer<Float>, needsGradient: Bool) {
    self.shape = shape
    self.count = shape.count * batchSize
    self.data = data
    self.needsGradient = needsGradient
  }

  /// All of its elements.
  var elements: UnsafeMutableBufferPointer<Float> { UnsafeMutableBufferPointer(start: data, count: count) }

  /// The gradient with respect to each of them; empty where there is none.
  var gradientElements: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: gradient, count: gradient == nil ? 0 : count)
  }

  /// Some of its samples.
  func samples(_ range: Range<Int>) -> Value {
    let offset = range.lowerBound * shape.count
    let part = Value(
      shape: shape, batchSize: range.count, data: data + offset, needsGradient: needsGradient)
    part.gradient = gradient.map { $0 + offset }
    return part
  }
}
