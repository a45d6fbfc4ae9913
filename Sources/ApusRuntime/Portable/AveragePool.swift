import ApusModel

extension AveragePoolRecord: Kernel {
  /// The mean of the elements of each window that lie inside the input, rounded half away from zero. All taps of a
  /// channel are read before it is written, so that the output may lie over the input (see `PoolRecord.mayOverwrite`).
  func run(in arena: UnsafeMutablePointer<Int8>) {
    pool.forEachWindow(in: arena) { taps in
      var sum: Int32 = 0
      taps.forEach { sum = sum &+ Int32($0) }
      let count = Int32(truncatingIfNeeded: taps.count)
      let half = sum > 0 ? count / 2 : 0 &- count / 2
      return clamped((sum &+ half) / count, pool.clampLow, pool.clampHigh)
    }
  }
}
