import ApusModel

extension LeakyReLURecord {
  /// One multiplication for each element, by the factor of its sign.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let values = arena + input.offset
    let target = arena + output.offset
    for index in 0..<output.count {
      let value = Int32(values[index]) &- input.zeroPoint
      let scaled = value >= 0 ? positiveFactor.applied(to: value) : negativeFactor.applied(to: value)
      target[index] = clamped(scaled &+ output.zeroPoint, clampLow, clampHigh)
    }
  }
}
