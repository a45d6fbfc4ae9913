import ApusModel

extension ReduceMaximumRecord: Kernel {
  /// The largest integer, clamped.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    axes.forEachOutput(of: Int8.self, in: arena) { target, first in
      var largest = Int8.min
      axes.forEachElement(from: first) { largest = max(largest, $0) }
      target.pointee = clamped(Int32(largest), clampLow, clampHigh)
    }
  }
}

extension ReduceMinimumRecord: Kernel {
  /// The smallest integer, clamped.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    axes.forEachOutput(of: Int8.self, in: arena) { target, first in
      var smallest = Int8.max
      axes.forEachElement(from: first) { smallest = min(smallest, $0) }
      target.pointee = clamped(Int32(smallest), clampLow, clampHigh)
    }
  }
}
