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
    if new <= old {
      // In units of 1 / (old · new) an old pixel is `new` long and a new one `old`.
      total = old
      for index in 0..<new {
        let (low, high) = (index * old, (index + 1) * old)
        let (first, last) = (low / new, (high - 1) / new)
        windows.append(Window(start: first, count: last - first + 1, weights: weights.count))
        for pixel in first...last {
          weights.append(UInt32(min(high, (pixel + 1) * new) - max(low, pixel * new)))
        }
      }
    } else {
      // In units of 1 / (2 · new) old pixels, the new pixel's center lies this far after the first old center.
      total = 2 * new
      for index in 0..<new {
        let place = min(max((2 * index + 1) * old - new, 0), total * (old - 1))
        let first = min(place / total, max(old - 2, 0))
        let fraction = place - first * total
        windows.append(Window(start: first, count: min(2, old), weights: weights.count))
        weights.append(UInt32(total - fraction))
        if old > 1 { weights.append(UInt32(fraction)) }
      }
    }
  }
}
