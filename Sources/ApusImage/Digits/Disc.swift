/// A disc of pixels, as morphology moves it over pictures: unlike a square, it follows edges of any direction.
package struct Disc {
  /// Its radius in pixels.
  let radius: Int
  /// How far it reaches sideways in each of its rows, from `−radius` to `radius`.
  private let reaches: [Int]

  /// - Precondition: the radius is not negative.
  package init(radius: Int) {
    self.radius = radius
    reaches = (-radius...radius).map { row in
      var reach = radius
      while reach * reach > radius * radius - row * row { reach -= 1 }
      return reach
    }
  }

  /// The extreme value in the disc around each pixel, as far as it lies in the picture: `Greatest` makes a dilation,
  /// `Least` an erosion.
  ///
  /// Each row of the picture is reduced to the extremes of runs of 1, 2, 4 … pixels, of which two overlapping ones make
  /// any run (van Herk's and others' idea), and then combined with the rows that a row of the disc reaches from it.
  package func extremes<Value: Comparable, Which: Extreme>(
    of values: [Value], width: Int, height: Int, _ which: Which.Type
  ) -> [Value] {
    var result = values
    let padded = width + 2 * radius
    let levels = Self.wholeLogarithm(2 * radius + 1) + 1
    guard let some = values.first else { return [] }
    var runs = [Value](repeating: some, count: levels * padded)
    result.withUnsafeMutableBufferPointer { result in
      values.withUnsafeBufferPointer { values in
        runs.withUnsafeMutableBufferPointer { runs in
          let (result, values, runs) = (result.baseAddress!, values.baseAddress!, runs.baseAddress!)
          for row in 0..<height {
            // Beyond its ends a row goes on as its last pixels, which every run there contains.
            let source = values + row * width
            runs.update(repeating: source[0], count: radius)
            (runs + radius).update(from: source, count: width)
            (runs + radius + width).update(repeating: source[width - 1], count: radius)
            for level in 1..<max(levels, 1) {
              let half = 1 << (level - 1)
              let shorter = runs + (level - 1) * padded
              Which.of(shorter, shorter + half, count: padded - 2 * half + 1, into: runs + level * padded)
            }
            for (line, reach) in reaches.enumerated() {
              // The disc around pixels of this row above or below reaches so far into it.
              let target = row + radius - line
              guard target >= 0, target < height else { continue }
              let length = 2 * reach + 1
              let level = Self.wholeLogarithm(length)
              let first = runs + level * padded + radius - reach
              Which.of(result + target * width, first, first + length - (1 << level), count: width)
            }
          }
        }
      }
    }
    return result
  }

  /// Without what is brighter and narrower than the disc: an erosion, then a dilation.
  func opened(_ values: [Double], width: Int, height: Int) -> [Double] {
    let eroded = extremes(of: values, width: width, height: height, Least.self)
    return extremes(of: eroded, width: width, height: height, Greatest.self)
  }

  /// What is narrower than the disc, brighter or darker: both top-hat transforms.
  func hats(_ values: [Double], width: Int, height: Int) -> [Double] {
    let opened = opened(values, width: width, height: height)
    let dilated = extremes(of: values, width: width, height: height, Greatest.self)
    let closed = extremes(of: dilated, width: width, height: height, Least.self)
    return values.indices.map { 2 * values[$0] - opened[$0] - closed[$0] }
  }

  /// The logarithm to the base 2, rounded down.
  private static func wholeLogarithm(_ value: Int) -> Int { value.bitWidth - value.leadingZeroBitCount - 1 }
}
