/// A surface `a + bx + cy + dx² + exy + fy²` fitted to an image's values: light that falls off slowly.
struct QuadraticSurface {
  /// The six coefficients, for coordinates that run from −1 to 1.
  private var coefficients = [Double](repeating: 0, count: 6)

  /// The least-squares fit to a picture's values, `values[row · width + column]`, each counted by its weight.
  init(values: [Double], weights: [Double], width: Int, height: Int) {
    // The normal equations: a matrix and the right side.
    var rows = InlineArray<6, InlineArray<7, Double>>(repeating: InlineArray(repeating: 0))
    for y in 0..<height {
      for x in 0..<width where weights[y * width + x] > 0 {
        let terms = Self.terms(x, y, width, height)
        let weight = weights[y * width + x]
        for first in 0..<6 {
          let weighted = weight * terms[first]
          for second in 0..<6 { rows[first][second] += weighted * terms[second] }
          rows[first][6] += weighted * values[y * width + x]
        }
      }
    }
    // A little damping of all but the mean keeps pictures of one row or column solvable.
    for term in 0..<6 { rows[term][term] += term == 0 ? 1e-9 : 1e-4 * rows[0][0] + 1e-9 }
    // The system is positive definite, so Gaussian elimination needs no pivoting.
    for pivot in 0..<6 {
      for below in pivot + 1..<6 {
        let factor = rows[below][pivot] / rows[pivot][pivot]
        for column in pivot..<7 { rows[below][column] -= factor * rows[pivot][column] }
      }
    }
    for term in (0..<6).reversed() {
      var rest = rows[term][6]
      for later in term + 1..<6 { rest -= rows[term][later] * coefficients[later] }
      coefficients[term] = rest / rows[term][term]
    }
  }

  /// The surface's values at the pixels of the picture it was fitted to.
  func values(width: Int, height: Int) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(width * height)
    for y in 0..<height {
      for x in 0..<width {
        let terms = Self.terms(x, y, width, height)
        var value = 0.0
        for term in 0..<6 { value += coefficients[term] * terms[term] }
        values.append(value)
      }
    }
    return values
  }

  private static func terms(_ x: Int, _ y: Int, _ width: Int, _ height: Int) -> InlineArray<6, Double> {
    let across = Double(2 * x + 1 - width) / Double(width)
    let down = Double(2 * y + 1 - height) / Double(height)
    return [1, across, down, across * across, across * down, down * down]
  }
}
