import ApusGraph

/// The activations that a node makes for a whole batch, and the loss's gradient with respect to them.
final class Value {
  let shape: Shape
  /// Elements of the whole batch.
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
}
