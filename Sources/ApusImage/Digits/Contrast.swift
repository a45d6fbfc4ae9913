/// How far each pixel of a picture is from the paper towards ink: 0 is paper, 255 the farthest ink that there can be.
///
/// Contrast is counted in shares of the way to black, white or whichever color is the last in ink's direction, so that
/// strokes are alike in shadow and in light.
struct Contrast {
  /// Columns.
  let width: Int
  /// Rows.
  let height: Int
  /// For each pixel −255 … 255; what is on the other side of the paper is negative.
  private(set) var values: [Float]
  /// How many pixels have each whole number of it.
  private(set) var histogram: ContrastHistogram

  init(of picture: Image, on paper: Paper) {
    let (width, height, channels) = (picture.width, picture.height, picture.channels)
    let grid = paper.grid
    let across = LinearPlaces(from: grid.width, to: width)
    let down = LinearPlaces(from: grid.height, to: height)
    let most = Float(paper.most)
    let weights = paper.direction.weights(channels: channels)
    var histogram = ContrastHistogram(width: width)
    let values = [Float](unsafeUninitializedCapacity: width * height) { target, initialized in
      picture.pixels.withUnsafeBufferPointer { pixels in
        var cells = [Float](repeating: 0, count: grid.width)
        var ground = [Float](repeating: 0, count: width)
        for y in 0..<height {
          let place = down[y]
          for cell in cells.indices {
            let first = paper.values[place.lower * grid.width + cell]
            let second = paper.values[place.upper * grid.width + cell]
            cells[cell] = Float(first + (second - first) * Double(place.share))
          }
          across.interpolate(cells, into: &ground)
          let contrast = target.baseAddress! + y * width
          let row = pixels.baseAddress! + y * width * channels
          ContrastRow.weighColors(row, by: weights, channels: channels, count: width, into: contrast)
          ground.withUnsafeBufferPointer {
            ContrastRow.compare(contrast, with: $0.baseAddress!, most: most, count: width)
          }
          histogram.add(contrast)
        }
      }
      initialized = width * height
    }
    (self.width, self.height, self.values, self.histogram) = (width, height, values, histogram)
  }

  /// Averages each pixel with its neighbors at so many pixels, by the weights 1, 4, 6, 4, 1. Beyond its border the picture
  /// goes on as its last pixels.
  mutating func smooth(step: Int) {
    let (width, height) = (width, height)
    histogram = ContrastHistogram(width: width)
    // Rows that were averaged along themselves, of which columns are averaged: those that a row still needs.
    let kept = 4 * step + 1
    var rows = [Float](repeating: 0, count: kept * width)
    values.withUnsafeMutableBufferPointer { values in
      rows.withUnsafeMutableBufferPointer { rows in
        let (values, rows) = (values.baseAddress!, rows.baseAddress!)
        func row(_ y: Int) -> UnsafeMutablePointer<Float> { rows + min(max(y, 0), height - 1) % kept * width }
        var next = 0
        for y in 0..<height {
          while next < min(y + 2 * step + 1, height) {
            ContrastRow.smooth(values + next * width, step: step, count: width, into: row(next))
            next += 1
          }
          let target = values + y * width
          ContrastRow.average(
            row(y - 2 * step), row(y - step), row(y), row(y + step), row(y + 2 * step), count: width,
            into: target)
          histogram.add(target)
        }
      }
    }
  }

  /// The contrast of ink in whole numbers; 0 for what is on the other side of the paper.
  var ink: [UInt8] {
    [UInt8](unsafeUninitializedCapacity: values.count) { target, initialized in
      values.withUnsafeBufferPointer {
        ContrastRow.roundInk($0.baseAddress!, count: values.count, into: target.baseAddress!)
      }
      initialized = values.count
    }
  }

  /// The histogram where some pixels that are ink have become paper.
  /// - Parameter others: the contrast of those that have not, 0 where they have.
  func histogram(replacing others: [UInt8]) -> ContrastHistogram {
    var result = ContrastHistogram(width: width)
    var row = [Float](repeating: 0, count: width)
    for y in 0..<height {
      for x in 0..<width {
        let at = y * width + x
        row[x] = others[at] > 0 ? Float(others[at]) : min(values[at], 0)
      }
      row.withUnsafeBufferPointer { result.add($0.baseAddress!) }
    }
    return result
  }
}
