extension Image {
  /// The picture with other extents: each axis averages areas where it shrinks and interpolates linearly
  /// between pixel centers where it grows. Values are the exact averages, rounded half up.
  /// - Precondition: the extents are positive.
  public func resized(width newWidth: Int, height newHeight: Int) -> Image {
    resized(x: 0, y: 0, width: width, height: height, toWidth: newWidth, toHeight: newHeight)
  }

  /// A rectangle of the picture with other extents.
  func resized(
    x: Int, y: Int, width oldWidth: Int, height oldHeight: Int, toWidth newWidth: Int, toHeight newHeight: Int
  ) -> Image {
    precondition(newWidth > 0 && newHeight > 0)
    guard newWidth != oldWidth || newHeight != oldHeight else {
      let isWhole = oldWidth == width && oldHeight == height
      return isWhole ? self : cropped(x: x, y: y, width: oldWidth, height: oldHeight)
    }
    let across = AxisResampling(from: oldWidth, to: newWidth)
    let down = AxisResampling(from: oldHeight, to: newHeight)
    let average = ExactAverage(total: UInt64(across.total) * UInt64(down.total))
    let count = newWidth * newHeight * channels
    let resampled = [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
      pixels.withUnsafeBufferPointer { source in
        let first = source.baseAddress! + (y * width + x) * channels
        // Sums fit in 32 bits but for pictures of many millions of pixels.
        switch (down.total < 1 << 24, average.total < 1 << 24) {
        case (_, true):
          Self.resample(
            first, stride: width * channels, columns: oldWidth, channels: channels, across, down, average,
            into: target.baseAddress!, rowSums: UInt32.self, sums: UInt32.self)
        case (true, false):
          Self.resample(
            first, stride: width * channels, columns: oldWidth, channels: channels, across, down, average,
            into: target.baseAddress!, rowSums: UInt32.self, sums: UInt64.self)
        case (false, false):
          Self.resample(
            first, stride: width * channels, columns: oldWidth, channels: channels, across, down, average,
            into: target.baseAddress!, rowSums: UInt64.self, sums: UInt64.self)
        }
      }
      initialized = count
    }
    return Image(width: newWidth, height: newHeight, channels: channels, pixels: resampled)
  }

  /// Makes each new row from a weighted sum of old rows, and then its pixels from that sum.
  private static func resample<
    RowSum: FixedWidthInteger & UnsignedInteger, Sum: FixedWidthInteger & UnsignedInteger
  >(
    _ source: UnsafePointer<UInt8>, stride: Int, columns: Int, channels: Int, _ across: AxisResampling,
    _ down: AxisResampling, _ average: ExactAverage, into target: UnsafeMutablePointer<UInt8>,
    rowSums: RowSum.Type, sums: Sum.Type
  ) {
    let values = columns * channels
    var next = target
    withUnsafeTemporaryAllocation(of: RowSum.self, capacity: values) { sums in
      let row = sums.baseAddress!
      across.weights.withUnsafeBufferPointer { weights in
        for window in down.windows {
          row.initialize(repeating: 0, count: values)
          for tap in 0..<window.count {
            let old = source + (window.start + tap) * stride
            add(old, times: RowSum(down.weights[window.weights + tap]), count: values, to: row)
          }
          for window in across.windows {
            let from = row + window.start * channels
            let weights = UnsafeBufferPointer(
              start: weights.baseAddress! + window.weights, count: window.count)
            if channels == 1 {
              next[0] = average.rounded(sum(from, weights, as: Sum.self))
            } else {
              let (red, green, blue) = colorSums(from, weights, as: Sum.self)
              next[0] = average.rounded(red)
              next[1] = average.rounded(green)
              next[2] = average.rounded(blue)
            }
            next += channels
          }
        }
      }
    }
  }

  /// The weighted sum of gray pixels.
  private static func sum<Value: FixedWidthInteger, Sum: FixedWidthInteger & UnsignedInteger>(
    _ values: UnsafePointer<Value>, _ weights: UnsafeBufferPointer<UInt32>, as: Sum.Type
  ) -> UInt64 {
    var sum: Sum = 0
    for tap in weights.indices {
      sum &+= Sum(truncatingIfNeeded: values[tap]) &* Sum(truncatingIfNeeded: weights[tap])
    }
    return UInt64(truncatingIfNeeded: sum)
  }

  /// The weighted sums of colored pixels.
  private static func colorSums<Value: FixedWidthInteger, Sum: FixedWidthInteger & UnsignedInteger>(
    _ values: UnsafePointer<Value>, _ weights: UnsafeBufferPointer<UInt32>, as: Sum.Type
  ) -> (UInt64, UInt64, UInt64) {
    var (red, green, blue): (Sum, Sum, Sum) = (0, 0, 0)
    var pixel = values
    for tap in weights.indices {
      let weight = Sum(truncatingIfNeeded: weights[tap])
      red &+= Sum(truncatingIfNeeded: pixel[0]) &* weight
      green &+= Sum(truncatingIfNeeded: pixel[1]) &* weight
      blue &+= Sum(truncatingIfNeeded: pixel[2]) &* weight
      pixel += 3
    }
    return (
      UInt64(truncatingIfNeeded: red), UInt64(truncatingIfNeeded: green), UInt64(truncatingIfNeeded: blue)
    )
  }

  /// A loop alone in its function, of which compilers make vectors.
  @inline(never)
  private static func add<Sum: FixedWidthInteger & UnsignedInteger>(
    _ row: UnsafePointer<UInt8>, times weight: Sum, count: Int, to sums: UnsafeMutablePointer<Sum>
  ) {
    for at in 0..<count { sums[at] &+= Sum(truncatingIfNeeded: row[at]) &* weight }
  }
}
