/// The ink of a picture without its background: 0 is paper, 255 a full stroke.
struct Ink {
  /// Ink at each pixel, in one channel. It may be smaller or larger than the picture.
  private(set) var image: Image
  /// What was seen, in the picture's own pixels.
  let description: InkDescription
  /// The pieces of ink, and which pixels belong to each.
  let components: Components

  /// Whose ink is looked for.
  enum Purpose {
    /// One digit, which is most of what there is.
    case oneDigit
    /// Any number of digits, which may be small.
    case manyDigits
  }

  /// The ink in a picture; nil where nothing stands out from the background.
  ///
  /// The picture is averaged to at most 640 pixels a side, 1,280 where many digits are looked for. One of less than 160 is
  /// enlarged, so that its strokes are some pixels wide and no step hollows them out.
  init?(of original: Image, for purpose: Purpose) {
    let reduced = original.reduced(toSide: purpose == .oneDigit ? 640 : 1280)
    let picture = reduced.enlarged(toSide: 160)
    let grid = ColorGrid(of: picture, isSmall: max(original.width, original.height) < 20)
    let reading = InkReading(of: picture, on: grid)
    guard reading.levels.isInk else { return nil }
    let (width, height) = (picture.width, picture.height)
    var levels = reading.levels
    var values = reading.contrast.values.map { UInt8(max($0, 0) + 0.5) }
    let lines = LineRemoval(from: values, width: width, height: height, least: levels.faint * 6 / 10)
    if lines.count > 0 {
      values = lines.values
      levels = ContrastLevels(histogram: reading.contrast.histogram(replacing: values))
      guard levels.isInk else { return nil }
    }
    let found = Components(of: values, width: width, height: height, faint: levels.faint, ink: levels.ink)
    let isKept =
      purpose == .oneDigit
      ? found.digit(width: width, height: height) : found.writing(width: width, height: height)
    guard isKept.contains(true) else { return nil }
    components = found.keeping(isKept)
    var certain = [Int](repeating: 0, count: 256)
    for at in values.indices {
      if components.marks[at] == 0 {
        values[at] = 0
      } else if Int(values[at]) >= levels.ink {
        certain[Int(values[at])] += 1
      }
    }
    // Strokes are full in the middle; their edges fade.
    let full = Double(quantile(0.75, of: certain))
    let factor = 255 / max(full - levels.black, 1)
    let table = (0..<256).map { UInt8(min(max((Double($0) - levels.black) * factor + 0.5, 0), 255)) }
    image = Image(width: width, height: height, channels: 1, pixels: values.map { table[Int($0)] })

    let box = components.components.dropFirst().reduce(components.components[0].box) { $0.union($1.box) }
    let area = components.components.reduce(0) { $0 + $1.area }
    let scale = Double(original.width) / Double(width)
    description = InkDescription(
      polarity: reading.paper.isInkDark ? .darkInk : .lightInk, share: Double(area) / Double(width * height),
      contrast: levels.contrast / 255, clarity: levels.clarity, strokeWidth: image.strokeWidth * scale,
      components: components.components.count, lines: lines.count,
      touchesBorder: components.components.contains { $0.contact > 0 },
      box: box.scaled(fromWidth: width, height: height, toWidth: original.width, height: original.height))
  }
}

extension Image {
  /// A grayscale picture's smallest rectangle around all that is at least a quarter full.
  var croppedToInk: Image {
    var (left, right, top, bottom) = (width, 0, height, 0)
    for y in 0..<height {
      for x in 0..<width where pixels[y * width + x] >= 64 {
        (left, right) = (min(left, x), max(right, x))
        (top, bottom) = (min(top, y), max(bottom, y))
      }
    }
    guard left <= right else { return self }
    return cropped(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
  }

  /// A grayscale picture of ink with strokes that are thinner than this share of the digit's longer side drawn as thick
  /// as that, as the pens of MNIST's writers were.
  func thickened(toShare share: Double) -> Image {
    let digit = croppedToInk
    let wanted = share * Double(max(digit.width, digit.height))
    let radius = Int(((wanted - digit.strokeWidth) / 2).rounded())
    guard radius > 0 else { return self }
    let margin = Image(width: width + 2 * radius, height: height + 2 * radius, channels: 1)
      .overlaid(with: self, x: radius, y: radius)
    let pixels = Disc(radius: radius).spread(margin.pixels, width: margin.width, height: margin.height)
    return Image(width: margin.width, height: margin.height, channels: 1, pixels: pixels)
  }

  /// The width of strokes in pixels: twice their area for each pixel of their outline.
  var strokeWidth: Double {
    let (width, height) = (width, height)
    func isInk(_ x: Int, _ y: Int) -> Bool {
      x >= 0 && x < width && y >= 0 && y < height && pixels[y * width + x] >= 128
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

  /// A grayscale picture with another one on it.
  func overlaid(with other: Image, x: Int, y: Int) -> Image {
    var result = self
    for row in 0..<other.height {
      for column in 0..<other.width {
        result.pixels[(y + row) * width + x + column] = other.pixels[row * other.width + column]
      }
    }
    return result
  }
}

/// The smallest value that at least this share of a histogram's counts do not exceed.
func quantile(_ share: Double, of histogram: [Int]) -> Int {
  let wanted = share * Double(histogram.reduce(0, +))
  var sum = 0
  for value in histogram.indices {
    sum += histogram[value]
    if sum > 0, Double(sum) >= wanted { return value }
  }
  return histogram.count - 1
}
