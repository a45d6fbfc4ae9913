import ApusGraph

/// Bilinear resizing as int8 operators do it: neighbors and their shares have 10 fractional bits, the means are
/// exact.
struct BilinearMean {
  /// Along one axis, for each position of the output: the neighbors and the share of the second.
  private let rows: [(lower: Int, upper: Int, share: Double)]
  private let columns: [(lower: Int, upper: Int, share: Double)]
  private let from: Shape

  init(_ resampling: Resampling, from: Shape) {
    self.from = from
    rows = Self.neighbors(resampling, from.height, resampling.size.height)
    columns = Self.neighbors(resampling, from.width, resampling.size.width)
  }

  private static func neighbors(
    _ resampling: Resampling, _ input: Int, _ output: Int
  ) -> [(lower: Int, upper: Int, share: Double)] {
    let (numerator, denominator) =
      resampling.alignsCorners && output > 1 ? (input - 1, output - 1) : (input, output)
    let scale = (1024 * numerator + denominator / 2) / denominator
    let offset = resampling.usesHalfPixelCenters ? Double(scale / 2 - 512) : 0
    return (0..<output).map { position in
      let place = min(max((Double(position * scale) + offset) / 1024, 0), Double(input - 1))
      return (Int(place.rounded(.down)), Int(place.rounded(.up)), place - place.rounded(.down))
    }
  }

  /// The means of all samples' neighbors.
  func means(_ values: [Int8]) -> [Double] {
    var result: [Double] = []
    for start in stride(from: 0, to: values.count, by: from.count) {
      for row in rows {
        for column in columns {
          for channel in 0..<from.channels {
            func mean(_ row: Int) -> Double {
              let first = start + row * from.width * from.channels + channel
              return (1 - column.share) * Double(values[first + column.lower * from.channels])
                + column.share * Double(values[first + column.upper * from.channels])
            }
            result.append((1 - row.share) * mean(row.lower) + row.share * mean(row.upper))
          }
        }
      }
    }
    return result
  }
}
