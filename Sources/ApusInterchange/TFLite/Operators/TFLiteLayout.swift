import ApusGraph

extension TFLiteImporter {
  /// RESHAPE and SQUEEZE: the same elements in the shape that the output declares.
  mutating func reshape(_ step: TFLiteOperator, extraInputs: ClosedRange<Int>) throws(TFLiteError) {
    guard extraInputs.contains(step.inputs.count - 1) else {
      throw .damaged("\(step.site) has \(step.inputs.count) inputs")
    }
    let shape = try output(step).sampleShape()
    try append(step, .viewing(as: shape), inputs: [try value(step, 0)])
  }

  /// CONCATENATION along any axis but the batch's.
  mutating func concatenation(_ step: TFLiteOperator) throws(TFLiteError) {
    let options = try step.options(TFLiteOptions.Kind.concatenation)
    var inputs: [Int] = []
    for position in step.inputs.indices { inputs.append(try value(step, position)) }
    let number = try options.integer(0)
    let rank = inputs.first.map { shapes[$0].rank } ?? 0
    // From the innermost on, as they are called whatever the rank.
    let axes: [Concatenate.Axis] = [.channels, .columns, .rows]
    let distance = number < 0 ? -1 &- number : rank - number
    guard distance >= 0, distance < min(rank, axes.count) else {
      throw .unsupported(step.site, "axis \(number) of \(rank + 1) dimensions, the first being the batch")
    }
    guard try options.activation(1) == .none else { throw .unsupported(step.site, "a fused activation") }
    try append(
      step, .concatenate(Concatenate(axis: axes[distance])), inputs: inputs)
  }

  /// PAD of a feature map with zeros.
  mutating func pad(_ step: TFLiteOperator) throws(TFLiteError) {
    guard step.inputs.count == 2 else { throw .unsupported(step.site, "\(step.inputs.count) inputs") }
    let input = try value(step, 0)
    let amounts = try settings(step, 1)
    guard shapes[input].rank == 3, amounts.count == 8, amounts[0] == 0, amounts[1] == 0 else {
      throw .unsupported(step.site, "paddings \(amounts) for an input of \(shapes[input])")
    }
    let border = ResolvedPadding(top: amounts[2], bottom: amounts[3], left: amounts[4], right: amounts[5])
    try append(
      step, .pad(Pad(border: border, channelsBefore: amounts[6], channelsAfter: amounts[7])),
      inputs: [input])
  }
}
