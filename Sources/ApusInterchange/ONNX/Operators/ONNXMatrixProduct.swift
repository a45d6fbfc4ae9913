import ApusGraph

extension ONNXImporter {
  /// MAT_MUL of two computed values: the last two axes multiply, those before are samples of their own.
  mutating func product(
    _ step: ONNXStep, _ first: ONNXFlow, _ second: ONNXFlow
  ) throws(ONNXError) -> ONNXFlow {
    let isVector = (first.shape.count == 1, second.shape.count == 1)
    guard !first.shape.isEmpty, !second.shape.isEmpty else {
      throw step.damaged("numbers instead of matrices")
    }
    let rank = max(2, first.shape.count, second.shape.count)
    func padded(_ flow: ONNXFlow, _ shape: [Int]) throws(ONNXError) -> ONNXFlow {
      try reshaped(flow, Array(repeating: 1, count: rank - shape.count) + shape)
    }
    let one = try padded(first, isVector.0 ? [1] + first.shape : first.shape)
    let other = try padded(second, isVector.1 ? second.shape + [1] : second.shape)
    let samples = Array(0..<rank - 2)
    let counts = [one, other].map { flow in samples.reduce(1) { $0 * flow.shape[$1] } }
    guard counts.contains(1) || samples.allSatisfy({ one.shape[$0] == other.shape[$0] }) else {
      throw step.unsupported("matrices that are repeated along some axes")
    }
    guard one.shape[rank - 1] == other.shape[rank - 2] else {
      throw step.damaged("matrices of \(one.shape) and \(other.shape)")
    }
    let batch = try productBatch(step, first, second, rank: rank)
    let (left, transposesLeft) = try matrices(one, of: counts.max()!)
    let (right, transposesRight) = try matrices(other, of: counts.max()!)
    let body = MatrixProduct(transposesFirst: transposesLeft, transposesSecond: transposesRight)
    var result = first
    result.node = try emitter.add(.matrixProduct(body), [left, right])
    let outer = samples.map { max(one.shape[$0], other.shape[$0]) }
    result.batchAxis = batch
    result.layout = ElementLayout(outer + [one.shape[rank - 2], other.shape[rank - 1]])
    result.isFeatureMap = false
    if isVector.0 || isVector.1 {
      var shape = outer
      if !isVector.0 { shape.append(one.shape[rank - 2]) }
      if !isVector.1 { shape.append(other.shape[rank - 1]) }
      result = try reshaped(result, shape)
    }
    return result
  }

  /// Which axis of a product is that of the samples of a file that is fixed at several.
  private func productBatch(
    _ step: ONNXStep, _ first: ONNXFlow, _ second: ONNXFlow, rank: Int
  ) throws(ONNXError) -> Int? {
    func place(_ flow: ONNXFlow) -> Int? { flow.batchAxis.map { $0 + rank - flow.shape.count } }
    let (one, other) = (place(first), place(second))
    if one == rank - 1 || one != nil && other != nil && one != other {
      try checkBatch(step, first, [first.batchAxis!])
    }
    if other == rank - 2 { try checkBatch(step, second, [second.batchAxis!]) }
    return one ?? other
  }

  /// A value as matrices, and whether rows and columns are to change places.
  /// - Parameter count: how many the other value has, or this one.
  private mutating func matrices(_ flow: ONNXFlow, of count: Int) throws(ONNXError) -> (String, Bool) {
    let rank = flow.shape.count
    let plain = try withPlainAxes(flow)
    let order = Self.memoryOrder(of: plain.layout)
    let isTransposed = order.firstIndex(of: rank - 1)! < order.firstIndex(of: rank - 2)!
    let last = isTransposed ? [rank - 1, rank - 2] : [rank - 2, rank - 1]
    let stored = try stored(plain, Array(0..<rank - 2) + last)
    let matrix = last.map { flow.shape[$0] }
    let mine = flow.layout.count / matrix.reduce(1, *)
    let shape = count > 1 ? [mine] + matrix : matrix
    return (try emitter.viewed(stored.node, as: Shape(shape)), isTransposed)
  }

  /// A value whose elements along an axis become sums of products with the rows of a matrix `[output, input]`.
  mutating func applied(
    _ step: ONNXStep, _ matrix: ONNXArray, to flow: ONNXFlow, along axis: Int
  ) throws(ONNXError) -> ONNXFlow {
    let rank = flow.shape.count
    var order = (0..<rank).filter { $0 != axis }
    order.append(axis)
    let moved = try dense(step, transposed(flow, order), matrix, bias: nil)
    var back = [Int](repeating: 0, count: rank)
    for (new, old) in order.enumerated() { back[old] = new }
    return transposed(moved, back)
  }
}
