import ApusModel

extension SquaredDifferenceRecord: Kernel {
  /// Both operands on a common scale with 7 more bits, subtracted, squared, and scaled to the output, as in TFLite Micro's
  /// int8 SQUARED_DIFFERENCE.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let zeroPoint = operands.output.zeroPoint
    operands.map(in: arena) { first, second in
      let difference =
        firstFactor.applied(to: first &<< Self.leftShift)
        &- secondFactor.applied(to: second &<< Self.leftShift)
      return clamped(outputFactor.applied(to: difference &* difference) &+ zeroPoint, clampLow, clampHigh)
    }
  }
}
