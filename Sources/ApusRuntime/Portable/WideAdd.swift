import ApusModel

extension WideAddRecord: Kernel {
  /// Both values on a common scale with 15 more bits, added, and scaled to the output.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let left = UnsafeRawPointer(arena + first.offset).assumingMemoryBound(to: Int16.self)
    let right = UnsafeRawPointer(arena + second.offset).assumingMemoryBound(to: Int16.self)
    let target = UnsafeMutableRawPointer(arena + output.offset).assumingMemoryBound(to: Int16.self)
    for index in 0..<output.count {
      let sum =
        firstFactor.applied(to: Int32(left[index]) &<< Self.leftShift)
        &+ secondFactor.applied(to: Int32(right[index]) &<< Self.leftShift)
      target[index] = Int16(truncatingIfNeeded: min(max(outputFactor.applied(to: sum), -32_768), 32_767))
    }
  }
}
