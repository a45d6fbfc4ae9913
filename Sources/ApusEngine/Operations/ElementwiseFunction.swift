/// A function of one number, with its derivative.
protocol ElementwiseFunction {
  /// `f(x)`
  static func value(at x: Float) -> Float

  /// `f′(x)`
  /// - Parameter y: `f(x)`
  static func slope(at x: Float, value y: Float) -> Float
}

/// A function of each element.
final class ElementwiseLayer<Function: ElementwiseFunction>: Layer {
  private let context: LayerContext

  init(_ function: Function.Type, in context: LayerContext) { self.context = context }

  func forward() {
    let (input, output) = (context.input.data, context.output.data)
    for index in 0..<context.output.count { output[index] = Function.value(at: input[index]) }
  }

  func backward() {
    guard let target = context.inputGradients[0], let gradient = context.outputGradient else { return }
    let (input, output) = (context.input.data, context.output.data)
    for index in 0..<context.output.count {
      target[index] = gradient[index] * Function.slope(at: input[index], value: output[index])
    }
  }
}
