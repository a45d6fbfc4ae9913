/// How the pixels of one axis become another number of pixels: area averaging where there are fewer, linear
/// interpolation between pixel centers where there are more.
///
/// The weights are whole numbers that add up to `total`, so that sums are exact and an image is the same on
/// every machine.
struct AxisResampling {
  /// What a new pixel is made from: `count` old pixels from `start`, whose weights begin at `weights`.
  struct Window {
    let start: Int
    let count: Int
    let weights: Int
  }

  private(set) var windows: [Window] = []
  private(set) var weights: [UInt32] = []
  /// What the weights of each window add up to.
  let total: Int

  /// - Precondition: both numbers of pixels are from 1 up to 2³⁰.
  init(from old: Int, to new: Int) {
    precondition(old > 0 && new > 0 && old <= 1 << 30 && new <= 1 << 30)
    windows.reserveCapacity(new)
    // All weights are multiples of this.
    let divisor = Self.greatestCommonDivisor(old, new)
    let (oldLength, newLength) = (old / divisor, new / divisor)
    if new <= old {
      // In these units an old pixel is `newLength` long and a new one `oldLength`.
      total = oldLength
      for index in 0..<new {
        let (low, high) = (index * oldLength, (index + 1) * oldLength)
        let (first, last) = (low / newLength, (high - 1) / newLength)
        windows.append(Window(start: first, count: last - first + 1, weights: weights.count))
        for pixel in first...last {
          weights.append(UInt32(min(high, (pixel + 1) * newLength) - max(low, pixel * newLength)))
        }
      }
    } else {
      // In units of 1 / (2 · newLength) old pixels, the new pixel's center lies this far after the first old center.
      total = 2 * newLength
      for index in 0..<new {
        let place = min(max((2 * index + 1) * oldLength - newLength, 0), total * (old - 1))
        let first = min(place / total, max(old - 2, 0))
        let fraction = place - first * total
        windows.append(Window(start: first, count: min(2, old), weights: weights.count))
        weights.append(UInt32(total - fraction))
        if old > 1 { weights.append(UInt32(fraction)) }
      }
    }
  }

  /// Euclid's algorithm.
  private static func greatestCommonDivisor(_ first: Int, _ second: Int) -> Int {
    second == 0 ? first : greatestCommonDivisor(second, first % second)
  }
}
