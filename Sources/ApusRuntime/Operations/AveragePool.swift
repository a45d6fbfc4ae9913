import ApusModel

extension PoolRecord {
  /// The mean of the elements of each window that lie inside the input, rounded half away from zero. All taps of a
  /// channel are read before it is written, so that the output may lie over the input (see `InPlace`).
  func runAverage(in arena: UnsafeMutablePointer<Int8>) {
    forEachWindow(in: arena) { taps in
      var sum: Int32 = 0
      taps.forEach { sum = sum &+ Int32($0) }
      let count = Int32(truncatingIfNeeded: taps.count)
      let half = sum > 0 ? count / 2 : 0 &- count / 2
      return clamped((sum &+ half) / count, clampLow, clampHigh)
    }
  }
}
