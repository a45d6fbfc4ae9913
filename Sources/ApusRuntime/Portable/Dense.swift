import ApusModel

extension DenseRecord: Kernel {
  /// One dot product for each output feature.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let values = UnsafePointer(arena + input.offset)
    let features = input.count
    let target = arena + output.offset
    let zeroPoint = Int16(truncatingIfNeeded: input.zeroPoint)
    for feature in 0..<output.channels {
      let sum = dotProduct(
        values, zeroPoint: zeroPoint, constants.weights + feature &* features, count: features)
      let scaled = constants.factor(feature).applied(to: sum &+ constants.bias(feature))
      target[feature] = clamped(scaled &+ output.zeroPoint, clampLow, clampHigh)
    }
  }
}
