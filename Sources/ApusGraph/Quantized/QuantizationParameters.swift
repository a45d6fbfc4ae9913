/// An affine map between int8 and real numbers: `real = scale × (q − zeroPoint)`.
public struct QuantizationParameters: Hashable, Sendable {
  /// The real distance between neighboring integers; positive and finite.
  public var scale: Float
  /// The integer that stands for 0, in −128 … 127.
  public var zeroPoint: Int

  /// A scale and a zero point.
  public init(scale: Float, zeroPoint: Int) {
    self.scale = scale
    self.zeroPoint = zeroPoint
  }

  /// The integer that stands for a real number: `real / scale`, rounded half away from zero, plus the zero point,
  /// held within −128 … 127, as TensorFlow Lite's QUANTIZE computes it.
  ///
  /// The quotient has the argument's precision. Float gives TensorFlow Lite's bytes; Double decides next to a tie by
  /// the exact quotient, where Float's own rounding may have made the tie.
  /// - Parameter real: a number; infinity is the largest or the smallest integer.
  @inlinable
  public func quantized<Real: BinaryFloatingPoint>(_ real: Real) -> Int8 {
    let steps = (real / Real(scale)).rounded(.toNearestOrAwayFromZero) + Real(zeroPoint)
    return Int8(max(-128, min(127, steps)))
  }

  /// The real number that an integer stands for, `scale × (q − zeroPoint)`. Double holds the product exactly; rounded
  /// to Float it is what Float's own multiplication gives.
  @inlinable
  public func real(_ integer: Int8) -> Double { Double(scale) * Double(Int(integer) - zeroPoint) }
}
