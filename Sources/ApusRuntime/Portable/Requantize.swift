import ApusModel

extension RequantizeRecord: Kernel {
  /// One multiplication for each element.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let target = UnsafeMutableRawPointer(arena + output.offset)
    for index in 0..<output.count {
      let scaled = min(
        max(factor.applied(to: value(index, in: arena)) &+ output.zeroPoint, clampLow), clampHigh)
      switch output.element {
      case .int8:
        target.storeBytes(of: Int8(truncatingIfNeeded: scaled), toByteOffset: index, as: Int8.self)
      case .int16:
        target.storeBytes(of: Int16(truncatingIfNeeded: scaled), toByteOffset: 2 &* index, as: Int16.self)
      case .int32: target.storeBytes(of: scaled, toByteOffset: 4 &* index, as: Int32.self)
      }
    }
  }

  /// An element's distance from the zero point.
  @inline(__always)
  private func value(_ index: Int, in arena: UnsafeMutablePointer<Int8>) -> Int32 {
    let values = UnsafeRawPointer(arena + input.offset)
    switch input.element {
    case .int8: return Int32(values.load(fromByteOffset: index, as: Int8.self)) &- input.zeroPoint
    case .int16: return Int32(values.load(fromByteOffset: 2 &* index, as: Int16.self))
    case .int32:
      let limit: Int32 = 1 << 30
      return min(max(values.load(fromByteOffset: 4 &* index, as: Int32.self), 0 &- limit), limit)
    }
  }
}
