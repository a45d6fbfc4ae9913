import ApusGraph

/// A function of each element, computed in double precision and rounded once.
final class FunctionLayer: Layer {
  private let kind: Function.Kind
  private let context: LayerContext

  init(_ body: Function, in context: LayerContext) {
    kind = body.kind
    self.context = context
  }

  func forward() {
    let (input, output) = (context.input.data, context.output.data)
    for index in 0..<context.output.count { output[index] = Float(kind.value(at: Double(input[index]))) }
  }

  func backward() {
    guard let target = context.inputGradients[0], let gradient = context.outputGradient else { return }
    let input = context.input.data
    for index in 0..<context.output.count {
      target[index] = gradient[index] * Float(kind.slope(at: Double(input[index])))
    }
  }
}
