import ApusModel

extension RescaleRecord {
  /// One multiplication for each element.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let values = arena + input.offset
    let target = arena + output.offset
    for index in 0..<output.count {
      let scaled = factor.applied(to: Int32(values[index]) &- input.zeroPoint)
      target[index] = clamped(scaled &+ output.zeroPoint, clampLow, clampHigh)
    }
  }
}
