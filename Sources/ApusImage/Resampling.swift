/// How the places along one side of a resized image are made from those of the original: means over the
/// stretch that each covers where the side shrinks, straight lines between neighbours where it grows.
struct ResamplingAxis {
  /// The first place that each new place is made from.
  let starts: [Int]
  /// How many places each new place is made from.
  let taps: Int
  /// `taps` weights for each new place; they add up to 1.
  let weights: [Float]

  /// A side of `count` places made into one of `target`.
  /// - Precondition: both are positive.
  init(from count: Int, to target: Int) {
    let ratio = Double(count) / Double(target)
    let taps = count > target ? min(count, Int(ratio.rounded(.up)) + 1) : min(count, 2)
    var starts: [Int] = []
    var weights: [Float] = []
    starts.reserveCapacity(target)
    weights.reserveCapacity(target * taps)
    for index in 0..<target {
      let (first, row) =
        count > target
        ? Self.coverage(Double(index) * ratio, Double(index + 1) * ratio, count: count, taps: taps)
        : Self.line((Double(index) + 0.5) * ratio - 0.5, count: count, taps: taps)
      starts.append(first)
      weights += row.map { Float($0) }
    }
    self.starts = starts
    self.taps = taps
    self.weights = weights
  }

  /// The shares that whole places have in a stretch.
  private static func coverage(
    _ begin: Double, _ end: Double, count: Int, taps: Int
  ) -> (first: Int, weights: [Double]) {
    let first = min(Int(begin), count - taps)
    let shares = (first..<first + taps).map { place in
      max(0, min(end, Double(place + 1)) - max(begin, Double(place)))
    }
    let sum = shares.reduce(0, +)
    return (first, shares.map { $0 / sum })
  }

  /// The neighbours of a place between them; beyond the ends, the last one alone.
  private static func line(_ place: Double, count: Int, taps: Int) -> (first: Int, weights: [Double]) {
    guard taps == 2 else { return (0, [1]) }
    let clamped = min(max(place, 0), Double(count - 1))
    let first = min(Int(clamped), count - 2)
    let second = clamped - Double(first)
    return (first, [1 - second, second])
  }
}

extension Image {
  /// The picture in another size: each pixel is the mean of what it covers where the picture shrinks, and is
  /// interpolated bilinearly, pixels being little squares, where it grows. Equal pictures give equal bytes.
  /// - Precondition: the extents are positive.
  public func resized(width newWidth: Int, height newHeight: Int) -> Image {
    precondition(newWidth > 0 && newHeight > 0)
    guard newWidth != width || newHeight != height else { return self }
    let rows = ResamplingAxis(from: height, to: newHeight)
    let columns = ResamplingAxis(from: width, to: newWidth)
    let stride = width * channels
    let channels = channels
    let resized = [UInt8](unsafeUninitializedCapacity: newWidth * newHeight * channels) {
      target, initialized in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: stride) { line in
        pixels.withUnsafeBufferPointer { source in
          for y in 0..<newHeight {
            Self.blend(
              source.baseAddress! + rows.starts[y] * stride,
              rows.weights[(y * rows.taps)...].prefix(rows.taps),
              into: line.baseAddress!, count: stride)
            columns.gather(
              line.baseAddress!, into: target.baseAddress! + y * newWidth * channels, channels: channels)
          }
        }
      }
      initialized = newWidth * newHeight * channels
    }
    return Image(width: newWidth, height: newHeight, channels: channels, pixels: resized)
  }

  /// The weighted sum of neighbouring rows.
  private static func blend(
    _ rows: UnsafePointer<UInt8>, _ weights: ArraySlice<Float>, into line: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    for index in 0..<count { line[index] = 0 }
    var row = rows
    for weight in weights {
      if weight != 0 {
        for index in 0..<count { line[index] += weight * Float(row[index]) }
      }
      row += count
    }
  }
}

extension ResamplingAxis {
  /// The new pixels of one row.
  fileprivate func gather(
    _ line: UnsafePointer<Float>, into target: UnsafeMutablePointer<UInt8>, channels: Int
  ) {
    weights.withUnsafeBufferPointer { weights in
      starts.withUnsafeBufferPointer { starts in
        for x in 0..<starts.count {
          let row = weights.baseAddress! + x * taps
          let from = line + starts[x] * channels
          for channel in 0..<channels {
            var sum: Float = 0
            for tap in 0..<taps { sum += row[tap] * from[tap * channels + channel] }
            target[x * channels + channel] = UInt8(min(max(sum + 0.5, 0), 255))
          }
        }
      }
    }
  }
}
