import ApusModel

extension TransposedConvolutionRecord: Kernel {
  /// Gathers, for each output, the products that a kernel at each input would scatter: sums of 32 bits do not
  /// depend on the order.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let source = UnsafePointer(arena + input.offset)
    var target = arena + output.offset
    for row in 0..<output.height {
      let rows = TransposedTaps(
        place: row &+ window.top, count: window.kernelHeight, stride: window.strideHeight,
        extent: input.height)
      for column in 0..<output.width {
        let columns = TransposedTaps(
          place: column &+ window.left, count: window.kernelWidth, stride: window.strideWidth,
          extent: input.width)
        for channel in 0..<output.channels {
          let sum = sum(source, rows, columns, channel) &+ constants.bias(channel)
          let scaled = constants.factor(channel).applied(to: sum)
          target[channel] = clamped(scaled &+ output.zeroPoint, clampLow, clampHigh)
        }
        target += output.channels
      }
    }
  }

  /// The products of all taps that reach an output, for one output channel.
  @inline(__always)
  private func sum(
    _ source: UnsafePointer<Int8>, _ rows: TransposedTaps, _ columns: TransposedTaps, _ channel: Int
  ) -> Int32 {
    let zeroPoint = Int16(truncatingIfNeeded: input.zeroPoint)
    let kernel = constants.weights + channel &* window.area &* input.channels
    var sum: Int32 = 0
    for k in rows.start..<rows.end {
      let inputRow = (rows.lastInput &- k) &* input.width
      let tapRow = (rows.firstTap &+ k &* window.strideHeight) &* window.kernelWidth
      for l in columns.start..<columns.end {
        let position = inputRow &+ columns.lastInput &- l
        let tap = tapRow &+ columns.firstTap &+ l &* window.strideWidth
        sum =
          sum
          &+ dotProduct(
            source + position &* input.channels, zeroPoint: zeroPoint, kernel + tap &* input.channels,
            count: input.channels)
      }
    }
    return sum
  }
}
