import CFloatKernels

/// ReLU, ReLU6 and leaky ReLU.
final class RectifierLayer: Layer {
  private let rectification: Rectification
  private let input: Value
  private let output: Value
  private let inputGradient: UnsafeMutablePointer<Float>?

  init(_ rectification: Rectification, at site: Site) {
    self.rectification = rectification
    input = site.input
    output = site.output
    inputGradient = site.inputGradients[0]
  }

  func forward() { kernels.rectify(input.data, output.data, output.count, rectification) }

  func backward() {
    guard let inputGradient, let gradient = output.gradient else { return }
    kernels.rectify_gradient(output.data, gradient, inputGradient, output.count, rectification)
  }
}
