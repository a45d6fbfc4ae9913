import ApusModel

extension ScaledTerms {
  /// The first operand on the common scale, from its distance to the zero point.
  @inline(__always)
  func firstScaled(_ value: Int32) -> Int32 { firstFactor.applied(to: value &<< Self.leftShift) }

  /// The second operand on the common scale, from its distance to the zero point.
  @inline(__always)
  func secondScaled(_ value: Int32) -> Int32 { secondFactor.applied(to: value &<< Self.leftShift) }

  /// The output, from a sum on the common scale.
  @inline(__always)
  func finished(_ sum: Int32) -> Int8 {
    clamped(outputFactor.applied(to: sum) &+ output.zeroPoint, clampLow, clampHigh)
  }
}
