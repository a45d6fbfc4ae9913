import ApusModel

/// Elements of an operand that a row of the output takes, `step` apart: 0 where one stands for all.
struct OperandRow {
  let elements: UnsafePointer<Int8>
  let step: Int
}

extension OperandPair {
  /// Walks through the output in order with what each operand has there, and writes what the body makes of it.
  @inline(__always)
  func map(
    in arena: UnsafeMutablePointer<Int8>, _ combine: (_ first: Int32, _ second: Int32) -> Int8
  ) {
    forEachRow(in: arena) { left, right, target, count in
      var (leftElement, rightElement) = (left.elements, right.elements)
      for index in 0..<count {
        target[index] = combine(
          Int32(leftElement.pointee) &- first.zeroPoint, Int32(rightElement.pointee) &- second.zeroPoint)
        leftElement += left.step
        rightElement += right.step
      }
    }
  }

  /// Walks through the output in order, a row of elements at a time: the channels of a position or, where both operands
  /// have the output's extents or a single element, all there are.
  @inline(__always)
  func forEachRow(
    in arena: UnsafeMutablePointer<Int8>,
    _ body: (
      _ first: OperandRow, _ second: OperandRow, _ target: UnsafeMutablePointer<Int8>, _ count: Int
    ) -> Void
  ) {
    let isFlat = first.isFlat(in: output) && second.isFlat(in: output)
    let (rows, columns) = isFlat ? (1, 1) : (output.height, output.width)
    let channels = isFlat ? output.count : output.channels
    let firstStep = first.count == 1 ? 0 : isFlat ? 1 : first.channelStep
    let secondStep = second.count == 1 ? 0 : isFlat ? 1 : second.channelStep
    var target = arena + output.offset
    for row in 0..<rows {
      for column in 0..<columns {
        let left = first.elements(in: arena) + (row &* first.rowStep &+ column &* first.columnStep)
        let right = second.elements(in: arena) + (row &* second.rowStep &+ column &* second.columnStep)
        body(
          OperandRow(elements: left, step: firstStep), OperandRow(elements: right, step: secondStep), target,
          channels)
        target += channels
      }
    }
  }
}

extension Operand {
  /// Where its elements are.
  fileprivate func elements(in arena: UnsafeMutablePointer<Int8>) -> UnsafePointer<Int8> {
    constant ?? UnsafePointer(arena + offset)
  }

  /// Whether its elements follow each other as the output's do, or it has but one.
  fileprivate func isFlat(in output: TensorRecord) -> Bool { count == output.count || count == 1 }
}
