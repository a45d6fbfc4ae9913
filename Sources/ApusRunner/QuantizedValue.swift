import ApusModel

extension TensorRecord {
  /// The integer that stands for a real number: `real / scale`, rounded half away from zero, plus the zero point,
  /// held within −128 … 127, as TensorFlow Lite's QUANTIZE computes it.
  /// - Parameter real: a number; infinity is the largest or the smallest integer.
  public func quantized(_ real: Float) -> Int8 {
    let steps = (real / scale).rounded(.toNearestOrAwayFromZero) + Float(zeroPoint)
    return Int8(max(-128, min(127, steps)))
  }

  /// The real number that an integer stands for, `scale × (q − zeroPoint)`.
  public func real(_ integer: Int8) -> Float { scale * Float(Int32(integer) - zeroPoint) }
}
