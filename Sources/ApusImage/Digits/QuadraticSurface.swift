/// A surface `a + bx + cy + dx² + exy + fy²` fitted to an image's values: light that falls off slowly.
struct QuadraticSurface {
  /// The six coefficients, for coordinates that run from −1 to 1.
  private var coefficients = [Double](repeating: 0, count: 6)

  /// The least-squares fit to a picture's values, `values[row · width + column]`, each counted by its weight.
  init(values: [Double], weights: [Double], width: Int, height: Int) {
    // The normal equations: a matrix and the right side. Both are made of moments, sums of weight · across^i · down^j;
    // each row of the picture gives the sums over across^i.
    var rows = InlineArray<6, InlineArray<7, Double>>(repeating: InlineArray(repeating: 0))
    let places = (0..<width).map { Self.coordinate($0, width) }
    for y in 0..<height {
      var moments = InlineArray<5, Double>(repeating: 0)
      var valueMoments = InlineArray<3, Double>(repeating: 0)
      for x in 0..<width where weights[y * width + x] > 0 {
        let across = places[x]
        var power = weights[y * width + x]
        let value = values[y * width + x]
        for exponent in 0..<3 {
          moments[exponent] += power
          valueMoments[exponent] += power * value
          power *= across
        }
        moments[3] += power
        moments[4] += power * across
      }
      let down = Self.coordinate(y, height)
      let powers: InlineArray<5, Double> = [
        1, down, down * down, down * down * down, down * down * down * down,
      ]
      for first in 0..<6 {
        let (i, j) = Self.exponents(first)
        for second in 0..<6 {
          let (k, l) = Self.exponents(second)
          rows[first][second] += moments[i + k] * powers[j + l]
        }
        rows[first][6] += valueMoments[i] * powers[j]
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
    let places = (0..<width).map { Self.coordinate($0, width) }
    return [Double](unsafeUninitializedCapacity: width * height) { values, initialized in
      places.withUnsafeBufferPointer { places in
        for y in 0..<height {
          row(at: Self.coordinate(y, height), places, into: values.baseAddress! + y * width)
        }
      }
      initialized = width * height
    }
  }

  /// The values of a row. A loop alone in its function, of which compilers make vectors.
  @inline(never)
  private func row(
    at down: Double, _ places: UnsafeBufferPointer<Double>, into target: UnsafeMutablePointer<Double>
  ) {
    let (a, b, c) = (coefficients[0], coefficients[1], coefficients[2])
    let (d, e, f) = (coefficients[3], coefficients[4], coefficients[5])
    for x in places.indices {
      let across = places[x]
      let linear = a + b * across + c * down
      target[x] = linear + d * (across * across) + e * (across * down) + f * (down * down)
    }
  }

  /// The exponents of `across` and `down` in a term.
  private static func exponents(_ term: Int) -> (across: Int, down: Int) {
    switch term {
    case 0: (0, 0)
    case 1: (1, 0)
    case 2: (0, 1)
    case 3: (2, 0)
    case 4: (1, 1)
    default: (0, 2)
    }
  }

  /// A pixel's place between −1 and 1.
  private static func coordinate(_ index: Int, _ extent: Int) -> Double {
    Double(2 * index + 1 - extent) / Double(extent)
  }
}
