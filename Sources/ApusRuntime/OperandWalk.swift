import ApusModel

extension OperandPair {
  /// Walks through the output in order with what each operand has there, and writes what the body makes of it.
  ///
  /// Where both operands have the output's extents or a single element, that is one long row.
  @inline(__always)
  func map(
    in arena: UnsafeMutablePointer<Int8>, _ combine: (_ first: Int32, _ second: Int32) -> Int8
  ) {
    let isFlat = first.isFlat(in: output) && second.isFlat(in: output)
    let (rows, columns) = isFlat ? (1, 1) : (output.height, output.width)
    let channels = isFlat ? output.count : output.channels
    let firstStep = first.count == 1 ? 0 : isFlat ? 1 : first.channelStep
    let secondStep = second.count == 1 ? 0 : isFlat ? 1 : second.channelStep
    var target = arena + output.offset
    for row in 0..<rows {
      for column in 0..<columns {
        var left = first.elements(in: arena) + (row &* first.rowStep &+ column &* first.columnStep)
        var right = second.elements(in: arena) + (row &* second.rowStep &+ column &* second.columnStep)
        for channel in 0..<channels {
          target[channel] = combine(
            Int32(left.pointee) &- first.zeroPoint, Int32(right.pointee) &- second.zeroPoint)
          left += firstStep
          right += secondStep
        }
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
