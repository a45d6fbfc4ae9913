/// Arithmetic on the extents of values of any rank, outermost first, as files of other programs have them.
enum Extents {
  /// How many elements there are; nil where an extent is negative or there are 2³¹ or more.
  static func count(_ extents: [Int]) -> Int? {
    var count = 1
    for extent in extents {
      guard extent >= 0, extent == 0 || count <= Int(Int32.max) / extent else { return nil }
      count *= extent
    }
    return count
  }

  /// The extents of what two values make element by element, as NumPy pairs them; nil where they do not fit.
  static func broadcast(_ first: [Int], _ second: [Int]) -> [Int]? {
    let rank = max(first.count, second.count)
    let (one, other) = (padded(first, to: rank), padded(second, to: rank))
    var result: [Int] = []
    for (a, b) in zip(one, other) {
      guard a == b || a == 1 || b == 1 else { return nil }
      result.append(a == 1 ? b : a)
    }
    return result
  }

  /// Extents of 1 in front, up to a rank.
  static func padded(_ extents: [Int], to rank: Int) -> [Int] {
    Array(repeating: 1, count: max(0, rank - extents.count)) + extents
  }

  /// For each element of a value of the extents `target`, in order, the place of the element of a smaller value that
  /// stands for it.
  /// - Precondition: `extents` can be broadcast to `target`.
  static func broadcastPlaces(_ extents: [Int], to target: [Int]) -> [Int] {
    let extents = padded(extents, to: target.count)
    return places(target, steps: zip(strides(extents), extents).map { $1 == 1 ? 0 : $0 })
  }

  /// How far apart neighbors along each axis lie.
  static func strides(_ extents: [Int]) -> [Int] {
    var strides = Array(repeating: 1, count: extents.count)
    for axis in extents.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * extents[axis + 1]
    }
    return strides
  }

  /// For each element of a value, in order, where it is taken from.
  /// - Parameters:
  ///   - extents: the value's.
  ///   - steps: how far to go for one index of each axis.
  ///   - start: where the first element is.
  static func places(_ extents: [Int], steps: [Int], start: Int = 0) -> [Int] {
    var places = [start]
    for (extent, step) in zip(extents, steps) {
      places = places.flatMap { place in (0..<extent).map { place + $0 * step } }
    }
    return places
  }

  /// For each element of what is left when along each axis some indices are taken, where it is taken from.
  static func places(_ extents: [Int], taking indices: [[Int]]) -> [Int] {
    var places = [0]
    for (indices, stride) in zip(indices, strides(extents)) {
      places = places.flatMap { place in indices.map { place + $0 * stride } }
    }
    return places
  }

  /// An axis with all those outside of it taken as one, and all inside of it.
  static func around(_ axis: Int, of extents: [Int]) -> (outer: Int, extent: Int, inner: Int) {
    (extents[..<axis].reduce(1, *), extents[axis], extents[(axis + 1)...].reduce(1, *))
  }
}
