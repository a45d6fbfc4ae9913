import ApusModel

extension ResizeBilinearRecord: Kernel {
  /// Weighs the four neighbors of each position. Weights have 10 fractional bits and add up to one, so that
  /// 8 + 20 bits hold every sum, and every mean is an int8.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let (input, output) = (resize.input, resize.output)
    let rows = BilinearSampling(
      input: input.height, output: output.height, alignsCorners: resize.alignsCorners,
      usesHalfPixelCenters: resize.usesHalfPixelCenters)
    let columns = BilinearSampling(
      input: input.width, output: output.width, alignsCorners: resize.alignsCorners,
      usesHalfPixelCenters: resize.usesHalfPixelCenters)
    let channels = output.channels
    let source = UnsafePointer(arena + input.offset)
    var target = arena + output.offset
    for row in 0..<output.height {
      let vertical = rows.neighbors(of: row)
      let above = source + vertical.lower &* input.width &* channels
      let below = source + vertical.upper &* input.width &* channels
      for column in 0..<output.width {
        let horizontal = columns.neighbors(of: column)
        let (left, right) = (horizontal.lower &* channels, horizontal.upper &* channels)
        for channel in 0..<channels {
          let upper = Self.mean(
            above[left &+ channel], above[right &+ channel], fraction: horizontal.fraction)
          let lower = Self.mean(
            below[left &+ channel], below[right &+ channel], fraction: horizontal.fraction)
          let sum = upper &* (1024 &- vertical.fraction) &+ lower &* vertical.fraction
          target[channel] = Int8(truncatingIfNeeded: (sum &+ (sum > 0 ? 1 << 19 : -(1 << 19))) / (1 << 20))
        }
        target += channels
      }
    }
  }

  /// 2¹⁰ times the mean of two values.
  @inline(__always)
  private static func mean(_ first: Int8, _ second: Int8, fraction: Int32) -> Int32 {
    Int32(first) &* (1024 &- fraction) &+ Int32(second) &* fraction
  }
}
