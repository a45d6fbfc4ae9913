/// The element-wise sum of two values of one shape. Its inputs' gradients are its output's; where they may, they
/// share its memory.
final class AddLayer: Layer {
  private let context: LayerContext

  init(in context: LayerContext) { self.context = context }

  func forward() {
    let output = context.output
    Elementwise.add(context.inputs[0].data, context.inputs[1].data, into: output.data, count: output.count)
  }

  func backward() {
    guard let gradient = context.outputGradient else { return }
    for case .some(let inputGradient) in context.inputGradients where inputGradient != gradient {
      inputGradient.update(from: gradient, count: context.output.count)
    }
  }
}
