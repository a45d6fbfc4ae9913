import ApusGraph

extension TFLiteImporter {
  /// TRANSPOSE by a constant permutation that leaves the batch where it is.
  mutating func transposition(_ step: TFLiteOperator) throws(TFLiteError) {
    let input = try value(step, 0)
    let permutation = try settings(step, 1)
    let rank = shapes[input].rank + 1
    guard permutation.count == rank, permutation.first == 0 else {
      throw .unsupported(
        step.site, "the permutation \(permutation) of \(rank) axes, the first being the batch")
    }
    try append(
      step, .transpose(Transpose(order: permutation.dropFirst().map { $0 - 1 })), inputs: [input])
  }
}
