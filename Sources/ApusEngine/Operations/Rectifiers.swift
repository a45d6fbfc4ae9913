/// ReLU, ReLU6 and leaky ReLU.
final class RectifierLayer: Layer {
  private let rectifier: Rectifier
  private let input: Value
  private let output: Value
  private let inputGradient: UnsafeMutablePointer<Float>?

  init(_ rectifier: Rectifier, at site: Site) {
    self.rectifier = rectifier
    input = site.input
    output = site.output
    inputGradient = site.inputGradients[0]
  }

  func forward() {
    Elementwise.rectify(input.data, into: output.data, count: output.count, rectifier)
  }

  func backward() {
    guard let inputGradient, let gradient = output.gradient else { return }
    Elementwise.rectifyGradient(
      output: output.data, gradient, into: inputGradient, count: output.count, rectifier)
  }
}
