import ApusModel

extension WideMaxPoolRecord: Kernel {
  /// The maximum over each window, clamped.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    pool.forEachWindow(in: arena) { taps in
      var largest = pool.clampLow
      taps.forEach { largest = max(largest, $0) }
      return largest
    }
  }
}

extension WideAveragePoolRecord: Kernel {
  /// The mean of the elements of each window that lie inside the input, rounded half away from zero.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    pool.forEachWindow(in: arena) { taps in
      var sum: Int32 = 0
      taps.forEach { sum = sum &+ $0 }
      let count = Int32(truncatingIfNeeded: taps.count)
      let half = sum > 0 ? count / 2 : 0 &- count / 2
      return (sum &+ half) / count
    }
  }
}

/// The elements of one channel in a window that lie inside the input; at least one.
private struct WideWindow {
  let first: UnsafePointer<Int16>
  let rows: Int
  let columns: Int
  let rowStep: Int
  let columnStep: Int

  /// How many there are.
  var count: Int { rows &* columns }

  @inline(__always)
  func forEach(_ body: (Int32) -> Void) {
    for row in 0..<rows {
      for column in 0..<columns { body(Int32(first[row &* rowStep &+ column &* columnStep])) }
    }
  }
}

extension WidePool {
  /// Calls the body for each window of each channel, and writes what it returns, held within the clamp.
  @inline(__always)
  fileprivate func forEachWindow(in arena: UnsafeMutablePointer<Int8>, _ body: (WideWindow) -> Int32) {
    let (height, width, channels) = (input.height, input.width, input.channels)
    let values = UnsafeRawPointer(arena + input.offset).assumingMemoryBound(to: Int16.self)
    var target = UnsafeMutableRawPointer(arena + output.offset).assumingMemoryBound(to: Int16.self)
    for row in 0..<output.height {
      let rowOrigin = row &* window.strideHeight &- window.top
      let rows = max(rowOrigin, 0)..<min(rowOrigin &+ window.kernelHeight, height)
      for column in 0..<output.width {
        let columnOrigin = column &* window.strideWidth &- window.left
        let columns = max(columnOrigin, 0)..<min(columnOrigin &+ window.kernelWidth, width)
        let first = values + (rows.lowerBound &* width &+ columns.lowerBound) &* channels
        for channel in 0..<channels {
          let taps = WideWindow(
            first: first + channel, rows: rows.count, columns: columns.count, rowStep: width &* channels,
            columnStep: channels)
          target[channel] = Int16(truncatingIfNeeded: min(max(body(taps), clampLow), clampHigh))
        }
        target += channels
      }
    }
  }
}
