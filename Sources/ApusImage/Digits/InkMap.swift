/// How much ink there is at each pixel of a drawing or a photograph of one, 0 … 255, whatever the colours of
/// paper and pen and however light falls on it.
struct InkMap {
  let width: Int
  let height: Int
  /// Ink at each pixel; 0 is paper.
  private(set) var values: [UInt8]
  /// From this value on a pixel belongs to a stroke.
  let threshold: UInt8

  /// The least difference in brightness, of 255, that counts as a drawing.
  private static let leastContrast = 16.0

  /// The ink in a grayscale picture; nil where nothing stands out from the background.
  init?(_ image: Image) {
    (width, height) = (image.width, image.height)
    let surface = BackgroundSurface(image)
    var differences = [Float](repeating: 0, count: width * height)
    for y in 0..<height {
      for x in 0..<width {
        let paper = surface.value(x: x, y: y, width: width, height: height)
        differences[y * width + x] = Float(Double(image.pixels[y * width + x]) - paper)
      }
    }
    // Paper is what most pixels are near to. Ink is on the side that reaches further beyond its noise.
    let noise = differences.map { abs($0) }.sorted()[differences.count / 2]
    let floor = max(3 * noise, Float(Self.leastContrast) / 2)
    var (bright, dark) = (0.0, 0.0)
    for value in differences {
      if value > floor { bright += Double(value) * Double(value) }
      if value < -floor { dark += Double(value) * Double(value) }
    }
    let sign: Float = dark > bright ? -1 : 1
    let ink = differences.map { min(max(sign * $0, 0), 255) }
    var histogram = [Int](repeating: 0, count: 256)
    for value in ink { histogram[Int(value)] += 1 }
    let split = Self.otsu(histogram)
    let strokes = ink.filter { Int($0) > split }.sorted()
    guard !strokes.isEmpty else { return nil }
    // Strokes are dark in the middle; their edges fade.
    let full = strokes[strokes.count * 3 / 4]
    guard Double(full) >= Self.leastContrast, full > 2 * noise else { return nil }
    let low = min(max(floor * 0.75, 0), full * 0.4)
    func scaled(_ value: Float) -> UInt8 { UInt8(min(max((value - low) / (full - low), 0), 1) * 255) }
    threshold = max(scaled(Float(split)), 64)
    values = ink.map(scaled)
  }

  /// The threshold that leaves the least variance within both classes (Otsu 1979).
  private static func otsu(_ histogram: [Int]) -> Int {
    let total = Double(histogram.reduce(0, +))
    let sum = histogram.indices.reduce(0.0) { $0 + Double($1 * histogram[$1]) }
    var (count, partial) = (0.0, 0.0)
    var best = (variance: -1.0, threshold: 0)
    for value in 0..<255 {
      count += Double(histogram[value])
      partial += Double(value * histogram[value])
      guard count > 0, count < total else { continue }
      let difference = partial / count - (sum - partial) / (total - count)
      let variance = count * (total - count) * difference * difference
      if variance > best.variance { best = (variance, value) }
    }
    return best.threshold
  }

  /// Keeps the strokes that are large beside the largest, with their soft edges, and wipes specks off.
  /// - Parameter share: the least share of the largest stroke's pixels.
  mutating func wipeSpecks(share: Double) {
    var labels = [Int32](repeating: -1, count: values.count)
    var sizes: [Int] = []
    var open: [Int] = []
    for start in values.indices where values[start] >= threshold && labels[start] < 0 {
      let label = Int32(sizes.count)
      labels[start] = label
      open.append(start)
      var size = 0
      while let at = open.popLast() {
        size += 1
        forEachNeighbour(of: at, reach: 1) { next in
          if values[next] >= threshold, labels[next] < 0 {
            labels[next] = label
            open.append(next)
          }
        }
      }
      sizes.append(size)
    }
    let least = Double(sizes.max() ?? 0) * share
    var isKept = [Bool](repeating: false, count: values.count)
    let reach = max(1, max(width, height) / 100)
    for at in values.indices where labels[at] >= 0 && Double(sizes[Int(labels[at])]) >= least {
      forEachNeighbour(of: at, reach: reach) { isKept[$0] = true }
    }
    for at in values.indices where !isKept[at] { values[at] = 0 }
  }

  /// Calls with every pixel of the square around one, itself included.
  private func forEachNeighbour(of at: Int, reach: Int, _ body: (Int) -> Void) {
    let (y, x) = at.quotientAndRemainder(dividingBy: width)
    for row in max(0, y - reach)...min(height - 1, y + reach) {
      for column in max(0, x - reach)...min(width - 1, x + reach) { body(row * width + column) }
    }
  }

  /// The smallest rectangle around all that is at least a quarter ink; nil where there is none.
  var bounds: (x: Range<Int>, y: Range<Int>)? {
    var (left, right, top, bottom) = (width, -1, height, -1)
    for y in 0..<height {
      for x in 0..<width where values[y * width + x] >= 64 {
        (left, right) = (min(left, x), max(right, x))
        (top, bottom) = (min(top, y), max(bottom, y))
      }
    }
    return right < 0 ? nil : (left..<right + 1, top..<bottom + 1)
  }

  /// The width of the strokes in pixels: twice their area for each pixel of their outline.
  var strokeWidth: Double {
    var (area, outline) = (0, 0)
    for y in 0..<height {
      for x in 0..<width where values[y * width + x] >= threshold {
        area += 1
        let at = y * width + x
        let isInside =
          x > 0 && x < width - 1 && y > 0 && y < height - 1 && values[at - 1] >= threshold
          && values[at + 1] >= threshold && values[at - width] >= threshold && values[at + width] >= threshold
        if !isInside { outline += 1 }
      }
    }
    return outline == 0 ? 0 : 2 * Double(area) / Double(outline)
  }

  /// Draws every stroke thicker by so many pixels on each side.
  mutating func thicken(by radius: Int) {
    guard radius > 0 else { return }
    let offsets = (-radius...radius).map { dy in
      (dy, Int(Double(radius * radius - dy * dy).squareRoot()))
    }
    var thick = values
    for at in values.indices where values[at] > 0 {
      let (y, x) = at.quotientAndRemainder(dividingBy: width)
      for (dy, reach) in offsets where (0..<height).contains(y + dy) {
        let row = (y + dy) * width
        for column in max(0, x - reach)...min(width - 1, x + reach) {
          thick[row + column] = max(thick[row + column], values[at])
        }
      }
    }
    values = thick
  }
}
