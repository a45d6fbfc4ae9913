/// A smooth curve through points: a centripetal-free, uniform Catmull–Rom spline (Catmull and Rom 1974), its
/// ends as if the first and last points were there twice.
enum Curve {
  /// Places along the curve: the same number for each stretch between two points, and the last point.
  static func through(_ points: [SkeletonPoint], steps: Int) -> [SkeletonPoint] {
    guard points.count > 1 else { return points }
    var result: [SkeletonPoint] = []
    result.reserveCapacity((points.count - 1) * steps + 1)
    for index in 0..<points.count - 1 {
      let before = points[max(index - 1, 0)]
      let (from, to) = (points[index], points[index + 1])
      let after = points[min(index + 2, points.count - 1)]
      for step in 0..<steps {
        let t = Float(step) / Float(steps)
        result.append(
          SkeletonPoint(
            blend(before.x, from.x, to.x, after.x, t), blend(before.y, from.y, to.y, after.y, t)))
      }
    }
    result.append(points[points.count - 1])
    return result
  }

  private static func blend(_ a: Float, _ b: Float, _ c: Float, _ d: Float, _ t: Float) -> Float {
    let linear = c - a
    let square = 2 * a - 5 * b + 4 * c - d
    let cube = 3 * (b - c) + d - a
    return b + t * (linear + t * (square + t * cube)) / 2
  }
}
