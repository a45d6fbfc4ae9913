extension ONNXFolding {
  /// MAT_MUL of any number of rows with one matrix.
  func product() throws(ONNXError) -> ONNXArray {
    let (rows, matrix) = (try input(0), try input(1))
    guard matrix.shape.count == 2, let inner = rows.shape.last, inner == matrix.shape[0], inner > 0
    else {
      throw step.unsupported("constants of \(rows.shape) and \(matrix.shape)")
    }
    let columns = matrix.shape[1]
    let shape = rows.shape.dropLast() + [columns]
    try check(shape + [inner])
    let (left, right) = (rows.reals, matrix.reals)
    var values = [Float](repeating: 0, count: shape.reduce(1, *))
    for row in 0..<left.count / inner {
      for place in 0..<inner {
        let factor = left[row * inner + place]
        for column in 0..<columns {
          values[row * columns + column] += factor * right[place * columns + column]
        }
      }
    }
    return ONNXArray(values, shape: Array(shape))
  }

  /// A reduction over some axes, all unless given.
  func reduced() throws(ONNXError) -> ONNXArray {
    let array = try input(0)
    let (axes, keeps) = try step.reducedAxes(rank: array.shape.count, version: version)
    let kept = array.shape.indices.filter { !axes.contains($0) }
    let moved = array.transposed(kept + axes)
    let inner = axes.reduce(1) { $0 * array.shape[$1] }
    let rows = kept.reduce(1) { $0 * array.shape[$1] }
    guard inner > 0 else { throw step.damaged("a reduction of nothing") }
    let shape =
      keeps
      ? array.shape.indices.map { axes.contains($0) ? 1 : array.shape[$0] }
      : kept.map { array.shape[$0] }
    let kind = step.node.kind
    if case .integers(let values) = moved.values, kind != "ReduceMean" {
      let results = (0..<rows).map { row in
        let part = values[row * inner..<(row + 1) * inner]
        return switch kind {
        case "ReduceProd": part.reduce(1, &*)
        case "ReduceSum": part.reduce(0, &+)
        case "ReduceMax": part.max()!
        case _: part.min()!
        }
      }
      return ONNXArray(results, shape: shape, type: array.type)
    }
    let values = moved.reals
    let results = (0..<rows).map { row in
      let part = values[row * inner..<(row + 1) * inner]
      return switch kind {
      case "ReduceProd": part.reduce(1, *)
      case "ReduceSum": part.reduce(0, +)
      case "ReduceMax": part.max()!
      case "ReduceMin": part.min()!
      case _: part.reduce(0, +) / Float(inner)
      }
    }
    return ONNXArray(results, shape: shape)
  }
}
