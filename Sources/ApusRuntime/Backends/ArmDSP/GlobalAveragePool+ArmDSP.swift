import ApusModel

extension GlobalAveragePoolRecord {
  /// Sums of four channels at a time.
  func runWithArmDSP(in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer) {
    WordWindow.forEach(
      of: input.channels, from: arena + input.offset, rows: 1, columns: input.positions, rowStep: 0,
      into: arena + output.offset
    ) { window in
      var sums = FourSums()
      window.forEach { sums.add($0) }
      return sums.finished { finished($0) }
    }
  }

  @inline(never)
  private func finished(_ sum: Int32) -> Int8 {
    let offset = Int32(truncatingIfNeeded: input.positions) &* input.zeroPoint
    return clamped(factor.applied(to: sum &- offset) &+ output.zeroPoint, clampLow, clampHigh)
  }
}
