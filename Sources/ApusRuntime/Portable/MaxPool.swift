import ApusModel

extension MaxPoolRecord: Kernel {
  /// The maximum over each window, clamped. All taps of a channel are read before it is written, so that the output may
  /// lie over the input (see `PoolRecord.mayOverwrite`).
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let (low, high) = (Int8(truncatingIfNeeded: pool.clampLow), Int8(truncatingIfNeeded: pool.clampHigh))
    pool.forEachWindow(in: arena) { taps in
      var largest = low
      taps.forEach { largest = max(largest, $0) }
      return min(largest, high)
    }
  }
}
