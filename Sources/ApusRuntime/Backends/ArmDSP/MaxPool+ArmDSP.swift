import ApusModel

extension MaxPoolRecord {
  /// Four channels at a time.
  func runWithArmDSP(in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer) {
    let low = Bytes.repeated(pool.clampLow)
    let high = Bytes.repeated(pool.clampHigh)
    pool.forEachWindowInWords(in: arena) { window in
      var largest = low
      window.forEach { largest = Bytes.maximum(largest, $0) }
      return Bytes.minimum(largest, high)
    }
  }
}
