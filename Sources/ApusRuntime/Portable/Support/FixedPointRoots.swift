import ApusModel

extension FixedPoint {
  /// One by the square root of a sum of squares, as a factor: TFLite's `GetInvSqrtQuantizedMultiplierExp`, by five steps of
  /// Newton's iteration. 0 counts as 1.
  /// - Parameter value: not negative.
  package static func reciprocalRoot(_ value: Int32) -> FixedPointMultiplier {
    guard value > 1 else { return FixedPointMultiplier(multiplier: .max, shift: 0) }
    var (value, shift) = (value, 11 as Int32)
    while value >= 1 << 29 {
      value /= 4
      shift &+= 1
    }
    // Pairs of bits that bring it into 2²⁷ ..< 2²⁹.
    let pairs = (Int32(truncatingIfNeeded: value.leadingZeroBitCount) &- 1) / 2 &- 1
    shift &-= pairs
    value = value &<< (2 &* pairs)
    // In Q3.28 from here on.
    let number = value &>> 1
    let half = roundingShift(number, right: 1)
    let threeHalves: Int32 = 1 << 28 | 1 << 27
    var estimate: Int32 = 1 << 28
    for _ in 0..<5 {
      let cube = saturatingShift(multiply(multiply(estimate, estimate), estimate), left: 6)
      estimate = saturatingShift(multiply(threeHalves, estimate) &- multiply(half, cube), left: 3)
    }
    // Times √½, as Q3.28 · Q0.31.
    var multiplier = multiply(estimate, 1_518_500_250)
    if shift < 0 {
      multiplier = multiplier &<< (0 &- shift)
      shift = 0
    }
    return FixedPointMultiplier(multiplier: multiplier, shift: 0 &- shift)
  }
}
