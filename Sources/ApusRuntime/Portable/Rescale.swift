import ApusModel

extension RescaleRecord: Kernel {
  /// One multiplication for each element.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let values = arena + input.offset
    let target = arena + output.offset
    for index in 0..<output.count { target[index] = result(values[index]) }
  }

  /// What one element becomes.
  @inline(__always)
  func result(_ value: Int8) -> Int8 {
    let scaled = factor.applied(to: Int32(value) &- input.zeroPoint)
    return clamped(scaled &+ output.zeroPoint, clampLow, clampHigh)
  }
}
