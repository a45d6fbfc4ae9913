import ApusModel

extension RequantizeRecord: Kernel {
  /// One multiplication for each element.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let values = UnsafeRawPointer(arena + input.offset)
    let target = UnsafeMutableRawPointer(arena + output.offset)
    for index in 0..<output.count {
      let value =
        input.element == .int16
        ? Int32(values.load(fromByteOffset: 2 &* index, as: Int16.self))
        : Int32(values.load(fromByteOffset: index, as: Int8.self)) &- input.zeroPoint
      let scaled = min(max(factor.applied(to: value) &+ output.zeroPoint, clampLow), clampHigh)
      if output.element == .int16 {
        target.storeBytes(of: Int16(truncatingIfNeeded: scaled), toByteOffset: 2 &* index, as: Int16.self)
      } else {
        target.storeBytes(of: Int8(truncatingIfNeeded: scaled), toByteOffset: index, as: Int8.self)
      }
    }
  }
}
