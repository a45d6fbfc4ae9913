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
    let count = newWidth * newHeight * channels
    let resampled = [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
      pixels.withUnsafeBufferPointer { source in
        let first = source.baseAddress! + (y * width + x) * channels
        // Sums over rows fit in 32 bits but for pictures of millions of rows.
        if down.total <= Int(UInt32.max) / 255 {
          Self.resample(
            first, stride: width * channels, columns: oldWidth, channels: channels, across, down,
            into: target.baseAddress!, sums: UInt32.self)
        } else {
          Self.resample(
            first, stride: width * channels, columns: oldWidth, channels: channels, across, down,
            into: target.baseAddress!, sums: UInt64.self)
        }
      }
      initialized = count
    }
    return Image(width: newWidth, height: newHeight, channels: channels, pixels: resampled)
  }

  /// Makes each new row from a weighted sum of old rows, which vectorizes, and then its pixels from that sum.
  private static func resample<Sum: FixedWidthInteger & UnsignedInteger>(
    _ source: UnsafePointer<UInt8>, stride: Int, columns: Int, channels: Int, _ across: AxisResampling,
    _ down: AxisResampling, into target: UnsafeMutablePointer<UInt8>, sums: Sum.Type
  ) {
    let values = columns * channels
    let total = UInt64(across.total) * UInt64(down.total)
    precondition(total < 1 << 55)
    let half = total / 2
    var next = target
    withUnsafeTemporaryAllocation(of: Sum.self, capacity: values) { sums in
      let row = sums.baseAddress!
      for window in down.windows {
        var old = source + window.start * stride
        for tap in 0..<window.count {
          let weight = Sum(truncatingIfNeeded: down.weights[window.weights + tap])
          if tap == 0 {
            for at in 0..<values { row[at] = Sum(truncatingIfNeeded: old[at]) &* weight }
          } else {
            for at in 0..<values { row[at] &+= Sum(truncatingIfNeeded: old[at]) &* weight }
          }
          old += stride
        }
        across.weights.withUnsafeBufferPointer { weights in
          for window in across.windows {
            for channel in 0..<channels {
              var from = row + window.start * channels + channel
              var sum = half
              for tap in window.weights..<window.weights + window.count {
                sum &+= UInt64(truncatingIfNeeded: from.pointee) &* UInt64(weights[tap])
                from += channels
              }
              next.pointee = UInt8(truncatingIfNeeded: sum / total)
              next += 1
            }
          }
        }
      }
    }
  }
}
