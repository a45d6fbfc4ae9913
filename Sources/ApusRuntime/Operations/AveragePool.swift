import ApusModel

extension PoolRecord {
  /// Channels computed at a time: 128 bytes of stack.
  private static var channelBlock: Int { 32 }

  /// The mean of the elements of each window that lie inside the input, rounded half away from zero. A block
  /// of channels is read from the whole window before it is written, so that the output may lie over the
  /// input (see `InPlace`).
  func runAverage(in arena: UnsafeMutablePointer<Int8>) {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: Self.channelBlock) { sums in
      guard let sums = sums.baseAddress else { return }
      let channels = input.channels
      for row in 0..<output.height {
        let rowOrigin = row &* window.strideHeight &- window.top
        let rows = Taps(origin: rowOrigin, count: window.kernelHeight, dilation: 1, extent: input.height)
        for column in 0..<output.width {
          let columnOrigin = column &* window.strideWidth &- window.left
          let columns = Taps(
            origin: columnOrigin, count: window.kernelWidth, dilation: 1, extent: input.width)
          let divisor = Int32(
            truncatingIfNeeded: (rows.end &- rows.start) &* (columns.end &- columns.start))
          let target = arena + (output.offset &+ (row &* output.width &+ column) &* channels)
          var first = 0
          while first < channels {
            let count = min(Self.channelBlock, channels &- first)
            for index in 0..<count { sums[index] = 0 }
            for inputRow in (rowOrigin &+ rows.start)..<(rowOrigin &+ rows.end) {
              for inputColumn in (columnOrigin &+ columns.start)..<(columnOrigin &+ columns.end) {
                let position = inputRow &* input.width &+ inputColumn
                let values = arena + (input.offset &+ position &* channels &+ first)
                for index in 0..<count { sums[index] = sums[index] &+ Int32(values[index]) }
              }
            }
            for index in 0..<count {
              let half = sums[index] > 0 ? divisor / 2 : 0 &- divisor / 2
              target[first &+ index] = clamped((sums[index] &+ half) / divisor, clampLow, clampHigh)
            }
            first &+= count
          }
        }
      }
    }
  }
}
