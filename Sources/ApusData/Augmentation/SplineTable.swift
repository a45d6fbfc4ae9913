/// The weights of a uniform cubic B-spline along one side of an image, the same for every image: a side of
/// `points` cells, over which lie `points + 3` control points. (Rueckert et al. 1999, free-form deformation;
/// the effect is that of the elastic distortion of Simard et al. 2003, whose Gaussian smoothing of white noise
/// costs far more.)
package struct SplineTable: Hashable, Sendable {
  /// The first place in each cell, and behind them the number of places.
  package let starts: [Int]
  /// Four weights for each place; they add up to 1.
  package let weights: [Float]

  /// A table for `count` pixels.
  package init(count: Int, points: Int) {
    var starts = [0]
    var weights: [Float] = []
    weights.reserveCapacity(4 * count)
    for index in 0..<count {
      let place = (Float(index) + 0.5) * Float(points) / Float(count)
      let cell = min(Int(place), points - 1)
      while starts.count <= cell { starts.append(index) }
      weights += Self.weights(at: place - Float(cell))
    }
    while starts.count <= points { starts.append(count) }
    self.starts = starts
    self.weights = weights
  }

  /// The weights at `t` in `0 … 1` between the two middle ones of four control points.
  private static func weights(at t: Float) -> [Float] {
    let s = 1 - t
    let (t2, t3) = (t * t, t * t * t)
    return [s * s * s / 6, (3 * t3 - 6 * t2 + 4) / 6, (-3 * t3 + 3 * t2 + 3 * t + 1) / 6, t3 / 6]
  }
}
