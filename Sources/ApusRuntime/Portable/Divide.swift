import ApusModel

extension DivideRecord: Kernel {
  /// The first operand's distance from zero times the reciprocal of the second's, scaled to the output.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let zeroPoint = operands.output.zeroPoint
    operands.map(in: arena) { dividend, divisor in
      clamped(quotient(dividend, divisor) &+ zeroPoint, clampLow, clampHigh)
    }
  }

  /// A quotient on the output's scale, as TFLite Micro's int8 DIV computes it. What is divided by 0 is so large that it is
  /// clamped; 0 / 0 is 0.
  @inline(__always)
  private func quotient(_ dividend: Int32, _ divisor: Int32) -> Int32 {
    guard divisor != 0 else { return dividend == 0 ? 0 : dividend > 0 ? 1 << 16 : -(1 << 16) }
    let value = divisor < 0 ? 0 &- dividend : dividend
    let magnitude = UInt32(divisor.magnitude)
    // The divisor is (1 + fraction) · 2^bits.
    let zeros = UInt32(truncatingIfNeeded: magnitude.leadingZeroBitCount)
    let bits = Int32(truncatingIfNeeded: 31 &- zeros)
    let fraction = Int32(bitPattern: (magnitude &<< zeros) &- (1 << 31))
    let reciprocal = FixedPoint.reciprocalOfOnePlus(fraction)
    let headroom = Int32(truncatingIfNeeded: (value < 0 ? ~value : value).leadingZeroBitCount) &- 1
    let unscaled = FixedPoint.multiply(value &<< headroom, reciprocal)
    let right = bits &+ headroom &- factor.shift
    let scaled = FixedPoint.multiply(unscaled, factor.multiplier)
    // Shifted by more bits than it has, nothing is left.
    return right > 31 ? 0 : roundingShift(scaled, right: right)
  }
}
