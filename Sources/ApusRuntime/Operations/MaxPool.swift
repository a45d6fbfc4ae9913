import ApusModel

extension PoolRecord {
  /// The maximum over each window, channels innermost. The first tap is copied and the others compared with
  /// what is there, so that the output may lie over the input (see `InPlace`).
  func runMaximum(in arena: UnsafeMutablePointer<Int8>) {
    let channels = input.channels
    let low = Int8(truncatingIfNeeded: clampLow)
    let high = Int8(truncatingIfNeeded: clampHigh)
    let clamps = low != .min || high != .max
    for row in 0..<output.height {
      let rowOrigin = row &* window.strideHeight &- window.top
      let rows = Taps(origin: rowOrigin, count: window.kernelHeight, dilation: 1, extent: input.height)
      for column in 0..<output.width {
        let columnOrigin = column &* window.strideWidth &- window.left
        let columns = Taps(
          origin: columnOrigin, count: window.kernelWidth, dilation: 1, extent: input.width)
        let target = arena + (output.offset &+ (row &* output.width &+ column) &* channels)
        var isFirst = true
        for inputRow in (rowOrigin &+ rows.start)..<(rowOrigin &+ rows.end) {
          for inputColumn in (columnOrigin &+ columns.start)..<(columnOrigin &+ columns.end) {
            let values =
              arena + (input.offset &+ (inputRow &* input.width &+ inputColumn) &* channels)
            if isFirst {
              isFirst = false
              for channel in 0..<channels { target[channel] = values[channel] }
            } else {
              for channel in 0..<channels { target[channel] = max(target[channel], values[channel]) }
            }
          }
        }
        if clamps {
          for channel in 0..<channels { target[channel] = min(max(target[channel], low), high) }
        }
      }
    }
  }
}
