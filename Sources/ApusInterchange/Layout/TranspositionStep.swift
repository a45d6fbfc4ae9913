/// A transposition of a value of one to three axes, of which those of higher rank are made.
package struct TranspositionStep: Hashable {
  /// The extents under which the value is seen, outermost first; one to three.
  package var shape: [Int]
  /// For each axis of the result, which axis it is.
  package var order: [Int]

  package init(shape: [Int], order: [Int]) {
    self.shape = shape
    self.order = order
  }

  /// Brings the axes of a value of any rank into another order, by the fewest transpositions of three axes where there are
  /// up to six that do not belong together, and by few otherwise.
  ///
  /// Any order can be made so: with what is in place in front, and what comes next in the middle, `[a, b, c] → [a, c, b]` puts
  /// one more axis in its place.
  /// - Parameters:
  ///   - extents: the value's, outermost first.
  ///   - order: for each axis of the result, which axis it is.
  /// - Returns: none where the elements are in that order already.
  package static func steps(extents: [Int], order: [Int]) -> [TranspositionStep] {
    let (extents, order) = merged(extents, order)
    guard order != Array(order.indices) else { return [] }
    if order.count <= 3 { return [TranspositionStep(shape: extents, order: order)] }
    let moves = order.count <= 6 ? fewestMoves(to: order) : oneByOne(to: order)
    var arrangement = Array(order.indices)
    return moves.map { move in
      let blocks = move.blocks(of: arrangement)
      let shape = blocks.map { $0.reduce(1) { $0 * extents[$1] } }
      arrangement = move.order.flatMap { blocks[$0] }
      return TranspositionStep(shape: shape, order: move.order)
    }
  }

  /// The values in the order that the step brings them into.
  package func applied<Value>(to values: [Value]) -> [Value] {
    let extents = Array(repeating: 1, count: 3 - shape.count) + shape
    let order = Array(0..<(3 - shape.count)) + order.map { $0 + 3 - shape.count }
    let strides = [extents[1] * extents[2], extents[2], 1]
    var result: [Value] = []
    result.reserveCapacity(values.count)
    for first in 0..<extents[order[0]] {
      for second in 0..<extents[order[1]] {
        let start = first * strides[order[0]] + second * strides[order[1]]
        for third in 0..<extents[order[2]] { result.append(values[start + third * strides[order[2]]]) }
      }
    }
    return result
  }

  /// The same transposition without axes of one element, and with those as one that stay neighbors.
  private static func merged(_ extents: [Int], _ order: [Int]) -> (extents: [Int], order: [Int]) {
    let order = order.filter { extents[$0] != 1 }
    var runs: [[Int]] = []
    let kept = extents.indices.filter { extents[$0] != 1 }
    let rank = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
    for axis in order.map({ rank[$0]! }) {
      if let last = runs.last?.last, axis == last + 1 {
        runs[runs.count - 1].append(axis)
      } else {
        runs.append([axis])
      }
    }
    let sorted = runs.indices.sorted { runs[$0][0] < runs[$1][0] }
    var number = [Int](repeating: 0, count: runs.count)
    for (new, run) in sorted.enumerated() { number[run] = new }
    return (sorted.map { runs[$0].reduce(1) { $0 * extents[kept[$1]] } }, number)
  }

  /// A transposition of up to three blocks of neighboring axes.
  private struct Move: Hashable {
    /// Where the second and third blocks begin; they may be empty.
    var cuts: [Int]
    var order: [Int]

    func blocks(of arrangement: [Int]) -> [[Int]] {
      let bounds = [0] + cuts + [arrangement.count]
      return (0..<bounds.count - 1).map { Array(arrangement[bounds[$0]..<bounds[$0 + 1]]) }
    }

    func applied(to arrangement: [Int]) -> [Int] {
      let blocks = blocks(of: arrangement)
      return order.flatMap { blocks[$0] }
    }
  }

  /// Breadth-first search over all orders.
  private static func fewestMoves(to order: [Int]) -> [Move] {
    let count = order.count
    var moves: [Move] = []
    for cut in 1..<count {
      moves.append(Move(cuts: [cut], order: [1, 0]))
      for second in (cut + 1)..<max(count, cut + 1) {
        for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
          moves.append(Move(cuts: [cut, second], order: order))
        }
      }
    }
    let start = Array(order.indices)
    var reached: [[Int]: (from: [Int], move: Move)] = [:]
    var frontier = [start]
    while reached[order] == nil {
      var next: [[Int]] = []
      for arrangement in frontier {
        for move in moves {
          let result = move.applied(to: arrangement)
          guard result != start, reached[result] == nil else { continue }
          reached[result] = (arrangement, move)
          next.append(result)
        }
      }
      frontier = next
    }
    var path: [Move] = []
    var arrangement = order
    while let step = reached[arrangement] {
      path.append(step.move)
      arrangement = step.from
    }
    return path.reversed()
  }

  /// One axis after the other, from the outermost on.
  private static func oneByOne(to order: [Int]) -> [Move] {
    var moves: [Move] = []
    var arrangement = Array(order.indices)
    for (place, axis) in order.enumerated() where arrangement[place] != axis {
      let found = arrangement.firstIndex(of: axis)!
      let move =
        place == 0
        ? Move(cuts: [found], order: [1, 0]) : Move(cuts: [place, found], order: [0, 2, 1])
      arrangement = move.applied(to: arrangement)
      moves.append(move)
    }
    return moves
  }
}
