extension Image {
  /// Whether a grayscale picture looks as MNIST's own do: bright strokes on black, as large as their box, and with
  /// the center of mass in the middle.
  var looksPrepared: Bool {
    guard hasBlackBorder else { return false }
    var (mass, momentX, momentY) = (Int64(0), Int64(0), Int64(0))
    var (left, right, top, bottom) = (width, -1, height, -1)
    var (bright, ink) = (0, 0)
    for y in 0..<height {
      for x in 0..<width {
        let value = Int(pixels[y * width + x])
        mass += Int64(value)
        momentX += Int64(value) * Int64(x)
        momentY += Int64(value) * Int64(y)
        if value >= 32 {
          (left, right, top, bottom) = (min(left, x), max(right, x), min(top, y), max(bottom, y))
          ink += 1
        }
        if value >= 200 { bright += 1 }
      }
    }
    // Of MNIST's 70,000 digits the faintest has a ninth of its ink so bright.
    guard ink > 0, 9 * bright >= ink else { return false }
    // The longer side of MNIST's digits is 20 of 28 pixels, a little less where it is faint at its ends.
    func fits(_ count: Int, _ extent: Int) -> Bool {
      let share = 28 * count
      return share >= 18 * extent && share <= 21 * extent
    }
    let (across, down) = (right - left + 1, bottom - top + 1)
    guard fits(across, width) && 21 * height >= 28 * down || fits(down, height) && 21 * width >= 28 * across
    else { return false }
    // MNIST's centers lie within half a pixel of 28 from the middle; files that lose a little may add a tenth.
    func isMiddle(_ moment: Int64, _ extent: Int) -> Bool {
      abs(2 * moment - mass * Int64(extent)) * 140 <= 6 * mass * Int64(extent)
    }
    return isMiddle(momentX, width) && isMiddle(momentY, height)
  }

  /// Whether a grayscale picture's border is black: at most 24 of 255 on average.
  private var hasBlackBorder: Bool {
    var (sum, count) = (0, 0)
    for y in 0..<height {
      let step = y == 0 || y == height - 1 ? 1 : max(width - 1, 1)
      for x in stride(from: 0, to: width, by: step) {
        sum += Int(pixels[y * width + x])
        count += 1
      }
    }
    return sum <= 24 * count
  }
}
