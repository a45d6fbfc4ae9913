/// ReLU, ReLU6 and leaky ReLU.
final class RectifierLayer<R: Rectification>: Layer {
  private let rectification: R
  private let input: Value
  private let output: Value
  private let inputGradient: UnsafeMutablePointer<Float>?

  init(_ rectification: R, at site: Site) {
    self.rectification = rectification
    input = site.input
    output = site.output
    inputGradient = site.inputGradients[0]
  }

  func forward() {
    Elementwise.rectify(input.data, into: output.data, count: output.count, rectification)
  }

  func backward() {
    guard let inputGradient, let gradient = output.gradient else { return }
    Elementwise.rectifyGradient(
      output: output.data, gradient, into: inputGradient, count: output.count, rectification)
  }
}
