/// The brightness of the paper under a drawing: a quadratic surface, which follows light that falls from one
/// side and darker corners but not strokes.
///
/// It is the fit with the least sum of absolute errors (found by iteratively reweighted least squares), so
/// that up to half of the picture may be ink without drawing the surface towards it.
struct BackgroundSurface {
  /// Of 1, x, y, x², xy, y², with x and y in −1 … 1 over the picture.
  private let coefficients: [Double]

  /// The surface of a grayscale picture.
  init(_ image: Image) {
    // A coarse picture is enough, and its pixels are means that noise hardly moves.
    let small = image.resized(width: min(image.width, 48), height: min(image.height, 48))
    var coefficients = [Self.median(small.pixels), 0, 0, 0, 0, 0]
    for _ in 0..<20 {
      var normal = Normal()
      for y in 0..<small.height {
        let v = Self.place(y, small.height)
        for x in 0..<small.width {
          let terms = Self.terms(Self.place(x, small.width), v)
          let value = Double(small.pixels[y * small.width + x])
          let residual = abs(value - Self.value(coefficients, terms))
          normal.add(terms, value, weight: 1 / max(residual, 1))
        }
      }
      coefficients = normal.solution
    }
    self.coefficients = coefficients
  }

  /// The brightness at a pixel of a picture of this extent.
  func value(x: Int, y: Int, width: Int, height: Int) -> Double {
    Self.value(coefficients, Self.terms(Self.place(x, width), Self.place(y, height)))
  }

  private static func place(_ index: Int, _ count: Int) -> Double {
    (2 * Double(index) + 1) / Double(count) - 1
  }

  private static func terms(_ x: Double, _ y: Double) -> InlineArray<6, Double> {
    [1, x, y, x * x, x * y, y * y]
  }

  private static func value(_ coefficients: [Double], _ terms: InlineArray<6, Double>) -> Double {
    var sum = 0.0
    for index in 0..<6 { sum += coefficients[index] * terms[index] }
    return sum
  }

  private static func median(_ values: [UInt8]) -> Double {
    Double(values.sorted()[values.count / 2])
  }

  /// The normal equations of a weighted least-squares fit.
  private struct Normal {
    private var matrix = [[Double]](repeating: [Double](repeating: 0, count: 7), count: 6)

    mutating func add(_ terms: InlineArray<6, Double>, _ value: Double, weight: Double) {
      for row in 0..<6 {
        let scaled = weight * terms[row]
        for column in row..<6 { matrix[row][column] += scaled * terms[column] }
        matrix[row][6] += scaled * value
      }
    }

    /// By Gaussian elimination; a term that the picture is too small to tell from others is 0.
    var solution: [Double] {
      var matrix = matrix
      for row in 1..<6 { for column in 0..<row { matrix[row][column] = matrix[column][row] } }
      var isUsed = [Bool](repeating: true, count: 6)
      for pivot in 0..<6 {
        guard matrix[pivot][pivot] > 1e-9 * max(matrix[0][0], 1e-30) else {
          isUsed[pivot] = false
          continue
        }
        for row in 0..<6 where row != pivot {
          let factor = matrix[row][pivot] / matrix[pivot][pivot]
          for column in pivot..<7 { matrix[row][column] -= factor * matrix[pivot][column] }
        }
      }
      return (0..<6).map { isUsed[$0] ? matrix[$0][6] / matrix[$0][$0] : 0 }
    }
  }
}
