/// Flatten, reshape, and dropout outside of training: the output's memory is the input's.
final class ViewLayer: Layer {
  private let output: Value
  private let inputGradient: UnsafeMutablePointer<Float>?

  init(in context: LayerContext) {
    output = context.output
    inputGradient = context.inputGradients[0]
  }

  func forward() {}

  func backward() {
    guard let inputGradient, let gradient = output.gradient, inputGradient != gradient else { return }
    inputGradient.update(from: gradient, count: output.count)
  }
}
