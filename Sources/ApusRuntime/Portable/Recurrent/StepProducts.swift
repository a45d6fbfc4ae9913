import ApusModel

extension StepProducts {
  /// A row's product with a step, in 16 bits.
  @inline(__always)
  func inputSum(_ row: Int, _ step: Int, in arena: UnsafeMutablePointer<Int8>) -> Int32 {
    let sum = dotProduct(
      UnsafePointer(arena + sequenceOffset(step)), zeroPoint: Int16(truncatingIfNeeded: sequence.zeroPoint),
      inputWeights(row), count: sequence.channels)
    return saturated16(constants.factor(row).applied(to: sum &+ constants.bias(row)))
  }

  /// A row's product with a hidden state, in 16 bits.
  @inline(__always)
  func recurrentSum(_ row: Int, _ values: UnsafePointer<Int8>) -> Int32 {
    let sum = dotProduct(
      values, zeroPoint: Int16(truncatingIfNeeded: hidden.zeroPoint), recurrentWeights(row), count: units)
    let channel = rows &+ row
    return saturated16(constants.factor(channel).applied(to: sum &+ constants.bias(channel)))
  }

  /// A row's product with a step and with the hidden state before it.
  @inline(__always)
  func sum(_ row: Int, _ step: Int, in arena: UnsafeMutablePointer<Int8>) -> Int32 {
    saturated16(inputSum(row, step, in: arena) &+ recurrentSum(row, UnsafePointer(arena + hidden.offset)))
  }

  /// Calls the body with every step in the order of execution, and with where the hidden state after the step goes; copies
  /// it from there to where the next step expects it.
  @inline(__always)
  func forEachStep(
    in arena: UnsafeMutablePointer<Int8>, _ body: (_ step: Int, _ target: UnsafeMutablePointer<Int8>) -> Void
  ) {
    for position in 0..<steps {
      let step = isReversed ? steps &- 1 &- position : position
      let target = arena + outputOffset(step)
      body(step, target)
      (arena + hidden.offset).update(from: target, count: units)
    }
  }
}

/// A number held within 16 bits.
@inline(__always)
func saturated16(_ value: Int32) -> Int32 { min(max(value, -32_768), 32_767) }

extension UnsafeMutablePointer<Int8> {
  /// The elements of a value of i16, from its place in the arena.
  @inline(__always)
  func wide(_ value: TensorRecord) -> UnsafeMutablePointer<Int16> {
    UnsafeMutableRawPointer(self + value.offset).assumingMemoryBound(to: Int16.self)
  }
}
