import ApusModel

extension DepthwiseConvolutionRecord: Kernel {
  /// Output channels computed at a time: 128 bytes of stack.
  private static var channelBlock: Int { 32 }

  /// Adds up the taps inside the input for a block of channels at a time, channels innermost.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: Self.channelBlock) { sums in
      guard let sums = sums.baseAddress else { return }
      for row in 0..<output.height {
        let rowOrigin = row &* window.strideHeight &- window.top
        let rows = Taps(
          origin: rowOrigin, count: window.kernelHeight, dilation: window.dilationHeight,
          extent: input.height)
        for column in 0..<output.width {
          let columnOrigin = column &* window.strideWidth &- window.left
          let columns = Taps(
            origin: columnOrigin, count: window.kernelWidth, dilation: window.dilationWidth,
            extent: input.width)
          let target = arena + (output.offset &+ (row &* output.width &+ column) &* output.channels)
          var first = 0
          while first < output.channels {
            let count = min(Self.channelBlock, output.channels &- first)
            for index in 0..<count { sums[index] = constants.bias(first &+ index) }
            for tapRow in rows.start..<rows.end {
              let inputRow = rowOrigin &+ tapRow &* window.dilationHeight
              for tapColumn in columns.start..<columns.end {
                let inputColumn = columnOrigin &+ tapColumn &* window.dilationWidth
                let position = inputRow &* input.width &+ inputColumn
                let tap = tapRow &* window.kernelWidth &+ tapColumn
                accumulate(
                  UnsafePointer(arena + (input.offset &+ position &* input.channels)),
                  constants.weights + tap &* output.channels, first, count, into: sums)
              }
            }
            for index in 0..<count { target[first &+ index] = finished(sums[index], first &+ index) }
            first &+= count
          }
        }
      }
    }
  }

  /// Adds one tap's products for output channels `first ..< first + count`.
  @inline(__always)
  private func accumulate(
    _ values: UnsafePointer<Int8>, _ weights: UnsafePointer<Int8>, _ first: Int, _ count: Int,
    into sums: UnsafeMutablePointer<Int32>
  ) {
    let zeroPoint = Int16(truncatingIfNeeded: input.zeroPoint)
    let weights = weights + first
    if output.channels == input.channels {
      let values = values + first
      for index in 0..<count {
        sums[index] = sums[index] &+ Int32(Int16(values[index]) &- zeroPoint) &* Int32(weights[index])
      }
    } else {
      let multiplier = multiplier
      var channel = first / multiplier
      var remaining = multiplier &- first % multiplier
      for index in 0..<count {
        sums[index] = sums[index] &+ Int32(Int16(values[channel]) &- zeroPoint) &* Int32(weights[index])
        remaining &-= 1
        if remaining == 0 {
          channel &+= 1
          remaining = multiplier
        }
      }
    }
  }

  @inline(__always)
  private func finished(_ sum: Int32, _ channel: Int) -> Int8 {
    clamped(constants.factor(channel).applied(to: sum) &+ output.zeroPoint, clampLow, clampHigh)
  }
}
