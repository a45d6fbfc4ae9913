import ApusModel

extension AveragePoolRecord {
  /// Sums of four channels at a time.
  func runWithArmDSP(in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer) {
    pool.forEachWindowInWords(in: arena) { window in
      var sums = FourSums()
      window.forEach { sums.add($0) }
      let count = Int32(truncatingIfNeeded: window.rows &* window.columns)
      return sums.finished { mean($0, of: count) }
    }
  }

  @inline(never)
  private func mean(_ sum: Int32, of count: Int32) -> Int8 {
    let half = sum > 0 ? count / 2 : 0 &- count / 2
    return clamped((sum &+ half) / count, pool.clampLow, pool.clampHigh)
  }
}
