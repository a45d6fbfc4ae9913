import ApusModel

extension AddRecord {
  /// Both operands on a common scale with 20 more bits, added, and scaled to the output.
  func runSum(in arena: UnsafeMutablePointer<Int8>) {
    operands.map(in: arena) { finished(firstScaled($0) &+ secondScaled($1)) }
  }

  /// The same, subtracted.
  func runDifference(in arena: UnsafeMutablePointer<Int8>) {
    operands.map(in: arena) { finished(firstScaled($0) &- secondScaled($1)) }
  }

  @inline(__always)
  private func firstScaled(_ value: Int32) -> Int32 { firstFactor.applied(to: value &<< Self.leftShift) }

  @inline(__always)
  private func secondScaled(_ value: Int32) -> Int32 { secondFactor.applied(to: value &<< Self.leftShift) }

  @inline(__always)
  private func finished(_ sum: Int32) -> Int8 {
    clamped(outputFactor.applied(to: sum) &+ output.zeroPoint, clampLow, clampHigh)
  }
}
