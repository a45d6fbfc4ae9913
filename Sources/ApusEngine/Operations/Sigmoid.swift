import ApusGraph

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Sigmoid: ElementwiseFunction {
  static func value(at x: Float) -> Float { 1 / (1 + exp(-x)) }
  static func slope(at x: Float, value y: Float) -> Float { y * (1 - y) }
}
