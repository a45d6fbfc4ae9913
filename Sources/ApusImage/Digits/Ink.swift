/// The ink of a picture without its background: 0 is paper, 255 a full stroke.
struct Ink {
  /// Ink at each pixel, in one channel.
  private(set) var image: Image

  /// The ink in a grayscale picture; nil where nothing stands out from the background.
  init?(of picture: Image) {
    let (width, height) = (picture.width, picture.height)
    let light = Illumination(of: picture)
    var contrast = [UInt8](repeating: 0, count: width * height)
    var histogram = [Int](repeating: 0, count: 256)
    var distances = histogram
    for at in contrast.indices {
      let (value, ground) = (Int(picture.pixels[at]), Int(light.background.pixels[at]))
      // In 255ths of the way to black or white, so that strokes are alike in shadow and in light.
      let (difference, most) = light.isInkDark ? (ground - value, ground) : (value - ground, 255 - ground)
      let share = most > 0 ? min(max(255 * difference / most, -255), 255) : 0
      contrast[at] = UInt8(max(share, 0))
      histogram[max(share, 0)] += 1
      distances[abs(share)] += 1
    }
    // The median distance of normally distributed values is 0.6745 standard deviations.
    let noise = Double(quantile(0.5, of: distances)) / 0.6745
    guard let levels = ContrastLevels(histogram: histogram, noise: noise) else { return nil }

    let found = Components(of: contrast, width: width, height: height, faint: levels.faint, ink: levels.ink)
    let isKept = found.digit(width: width, height: height)
    guard isKept.contains(true) else { return nil }
    var certain = [Int](repeating: 0, count: 256)
    for at in contrast.indices {
      if found.marks[at] == 0 || !isKept[Int(found.marks[at]) - 1] {
        contrast[at] = 0
      } else if Int(contrast[at]) >= levels.ink {
        certain[Int(contrast[at])] += 1
      }
    }
    // Strokes are full in the middle; their edges fade.
    let factor = 255 / max(Double(quantile(0.75, of: certain)) - levels.black, 1)
    let table = (0..<256).map { UInt8(min(max((Double($0) - levels.black) * factor + 0.5, 0), 255)) }
    image = Image(width: width, height: height, channels: 1, pixels: contrast.map { table[Int($0)] })
  }

  /// The ink in the smallest rectangle around all that is at least a quarter full.
  var cropped: Image {
    var (left, right, top, bottom) = (image.width, 0, image.height, 0)
    for y in 0..<image.height {
      for x in 0..<image.width where image.pixels[y * image.width + x] >= 64 {
        (left, right) = (min(left, x), max(right, x))
        (top, bottom) = (min(top, y), max(bottom, y))
      }
    }
    guard left <= right else { return image }
    return image.cropped(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
  }

  /// Draws strokes that are thinner than this share of the digit's longer side as thick as that, as the pens
  /// of MNIST's writers were.
  mutating func thicken(toShare share: Double) {
    let digit = cropped
    let wanted = share * Double(max(digit.width, digit.height))
    let radius = Int(((wanted - Self.strokeWidth(of: digit)) / 2).rounded())
    guard radius > 0 else { return }
    let pixels = Disc(radius: radius).spread(image.pixels, width: image.width, height: image.height)
    image = Image(width: image.width, height: image.height, channels: 1, pixels: pixels)
  }

  /// The width of strokes in pixels: twice their area for each pixel of their outline.
  private static func strokeWidth(of digit: Image) -> Double {
    let (width, height) = (digit.width, digit.height)
    func isInk(_ x: Int, _ y: Int) -> Bool {
      x >= 0 && x < width && y >= 0 && y < height && digit.pixels[y * width + x] >= 128
    }
    var (area, outline) = (0, 0)
    for y in 0..<height {
      for x in 0..<width where isInk(x, y) {
        area += 1
        if !isInk(x - 1, y) || !isInk(x + 1, y) || !isInk(x, y - 1) || !isInk(x, y + 1) { outline += 1 }
      }
    }
    return 2 * Double(area) / Double(max(outline, 1))
  }
}

/// The smallest value that at least this share of a histogram's counts do not exceed.
private func quantile(_ share: Double, of histogram: [Int]) -> Int {
  let wanted = share * Double(histogram.reduce(0, +))
  var sum = 0
  for value in histogram.indices {
    sum += histogram[value]
    if sum > 0, Double(sum) >= wanted { return value }
  }
  return histogram.count - 1
}
