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
  func extremes<Value>(
    of values: [Value], width: Int, height: Int, _ pick: (Value, Value) -> Value
  ) -> [Value] {
    var result = values
    result.withUnsafeMutableBufferPointer { result in
      values.withUnsafeBufferPointer { values in
        for (row, reach) in reaches.enumerated() {
          for y in max(0, radius - row)..<max(0, radius - row, min(height, height + radius - row)) {
            let other = (y + row - radius) * width
            // A shift at a time, so that the loop along the row is one over vectors.
            for shift in max(-reach, 1 - width)...min(reach, width - 1) {
              for x in max(0, -shift)..<min(width, width - shift) {
                result[y * width + x] = pick(result[y * width + x], values[other + x + shift])
              }
            }
          }
        }
      }
    }
    return result
  }

  /// The dilation of values of which most are 0, from those that are not.
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
