/// In which order the elements of a value of any rank lie in memory.
///
/// Files of other programs have values of their own axes, such as batch × channels × rows × columns, which this kit holds
/// channels last. A layout has both: the axes as the file means them, and how memory runs through them. Transposing, and
/// most reshaping, changes the axes and not the memory, so that it costs nothing.
///
/// Axes are made of *factors*: after a flattening of 3 × 4 × 5, an axis of 60 is made of the factors 3, 4 and 5, which may lie
/// in memory as 4 × 5 × 3. Axes of extent 1 have no factors.
package struct ElementLayout: Hashable {
  /// The extents of the axes.
  package let shape: [Int]
  /// The factors of all axes, in the axes' order; none is 1.
  package let factors: [Int]
  /// The factors in the order in which they lie in memory, outermost first.
  package let order: [Int]

  /// Elements in the order of the axes.
  package init(_ shape: [Int]) { self.init(shape, memoryOrder: Array(shape.indices)) }

  /// Elements with the axes in another order.
  /// - Parameter memoryOrder: the axes, the outermost in memory first.
  package init(_ shape: [Int], memoryOrder: [Int]) {
    let axes = shape.indices.filter { shape[$0] != 1 }
    self.shape = shape
    factors = axes.map { shape[$0] }
    order = memoryOrder.compactMap { axes.firstIndex(of: $0) }
  }

  private init(_ shape: [Int], factors: [Int], order: [Int]) {
    self.shape = shape
    self.factors = factors
    self.order = order
  }

  /// How many elements there are.
  package var count: Int { shape.reduce(1, *) }

  /// The extents as they lie in memory, outermost first.
  package var extents: [Int] { order.map { factors[$0] } }

  /// Whether memory has the order of the axes.
  package var isRowMajor: Bool { order == Array(order.indices) }

  /// The factors of each axis.
  package var axes: [Range<Int>] {
    var next = 0
    return shape.map { extent in
      let start = next
      var product = 1
      while product < extent {
        product *= factors[next]
        next += 1
      }
      return start..<next
    }
  }

  /// The same memory with the axes in another order.
  /// - Parameter permutation: for each new axis, which axis of this it is.
  package func transposed(_ permutation: [Int]) -> ElementLayout {
    let axes = axes
    let kept = permutation.flatMap { axes[$0] }
    var places = [Int](repeating: 0, count: kept.count)
    for (new, old) in kept.enumerated() { places[old] = new }
    return ElementLayout(
      permutation.map { shape[$0] }, factors: kept.map { factors[$0] }, order: order.map { places[$0] }
    ).simplified
  }

  /// The same memory with other axes; nil where these divide the elements in a way that the factors do not allow, so that
  /// memory would have to change first.
  /// - Precondition: the new shape has as many elements.
  package func reshaped(_ newShape: [Int]) -> ElementLayout? {
    precondition(newShape.reduce(1, *) == count, "a reshaping keeps the elements")
    guard let parts = Self.commonFactors(factors, newShape.filter { $0 != 1 }) else { return nil }
    return splitting(into: parts, shape: newShape).simplified
  }

  /// The layout of the same axes with the memory in the order of some axes.
  /// - Parameter memoryOrder: the axes, the outermost first.
  package func stored(_ memoryOrder: [Int]) -> ElementLayout {
    let axes = axes
    return ElementLayout(shape, factors: factors, order: memoryOrder.flatMap { Array(axes[$0]) }).simplified
  }

  /// The layout with another extent of one axis, whose elements lie together in memory: those of the new one lie there too.
  /// - Parameter innermost: whether they lie innermost where the axis had one element and so no place; otherwise outermost.
  package func replacing(_ axis: Int, with extent: Int, innermost: Bool = false) -> ElementLayout {
    let range = axes[axis]
    let place = order.firstIndex { range.contains($0) } ?? (innermost ? order.count : 0)
    var newShape = shape
    newShape[axis] = extent
    let added = extent == 1 ? 0 : 1
    let newFactors =
      factors[..<range.lowerBound] + Array(repeating: extent, count: added) + factors[range.upperBound...]
    var newOrder: [Int] = []
    for (position, factor) in (order + [-1]).enumerated() {
      if position == place, added == 1 { newOrder.append(range.lowerBound) }
      guard factor >= 0, !range.contains(factor) else { continue }
      newOrder.append(factor < range.lowerBound ? factor : factor - range.count + added)
    }
    return ElementLayout(newShape, factors: Array(newFactors), order: newOrder)
  }

  /// The layout with factors that belong together in one axis and in memory as one factor.
  private var simplified: ElementLayout {
    var (factors, order) = (factors, order)
    let axes = axes
    for axis in axes.reversed() where axis.count > 1 {
      for factor in axis.dropLast().reversed() {
        guard let place = order.firstIndex(of: factor), place + 1 < order.count,
          order[place + 1] == factor + 1
        else { continue }
        factors[factor] *= factors[factor + 1]
        factors.remove(at: factor + 1)
        order.remove(at: place + 1)
        order = order.map { $0 > factor ? $0 - 1 : $0 }
      }
    }
    return ElementLayout(shape, factors: factors, order: order)
  }

  /// The layout with each factor replaced by factors of its own.
  fileprivate func splitting(into parts: [[Int]], shape newShape: [Int]) -> ElementLayout {
    var starts: [Int] = []
    var next = 0
    for part in parts {
      starts.append(next)
      next += part.count
    }
    return ElementLayout(
      newShape, factors: parts.flatMap { $0 },
      order: order.flatMap { Array(starts[$0]..<starts[$0] + parts[$0].count) })
  }

  /// Splits factors so that they can also be put together as others: `[6]` and `[2, 3]` become `[[2, 3]]`.
  /// - Returns: for each of the first factors, what it is split into; nil where that is impossible, as with `[2, 3]` and
  ///   `[3, 2]`.
  package static func commonFactors(_ first: [Int], _ second: [Int]) -> [[Int]]? {
    var rest = second[...]
    var wanted = rest.popFirst() ?? 1
    var result: [[Int]] = []
    for factor in first {
      var part: [Int] = []
      var left = factor
      while left > 1 {
        if wanted == 1 { wanted = rest.popFirst() ?? 1 }
        let taken = left % wanted == 0 ? wanted : (wanted % left == 0 ? left : 1)
        guard taken > 1 else { return nil }
        part.append(taken)
        left /= taken
        wanted /= taken
      }
      result.append(part)
    }
    return result
  }

  /// What must be done to memory so that it has the layout `target` of the same shape: transpositions, between reshapings.
  /// Empty where nothing must.
  package func steps(to target: ElementLayout) -> [TranspositionStep] {
    precondition(shape == target.shape, "a layout of other axes")
    guard let mine = Self.commonFactors(factors, target.factors),
      let others = Self.commonFactors(target.factors, factors)
    else {
      let rowMajor = ElementLayout(shape)
      return steps(to: rowMajor) + rowMajor.steps(to: target)
    }
    let (from, to) = (splitting(into: mine, shape: shape), target.splitting(into: others, shape: shape))
    return TranspositionStep.steps(
      extents: from.extents, order: to.order.map { from.order.firstIndex(of: $0)! })
  }

  /// Where each element of the layout `target` of the same shape lies in this one, in the target's order.
  package func places(in target: ElementLayout) -> [Int] {
    let steps = steps(to: target)
    var places = Array(0..<count)
    for step in steps { places = step.applied(to: places) }
    return places
  }
}
