import ApusGraph

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Tanh: ElementwiseFunction {
  static func value(at x: Float) -> Float { tanh(x) }
  static func slope(at x: Float, value y: Float) -> Float { 1 - y * y }
}
