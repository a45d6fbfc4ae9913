import ApusModel

extension LeakyReLURecord: Kernel {
  /// One multiplication for each element, by the factor of its sign.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let values = arena + input.offset
    let target = arena + output.offset
    for index in 0..<output.count { target[index] = result(values[index]) }
  }

  /// What one element becomes.
  @inline(__always)
  func result(_ value: Int8) -> Int8 {
    let value = Int32(value) &- input.zeroPoint
    let scaled = value >= 0 ? positiveFactor.applied(to: value) : negativeFactor.applied(to: value)
    return clamped(scaled &+ output.zeroPoint, clampLow, clampHigh)
  }
}
