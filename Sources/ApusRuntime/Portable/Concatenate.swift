import ApusModel

extension ConcatenateRecord: Kernel {
  /// Copies each input to its place, piece by piece as it lies together in the output: the channels of a position,
  /// the columns of a row, or all rows.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let output = output
    let pieces = axis == .channels ? output.positions : axis == .columns ? output.height : 1
    let step = output.byteCount / pieces
    var first = 0
    for position in 0..<inputCount {
      let input = input(position)
      let count = input.byteCount / pieces
      var values = arena + input.offset
      var target = arena + (output.offset &+ first)
      for _ in 0..<pieces {
        target.update(from: values, count: count)
        values += count
        target += step
      }
      first &+= count
    }
  }
}
