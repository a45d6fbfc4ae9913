import ApusGraph
import CFloatKernels

/// A rectifier: what the engine can take into the layer before it.
protocol Rectifier: UnaryFunction {
  /// Its slopes and bounds.
  var rectification: Rectification { get }
}

extension ReLU: Rectifier {
  var rectification: Rectification { .plain }
}

extension ReLU6: Rectifier {
  var rectification: Rectification { .clipped }
}

extension LeakyReLU: Rectifier {
  var rectification: Rectification { .leaky(slope: slope) }
}

/// ReLU, ReLU6 and leaky ReLU.
final class RectifierLayer: Layer {
  private let rectification: Rectification
  private let input: Value
  private let output: Value
  private let inputGradient: UnsafeMutablePointer<Float>?

  init(_ rectification: Rectification, in context: LayerContext) {
    self.rectification = rectification
    input = context.input
    output = context.output
    inputGradient = context.inputGradients[0]
  }

  func forward() { kernels.rectify(input.data, output.data, output.count, rectification) }

  func backward() {
    guard let inputGradient, let gradient = output.gradient else { return }
    kernels.rectify_gradient(output.data, gradient, inputGradient, output.count, rectification)
  }
}
