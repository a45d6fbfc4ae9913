import ApusGraph

extension TFLiteImporter {
  /// RESHAPE and SQUEEZE: the same elements in the shape that the output declares.
  mutating func reshape(_ step: TFLiteOperator, extraInputs: ClosedRange<Int>) throws(TFLiteError) {
    guard extraInputs.contains(step.inputs.count - 1) else {
      throw .damaged("\(step.site) has \(step.inputs.count) inputs")
    }
    let shape = try output(step).sampleShape()
    try append(step, .viewing(as: shape), inputs: [try value(step, 0)], keepsQuantization: true)
  }

  /// CONCATENATION along the last axis.
  mutating func concatenation(_ step: TFLiteOperator) throws(TFLiteError) {
    let options = try step.options(TFLiteOptions.Kind.concatenation)
    var inputs: [Int] = []
    for position in step.inputs.indices { inputs.append(try value(step, position)) }
    let axis = try options.integer(0)
    guard let first = inputs.first, axis == shapes[first].rank || axis == -1 else {
      throw .unsupported(step.site, "axis \(axis), not the last one")
    }
    guard try options.activation(1) == .none else { throw .unsupported(step.site, "a fused activation") }
    try append(step, .concatenate(Concatenate()), inputs: inputs, keepsQuantization: true)
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
      inputs: [input], keepsQuantization: true)
  }
}
