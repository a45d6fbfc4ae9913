import ApusGraph
import ApusModel

extension LoweredOperator {
  /// Makes it a function of int16 as TFLite Micro has it: what is taken is brought to steps of 1/12288, exactly where its scale
  /// is a power of two.
  /// - Parameter leftShifts: by how many bits a power of two may be above 2⁻¹².
  mutating func putWideFunction(
    _ kind: OperatorKind, of input: LoweredValue, leftShifts: ClosedRange<Int>
  ) throws(ExporterError) {
    self.kind = kind
    let scale = Double(input.quantization.scale)
    var (multiplier, shift) = (scale * 4096 * 3, 0)
    if let power = input.quantization.scale.nearPowerOfTwo, leftShifts.contains(power + 12) {
      multiplier = Double(3 << (power + 12))
    } else {
      while multiplier <= 32_767 / 2, shift <= 30 {
        multiplier *= 2
        shift += 1
      }
    }
    guard let whole = Int32(exactly: multiplier.rounded(.towardZero)),
      WideFunction.isSafe(multiplier: whole, shift: Int32(shift))
    else { throw .multiplier(node: name) }
    put(FixedPointMultiplier(multiplier: whole, shift: Int32(shift)), at: Layout.factor)
  }
}

extension Float {
  /// The exponent of the power of two of which it is within a thousandth of an octave, as TFLite takes it for one; nil
  /// elsewhere.
  fileprivate var nearPowerOfTwo: Int? {
    let octaveThousandth = 1.000_693_387
    if Double(significand) < octaveThousandth { return Int(exponent) }
    return Double(significand) > 2 / octaveThousandth ? Int(exponent) + 1 : nil
  }
}
