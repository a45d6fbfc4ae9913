import ApusGraph

extension HardSwish: ElementwiseFunction {
  static func value(at x: Float) -> Float { x * min(max(x + 3, 0), 6) / 6 }
  static func slope(at x: Float, value y: Float) -> Float { x <= -3 ? 0 : x >= 3 ? 1 : (2 * x + 3) / 6 }
}
