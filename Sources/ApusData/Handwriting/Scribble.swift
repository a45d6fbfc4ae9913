import ApusGraph

/// Lines without meaning: curls, zigzags, crossing strokes.
enum Scribble {
  /// The middle lines of one.
  static func skeleton(using source: inout RandomSource) -> Skeleton {
    switch source.integer(below: 3) {
    case 0: [wander(points: 7 + source.integer(below: 9), using: &source)]
    case 1: zigzag(corners: 5 + source.integer(below: 6), using: &source)
    case _:
      (0..<3 + source.integer(below: 4)).map { _ in
        wander(points: 2 + source.integer(below: 2), using: &source)
      }
    }
  }

  /// Places anywhere, in any order.
  private static func wander(points: Int, using source: inout RandomSource) -> [SkeletonPoint] {
    (0..<points).map { _ in
      let x = source.uniform()
      return SkeletonPoint(x, source.uniform())
    }
  }

  /// To and fro from one side to the other, with corners.
  private static func zigzag(corners: Int, using source: inout RandomSource) -> Skeleton {
    let isUpright = source.integer(below: 2) == 0
    let places = (0...corners).map { corner in
      let along = (Float(corner) + source.uniform(-0.2, 0.2)) / Float(corners)
      let across = corner % 2 == 0 ? source.uniform(0, 0.25) : source.uniform(0.75, 1)
      return isUpright ? SkeletonPoint(across, along) : SkeletonPoint(along, across)
    }
    return (0..<corners).map { [places[$0], places[$0 + 1]] }
  }
}

/// Several digits beside each other, which one picture of a digit has no room for.
package enum DigitRow {
  /// Two to four digits by one hand.
  package static func writer(using source: inout RandomSource) -> Writer {
    let count = 2 + source.integer(below: 3) * source.integer(below: 2)
    var skeleton: Skeleton = []
    var left: Float = 0
    for _ in 0..<count {
      let digit = source.integer(below: 10)
      let form = Writer.choose(DigitSkeletons.forms[digit], using: &source)
      let points = form.joined().map(\.x)
      let (first, last) = (points.min()!, points.max()!)
      let width = 0.62 * max(last - first, 0.1)
      let down = source.uniform(-0.1, 0.1)
      skeleton += form.map { stroke in
        stroke.map { SkeletonPoint(left + 0.62 * ($0.x - first), $0.y + down) }
      }
      left += width + source.uniform(0.15, 0.5)
    }
    // To about a width of one, so that a hand's slips are those of one digit.
    let scale = 1 / max(left, 1)
    return Writer(
      skeleton.map { $0.map { SkeletonPoint(2 * scale * $0.x, $0.y) } },
      penShare: max(0.45, 1.5 * scale), using: &source)
  }
}

/// Digits in a way that makes them none.
enum DisplacedDigit {
  /// A quarter turn, or the mirror image, of a digit that is no digit then.
  static func turned(using source: inout RandomSource) -> Skeleton {
    let isMirrored = source.integer(below: 2) == 0
    let digits = isMirrored ? [3, 4, 6, 7, 9] : [2, 3, 4, 5, 7]
    let digit = digits[source.integer(below: digits.count)]
    let form = Writer.choose(DigitSkeletons.forms[digit], using: &source)
    let isLeft = source.integer(below: 2) == 0
    return form.map { stroke in
      stroke.map { point in
        if isMirrored { return SkeletonPoint(1 - point.x, point.y) }
        return isLeft ? SkeletonPoint(point.y, 1 - point.x) : SkeletonPoint(1 - point.y, point.x)
      }
    }
  }

  /// What is left of a digit that a picture's edge has cut through, of those where that cannot be another digit.
  static func piece(using source: inout RandomSource) -> Skeleton {
    // Digit, and whether its upper, lower or left part is left.
    let cuts: [(digit: Int, edge: Edge)] = [
      (2, .lower), (3, .upper), (5, .upper), (4, .upper), (8, .left), (0, .left), (3, .lower), (5, .lower),
      (2, .upper),
    ]
    let (digit, edge) = cuts[source.integer(below: cuts.count)]
    let at = source.uniform(0.42, 0.55)
    let form = Writer.choose(DigitSkeletons.forms[digit], using: &source)
    let dense = form.map { Curve.through($0, steps: 3) }
    let left = dense.flatMap { stroke in
      stroke.split(whereSeparator: { !edge.keeps($0, at) }).map(Array.init).filter { $0.count > 1 }
    }
    return left.isEmpty ? dense : left
  }

  private enum Edge {
    case upper, lower, left

    func keeps(_ point: SkeletonPoint, _ at: Float) -> Bool {
      switch self {
      case .upper: point.y <= at
      case .lower: point.y >= at
      case .left: point.x <= at
      }
    }
  }
}
