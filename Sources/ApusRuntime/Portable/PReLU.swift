import ApusModel

extension PReLURecord: Kernel {
  /// One multiplication for each element, of negative ones of a product with their slope, as in TFLite Micro's int8 PRELU.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let zeroPoint = operands.output.zeroPoint
    operands.map(in: arena) { value, slope in
      let scaled =
        value >= 0 ? positiveFactor.applied(to: value) : negativeFactor.applied(to: value &* slope)
      return clamped(scaled &+ zeroPoint, clampLow, clampHigh)
    }
  }
}
