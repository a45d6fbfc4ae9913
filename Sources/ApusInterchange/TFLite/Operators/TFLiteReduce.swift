import ApusGraph

extension TFLiteImporter {
  /// MEAN, SUM, REDUCE_MAX, REDUCE_MIN and REDUCE_PROD over any axes.
  mutating func reduction(_ step: TFLiteOperator, _ kind: Reduce.Kind) throws(TFLiteError) {
    let input = try value(step, 0)
    let keepsAxes = try step.options(TFLiteOptions.Kind.reducer).byte(0) != 0
    var axes: Set<Int> = []
    for number in try settings(step, 1) { axes.insert(try axis(number, of: input.extents.count, step)) }
    let extents = input.extents.indices.compactMap { axis in
      axes.contains(axis) ? (keepsAxes ? 1 : nil) : input.extents[axis]
    }
    // TFLite Micro's MEAN over height and width is the global average that this kit knows.
    if kind == .mean, input.extents.count == 4, input.extents[0] == 1, axes == [1, 2] {
      return try append(
        step, .globalAveragePool(GlobalAveragePool()), inputs: [input.number], extents: extents)
    }
    let runs = AxisRuns(input.extents, marks: input.extents.indices.map { axes.contains($0) })
    var shape = Shape(runs.extents)
    var reduced = runs.marks.indices.filter { runs.marks[$0] }
    if reduced.isEmpty {
      // Nothing but axes of one element.
      shape.dimensions.append(1)
      reduced = [shape.rank - 1]
    }
    guard shape.rank <= 3 else {
      throw .unsupported(step.site, "axes \(axes.sorted()) of shape \(input.extents)")
    }
    try append(
      step, .reduce(Reduce(kind: kind, axes: reduced, keepsAxes: false)),
      inputs: [try view(input.number, as: shape, step)], extents: extents)
  }
}
