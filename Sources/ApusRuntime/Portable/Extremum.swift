import ApusModel

extension MaximumRecord: Kernel {
  /// The larger integer, clamped.
  func run(in arena: UnsafeMutablePointer<Int8>) { terms.map(in: arena) { max($0, $1) } }
}

extension MinimumRecord: Kernel {
  /// The smaller integer, clamped.
  func run(in arena: UnsafeMutablePointer<Int8>) { terms.map(in: arena) { min($0, $1) } }
}

extension ExtremumTerms {
  /// All values have one zero point, so that their distances from it compare as they do.
  @inline(__always)
  fileprivate func map(
    in arena: UnsafeMutablePointer<Int8>, _ choose: (_ first: Int32, _ second: Int32) -> Int32
  ) {
    let zeroPoint = operands.output.zeroPoint
    operands.map(in: arena) { clamped(choose($0, $1) &+ zeroPoint, clampLow, clampHigh) }
  }
}
