import ApusModel

extension WideSigmoidRecord: Kernel {
  /// TFLite Micro's int16 LOGISTIC.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    function.forEachElement(in: arena) { GateFunctions.logistic(scaled: $0) }
  }
}

extension WideTanhRecord: Kernel {
  /// TFLite Micro's int16 TANH.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    function.forEachElement(in: arena) { GateFunctions.tanh(scaled: $0) }
  }
}

extension WideFunction {
  /// Makes of each element, in steps of 1/12288, one of the output.
  @inline(__always)
  fileprivate func forEachElement(in arena: UnsafeMutablePointer<Int8>, _ body: (Int32) -> Int32) {
    let values = UnsafeRawPointer(arena + input.offset).assumingMemoryBound(to: Int16.self)
    let target = UnsafeMutableRawPointer(arena + output.offset).assumingMemoryBound(to: Int16.self)
    let half: Int32 = shift > 0 ? 1 &<< (shift &- 1) : 0
    for index in 0..<output.count {
      let scaled = (Int32(values[index]) &* multiplier &+ half) &>> shift
      target[index] = Int16(truncatingIfNeeded: body(scaled))
    }
  }
}
