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

  init(of picture: Image, on paper: Paper) {
    (width, height) = (picture.width, picture.height)
    let (width, height, channels) = (width, height, picture.channels)
    let across = LinearPlaces(from: paper.grid.width, to: width)
    let down = LinearPlaces(from: paper.grid.height, to: height)
    let most = Float(paper.most)
    let direction = paper.direction.weights
    let weights: InlineArray<3, Float> =
      channels == 1
      ? [Float(direction[0] + direction[1] + direction[2]), 0, 0]
      : [Float(direction[0]), Float(direction[1]), Float(direction[2])]
    values = [Float](unsafeUninitializedCapacity: width * height) { target, initialized in
      picture.pixels.withUnsafeBufferPointer { pixels in
        var row = [Float](repeating: 0, count: paper.grid.width)
        for y in 0..<height {
          let (upper, lower, share) = down[y]
          for cell in row.indices {
            let (first, second) = (
              paper.values[upper * paper.grid.width + cell], paper.values[lower * paper.grid.width + cell]
            )
            row[cell] = Float(first + (second - first) * Double(share))
          }
          var at = y * width
          for x in 0..<width {
            let (left, right, share) = across[x]
            let ground = row[left] + (row[right] - row[left]) * share
            var value = Float(pixels[at * channels]) * weights[0]
            if channels == 3 {
              value += Float(pixels[at * 3 + 1]) * weights[1] + Float(pixels[at * 3 + 2]) * weights[2]
            }
            let room = max(most - ground, 16)
            target[at] = min(max(255 * (value - ground) / room, -255), 255)
            at += 1
          }
        }
      }
      initialized = width * height
    }
  }

  /// Averages each pixel with its neighbors at so many pixels, by the weights 1, 4, 6, 4, 1.
  mutating func smooth(step: Int) {
    let (width, height) = (width, height)
    var rows = [Float](repeating: 0, count: values.count)
    values.withUnsafeMutableBufferPointer { values in
      rows.withUnsafeMutableBufferPointer { rows in
        for y in 0..<height {
          let at = y * width
          for x in 0..<width {
            let (a, b) = (max(x - 2 * step, 0), max(x - step, 0))
            let (c, d) = (min(x + step, width - 1), min(x + 2 * step, width - 1))
            rows[at + x] =
              (values[at + a] + values[at + d] + 4 * (values[at + b] + values[at + c]) + 6 * values[at + x])
              / 16
          }
        }
        for y in 0..<height {
          let (a, b) = (max(y - 2 * step, 0) * width, max(y - step, 0) * width)
          let (c, d) = (min(y + step, height - 1) * width, min(y + 2 * step, height - 1) * width)
          for x in 0..<width {
            values[y * width + x] =
              (rows[a + x] + rows[d + x] + 4 * (rows[b + x] + rows[c + x]) + 6 * rows[y * width + x]) / 16
          }
        }
      }
    }
  }

  /// How many pixels have each whole number of contrast, where some that are ink have become paper.
  /// - Parameter values: the contrast of those that have not, 0 where they have.
  func histogram(replacing others: [UInt8]) -> [Int] {
    var counts = [Int](repeating: 0, count: 511)
    for at in others.indices {
      counts[others[at] > 0 ? 255 + Int(others[at]) : Int(min(values[at], 0) + 255.5)] += 1
    }
    return counts
  }

  /// How many pixels have each whole number of contrast, from −255 to 255.
  var histogram: [Int] {
    var counts = [Int](repeating: 0, count: 511)
    for value in values { counts[Int(value + 255.5)] += 1 }
    return counts
  }
}
