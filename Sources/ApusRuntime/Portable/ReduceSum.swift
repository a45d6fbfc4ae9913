import ApusModel

extension ReduceSumRecord: Kernel {
  /// The sum, then one multiplication that rescales it and of a mean divides it, as in TFLite Micro's int8 SUM and MEAN.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let offset = Int32(truncatingIfNeeded: axes.count) &* axes.input.zeroPoint
    let zeroPoint = axes.output.zeroPoint
    axes.forEachOutput(of: Int8.self, in: arena) { target, first in
      var sum: Int32 = 0
      axes.forEachElement(from: first) { sum = sum &+ Int32($0) }
      target.pointee = clamped(factor.applied(to: sum &- offset) &+ zeroPoint, clampLow, clampHigh)
    }
  }
}

extension WideReduceSumRecord: Kernel {
  /// The same of int16, whose zero points are 0.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    axes.forEachOutput(of: Int16.self, in: arena) { target, first in
      var sum: Int32 = 0
      axes.forEachElement(from: first) { sum = sum &+ Int32($0) }
      target.pointee = Int16(truncatingIfNeeded: min(max(factor.applied(to: sum), -32_768), 32_767))
    }
  }
}
