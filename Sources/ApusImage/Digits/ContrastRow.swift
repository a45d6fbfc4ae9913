/// What is done to each pixel of a row. Each is a loop alone in its function, of which compilers make vectors.
enum ContrastRow {
  /// What pixels have of a direction of color.
  /// - Parameters:
  ///   - row: `count × channels` values.
  ///   - weights: how much of each channel counts.
  static func weighColors(
    _ row: UnsafePointer<UInt8>, by weights: InlineArray<3, Float>, channels: Int, count: Int,
    into target: UnsafeMutablePointer<Float>
  ) {
    if channels == 1 {
      weighGray(row, by: weights[0], count: count, into: target)
    } else {
      weighRGB(row, by: weights, count: count, into: target)
    }
  }

  @inline(never)
  private static func weighGray(
    _ row: UnsafePointer<UInt8>, by weight: Float, count: Int, into target: UnsafeMutablePointer<Float>
  ) {
    for x in 0..<count { target[x] = Float(row[x]) * weight }
  }

  @inline(never)
  private static func weighRGB(
    _ row: UnsafePointer<UInt8>, by weights: InlineArray<3, Float>, count: Int,
    into target: UnsafeMutablePointer<Float>
  ) {
    let (red, green, blue) = (weights[0], weights[1], weights[2])
    for x in 0..<count {
      target[x] =
        Float(row[3 &* x]) * red + (Float(row[3 &* x &+ 1]) * green + Float(row[3 &* x &+ 2]) * blue)
    }
  }

  /// Makes what pixels have of ink's direction their contrast with the paper under them.
  /// - Parameters:
  ///   - ground: what the paper has of that direction.
  ///   - most: the most that there can be.
  @inline(never)
  static func compare(
    _ row: UnsafeMutablePointer<Float>, with ground: UnsafePointer<Float>, most: Float, count: Int
  ) {
    for x in 0..<count {
      let room = max(most - ground[x], 16)
      row[x] = min(max(255 * (row[x] - ground[x]) / room, -255), 255)
    }
  }

  /// Averages each pixel with its neighbors in the row, by the weights 1, 4, 6, 4, 1. Beyond its ends the row goes on as
  /// its last pixels.
  static func smooth(
    _ row: UnsafePointer<Float>, step: Int, count: Int, into target: UnsafeMutablePointer<Float>
  ) {
    let (last, border) = (count - 1, min(2 * step, count))
    func place(_ x: Int) -> UnsafePointer<Float> { row + min(max(x, 0), last) }
    func smooth(_ x: Int, count: Int) {
      average(
        place(x - 2 * step), place(x - step), row + x, place(x + step), place(x + 2 * step), count: count,
        into: target + x)
    }
    for x in 0..<border { smooth(x, count: 1) }
    for x in max(count - border, border)..<count { smooth(x, count: 1) }
    if count > 2 * border { smooth(border, count: count - 2 * border) }
  }

  /// Averages the values at five places by the weights 1, 4, 6, 4, 1.
  @inline(never)
  static func average(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ c: UnsafePointer<Float>,
    _ d: UnsafePointer<Float>,
    _ e: UnsafePointer<Float>, count: Int, into target: UnsafeMutablePointer<Float>
  ) {
    for x in 0..<count { target[x] = (a[x] + e[x] + 4 * (b[x] + d[x]) + 6 * c[x]) / 16 }
  }

  /// Whole numbers from contrast, −255 becoming 0; halves are rounded up.
  @inline(never)
  static func round(_ row: UnsafePointer<Float>, count: Int, into target: UnsafeMutablePointer<UInt32>) {
    for x in 0..<count { target[x] = wholePart(row[x] + 255.5) }
  }

  /// Whole numbers from the contrast of ink; halves are rounded up.
  @inline(never)
  static func roundInk(_ row: UnsafePointer<Float>, count: Int, into target: UnsafeMutablePointer<UInt8>) {
    for x in 0..<count { target[x] = UInt8(truncatingIfNeeded: wholePart(max(row[x], 0) + 0.5)) }
  }

  /// The whole part of a number from 0 up to 511. `UInt32(value)` would ask of each number whether it can be one.
  private static func wholePart(_ value: Float) -> UInt32 {
    // At 2²³ a number's last place is 1: adding that rounds to the nearest, and what is one too many is taken back.
    let sum = value + 0x1p23
    return (sum.bitPattern & 511) &- (sum - 0x1p23 > value ? 1 : 0)
  }
}
