/// A disc of pixels, as morphology moves it over pictures: unlike a square, it follows edges of any direction.
struct Disc {
  /// Its radius in pixels.
  let radius: Int
  /// How far it reaches sideways in each of its rows, from `−radius` to `radius`.
  private let reaches: [Int]

  /// - Precondition: the radius is not negative.
  init(radius: Int) {
    self.radius = radius
    reaches = (-radius...radius).map { Int(Double(radius * radius - $0 * $0).squareRoot()) }
  }

  /// The extreme value in the disc around each pixel, as far as it lies in the picture: with `max` a dilation,
  /// with `min` an erosion.
  ///
  /// Each row of the picture is reduced to the extremes of runs of 1, 2, 4 … pixels, of which two overlapping ones make
  /// any run (van Herk's and others' idea), and then combined with the rows that a row of the disc reaches from it.
  func extremes<Value>(
    of values: [Value], width: Int, height: Int, _ pick: (Value, Value) -> Value
  ) -> [Value] {
    var result = values
    let padded = width + 2 * radius
    let levels = (2 * radius + 1).bitWidth - (2 * radius + 1).leadingZeroBitCount
    guard let some = values.first else { return [] }
    var runs = [Value](repeating: some, count: levels * padded)
    result.withUnsafeMutableBufferPointer { result in
      values.withUnsafeBufferPointer { values in
        runs.withUnsafeMutableBufferPointer { runs in
          for row in 0..<height {
            // Beyond its ends a row goes on as its last pixels, which every run there contains.
            for x in 0..<padded { runs[x] = values[row * width + min(max(x - radius, 0), width - 1)] }
            for level in 1..<max(levels, 1) {
              let (half, from, to) = (1 << (level - 1), (level - 1) * padded, level * padded)
              for x in 0..<padded - 2 * half + 1 {
                runs[to + x] = pick(runs[from + x], runs[from + x + half])
              }
            }
            for (line, reach) in reaches.enumerated() {
              // The disc around pixels of this row above or below reaches so far into it.
              let target = row + radius - line
              guard target >= 0, target < height else { continue }
              let length = 2 * reach + 1
              let level = length.bitWidth - length.leadingZeroBitCount - 1
              let first = level * padded + radius - reach
              let second = first + length - (1 << level)
              for x in 0..<width {
                result[target * width + x] = pick(
                  result[target * width + x], pick(runs[first + x], runs[second + x]))
              }
            }
          }
        }
      }
    }
    return result
  }

  /// Without what is brighter and narrower than the disc: an erosion, then a dilation.
  func opened(_ values: [Double], width: Int, height: Int) -> [Double] {
    let eroded = extremes(of: values, width: width, height: height, min)
    return extremes(of: eroded, width: width, height: height, max)
  }

  /// What is narrower than the disc, brighter or darker: both top-hat transforms.
  func hats(_ values: [Double], width: Int, height: Int) -> [Double] {
    let opened = opened(values, width: width, height: height)
    let dilated = extremes(of: values, width: width, height: height, max)
    let closed = extremes(of: dilated, width: width, height: height, min)
    return values.indices.map { 2 * values[$0] - opened[$0] - closed[$0] }
  }

  /// The dilation of values that are mostly 0, from the others.
  func spread(_ values: [UInt8], width: Int, height: Int) -> [UInt8] {
    var result = values
    for at in values.indices where values[at] > 0 {
      let (y, x) = at.quotientAndRemainder(dividingBy: width)
      for (row, reach) in reaches.enumerated() where (0..<height).contains(y + row - radius) {
        let other = (y + row - radius) * width
        for near in other + max(0, x - reach)...other + min(width - 1, x + reach) {
          result[near] = max(result[near], values[at])
        }
      }
    }
    return result
  }
}
