import ApusModel

extension MultiplyRecord: Kernel {
  /// The product of both distances from zero, scaled to the output.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let zeroPoint = operands.output.zeroPoint
    operands.map(in: arena) { clamped(factor.applied(to: $0 &* $1) &+ zeroPoint, clampLow, clampHigh) }
  }
}
