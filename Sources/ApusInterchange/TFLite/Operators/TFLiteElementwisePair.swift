import ApusGraph

extension TFLiteImporter {
  /// ADD, SUB and MUL, of two values or of a value and a constant, with broadcasting.
  mutating func pair(
    _ step: TFLiteOperator, _ kind: Int, _ operation: (ConstantOperand?) -> Operation
  ) throws(TFLiteError) {
    let options = try step.options(kind)
    guard step.inputs.count == 2 else { throw .damaged("\(step.site) has \(step.inputs.count) inputs") }
    let activation = try options.activation(0)
    var inputs: [Int] = []
    var constant: (description: ConstantOperand, operand: TFLiteOperand)?
    for position in 0..<2 {
      let tensor = try operand(step, \.inputs, position)
      if isComputed(tensor) || constant != nil {
        inputs.append(try value(step, position))
      } else {
        let bytes = try self.constant(tensor, activationType, step)
        constant = (
          ConstantOperand(shape: try constantShape(tensor, step), isFirst: position == 0),
          TFLiteOperand(tensor: tensor, bytes: bytes)
        )
      }
    }
    try append(
      step, operation(constant?.description), inputs: inputs, activation: activation,
      operand: constant?.operand, reshapes: true)
  }

  /// A constant's shape without the batch, which must be 1 if it is there, and without other leading extents of 1:
  /// extents are compared from the last one on.
  private func constantShape(
    _ tensor: TFLiteTensor, _ step: TFLiteOperator
  ) throws(TFLiteError) -> Shape {
    let extents = tensor.shape
    guard tensor.elementCount != nil, extents.count <= 3 || extents.count == 4 && extents[0] == 1 else {
      throw .unsupported(step.site, "a constant of shape \(extents)")
    }
    let shape = Array(extents.drop { $0 == 1 })
    return Shape(shape.isEmpty ? [1] : shape)
  }
}
