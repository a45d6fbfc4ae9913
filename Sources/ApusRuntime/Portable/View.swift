import ApusModel

extension ViewRecord: Kernel {
  /// Nothing: the output's bytes are the input's.
  @inline(__always)
  func run(in arena: UnsafeMutablePointer<Int8>) {}
}
