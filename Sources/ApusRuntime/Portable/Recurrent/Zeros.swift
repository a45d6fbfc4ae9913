import ApusModel

extension ZerosRecord: Kernel {
  /// The zero point everywhere; elements of more than a byte have 0.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    (arena + output.offset).update(
      repeating: Int8(truncatingIfNeeded: output.zeroPoint), count: output.byteCount)
  }
}
