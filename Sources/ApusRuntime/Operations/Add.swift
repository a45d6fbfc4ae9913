import ApusModel

extension AddRecord {
  /// Both inputs on a common scale with 20 more bits, added, and scaled to the output.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let first = arena + self.first.offset
    let second = arena + self.second.offset
    let target = arena + output.offset
    let firstZero = self.first.zeroPoint
    let secondZero = self.second.zeroPoint
    for index in 0..<output.count {
      let left = firstFactor.applied(to: (Int32(first[index]) &- firstZero) &<< Self.leftShift)
      let right = secondFactor.applied(to: (Int32(second[index]) &- secondZero) &<< Self.leftShift)
      let scaled = outputFactor.applied(to: left &+ right)
      target[index] = clamped(scaled &+ output.zeroPoint, clampLow, clampHigh)
    }
  }
}
