import ApusModel

extension WideLeakyReLURecord: Kernel {
  /// One multiplication for each element, by the factor of its sign.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let values = UnsafeRawPointer(arena + input.offset).assumingMemoryBound(to: Int16.self)
    let target = UnsafeMutableRawPointer(arena + output.offset).assumingMemoryBound(to: Int16.self)
    for index in 0..<output.count {
      let value = Int32(values[index])
      let scaled = value >= 0 ? positiveFactor.applied(to: value) : negativeFactor.applied(to: value)
      target[index] = Int16(truncatingIfNeeded: min(max(scaled, -32_768), 32_767))
    }
  }
}
