import ApusModel

extension EnrolledRecord: Kernel {
  /// One dot product for each class that has a row.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let values = UnsafePointer(arena + input.offset)
    let target = arena + output.offset
    let zeroPoint = Int16(truncatingIfNeeded: input.zeroPoint)
    for row in 0..<output.channels {
      guard row < rows.count else {
        target[row] = Int8(truncatingIfNeeded: clampLow)
        continue
      }
      let sum = dotProduct(values, zeroPoint: zeroPoint, rows.weights(row), count: input.count)
      let scaled = factor.applied(to: sum &+ rows.bias(row))
      target[row] = clamped(scaled &+ output.zeroPoint, clampLow, clampHigh)
    }
  }
}
