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
  private let site: Site

  init(_ function: Function.Type, at site: Site) { self.site = site }

  func forward() {
    let (input, output) = (site.input.data, site.output.data)
    for index in 0..<site.output.count { output[index] = Function.value(at: input[index]) }
  }

  func backward() {
    guard let target = site.inputGradients[0], let gradient = site.outputGradient else { return }
    let (input, output) = (site.input.data, site.output.data)
    for index in 0..<site.output.count {
      target[index] = gradient[index] * Function.slope(at: input[index], value: output[index])
    }
  }
}
