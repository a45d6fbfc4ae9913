import ApusGraph

extension TFLiteImporter {
  /// More rounds than these, times the operators of one, are refused.
  private static let mostLoopSteps = 1 << 16

  /// WHILE whose rounds are known: it is unrolled.
  mutating func loop(_ step: TFLiteOperator) throws(TFLiteError) {
    let options = try step.options(TFLiteOptions.Kind.loop)
    let (condition, body) = (try options.integer(0), try options.integer(1))
    let steps = try file.subgraph(condition).operatorCount + file.subgraph(body).operatorCount
    var carried = try arguments(step, from: 0)
    for _ in 0...Self.mostLoopSteps / steps {
      guard try isTrue(try called(condition, with: carried, step), step) else {
        return try hold(carried, of: step)
      }
      carried = try called(body, with: carried, step)
    }
    throw .unsupported(step.site, "more rounds than \(Self.mostLoopSteps / steps)")
  }

  /// IF whose condition is known.
  mutating func condition(_ step: TFLiteOperator) throws(TFLiteError) {
    let options = try step.options(TFLiteOptions.Kind.condition)
    guard let condition = try content(try operand(step, 0).index) else {
      throw .notComputed(step.site, tensor: try operand(step, 0).label)
    }
    let subgraph = try options.integer(try isTrue([condition], step) ? 0 : 1)
    try hold(try called(subgraph, with: try arguments(step, from: 1), step), of: step)
  }

  private mutating func arguments(
    _ step: TFLiteOperator, from first: Int
  ) throws(TFLiteError) -> [TFLiteContent] {
    var arguments: [TFLiteContent] = []
    for position in step.inputs.indices.dropFirst(first) {
      let tensor = try operand(step, position)
      guard let content = try content(tensor.index) else {
        throw .notComputed(step.site, tensor: tensor.label)
      }
      arguments.append(content)
    }
    return arguments
  }

  private func isTrue(_ results: [TFLiteContent], _ step: TFLiteOperator) throws(TFLiteError) -> Bool {
    guard results.count == 1, case .constant(let constant) = results[0], constant.count == 1,
      let value = file.integers(constant)?[0]
    else { throw .unsupported(step.site, "a condition that is computed") }
    return value != 0
  }

  private mutating func hold(_ results: [TFLiteContent], of step: TFLiteOperator) throws(TFLiteError) {
    for (position, content) in results.enumerated() {
      hold(content, in: try output(step, part: (position, results.count)))
    }
  }

  /// DYNAMIC_UPDATE_SLICE: a part of a value in the place of what it has there, along one axis.
  mutating func updateSlice(_ step: TFLiteOperator) throws(TFLiteError) {
    let (whole, part) = (try valueOrConstant(step, 0), try valueOrConstant(step, 1))
    let starts = try settings(step, 2)
    let rank = whole.extents.count
    guard part.extents.count == rank, starts.count == rank,
      zip(part.extents, whole.extents).allSatisfy({ $0 > 0 && $0 <= $1 })
    else { throw .unsupported(step.site, "a part of shape \(part.extents) of \(whole.extents)") }
    let axes = (0..<rank).filter { part.extents[$0] != whole.extents[$0] }
    guard axes.count == 1 else {
      guard axes.isEmpty else {
        throw .unsupported(step.site, "a part of shape \(part.extents) of \(whole.extents)")
      }
      return try alias(step, part)
    }
    let axis = axes[0]
    let begin = min(max(starts[axis], 0), whole.extents[axis] - part.extents[axis])
    let end = begin + part.extents[axis]
    var pieces = [part]
    for (from, to) in [(0, begin), (end, whole.extents[axis])] where from < to {
      var box = whole.extents.map { Slice.Axis(begin: 0, count: $0) }
      box[axis] = Slice.Axis(begin: from, count: to - from)
      let tensor = values[whole.number].tensor
      let piece = try cut(whole, box, step, name: "\(step.name).part", tensor: tensor)
      pieces.insert(piece, at: from == 0 ? 0 : pieces.count)
    }
    try join(step, pieces, axis: axis)
  }
}
