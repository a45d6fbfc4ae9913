import ApusModel

extension OperandPair {
  /// Walks through the output in order with what each operand has there, and writes what the body makes of it.
  ///
  /// Operands of the output's extents, and single elements, are walked through as one row: their positions follow
  /// from the output's.
  @inline(__always)
  func map(
    in arena: UnsafeMutablePointer<Int8>, _ combine: (_ first: Int32, _ second: Int32) -> Int8
  ) {
    let one = first.elements(in: arena)
    let other = second.elements(in: arena)
    let target = arena + output.offset
    if isFlat(first), isFlat(second) {
      let (oneStep, otherStep) = (first.count == 1 ? 0 : 1, second.count == 1 ? 0 : 1)
      for index in 0..<output.count {
        target[index] = combine(
          Int32(one[index &* oneStep]) &- first.zeroPoint,
          Int32(other[index &* otherStep]) &- second.zeroPoint
        )
      }
      return
    }
    var index = 0
    for row in 0..<output.height {
      for column in 0..<output.width {
        let left = one + (row &* first.rowStep &+ column &* first.columnStep)
        let right = other + (row &* second.rowStep &+ column &* second.columnStep)
        for channel in 0..<output.channels {
          target[index] = combine(
            Int32(left[channel &* first.channelStep]) &- first.zeroPoint,
            Int32(right[channel &* second.channelStep]) &- second.zeroPoint)
          index &+= 1
        }
      }
    }
  }

  private func isFlat(_ operand: Operand) -> Bool { operand.count == output.count || operand.count == 1 }
}

extension Operand {
  /// Where its elements are.
  fileprivate func elements(in arena: UnsafeMutablePointer<Int8>) -> UnsafePointer<Int8> {
    constant ?? UnsafePointer(arena + offset)
  }
}
