/// One node on one part of the batch: everything that it needs was made when it was made.
protocol Layer: AnyObject {
  /// Makes the output from the inputs.
  func forward() throws(EngineError)

  /// Makes the inputs' gradients, and its share of the parameters', from the output's.
  func backward() throws(EngineError)
}

/// One node that must see the whole batch before it can make its output or its gradients: each part is
/// looked at, the findings are put together, and then each part is made.
protocol BatchwideLayer: AnyObject {
  func observeForward(_ part: Int)
  func concludeForward()
  func forward(_ part: Int)
  func observeBackward(_ part: Int)
  func concludeBackward()
  func backward(_ part: Int)
}
