/// One node, ready to run on a fixed batch: everything that it needs was made when it was made.
protocol Layer: AnyObject {
  /// Makes the output from the inputs.
  func forward() throws(EngineError)

  /// Makes the inputs' and the parameters' gradients from the output's.
  func backward() throws(EngineError)
}

/// A layer that hands its input through: nothing to be done.
final class IdentityLayer: Layer {
  func forward() {}
  func backward() {}
}
