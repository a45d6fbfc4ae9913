import ApusGraph

extension TFLiteImporter {
  /// A function of each element without options, as LOGISTIC is.
  mutating func elementwise(_ step: TFLiteOperator, _ operation: Operation) throws(TFLiteError) {
    // Between DEQUANTIZE and QUANTIZE, a function of one number is one of int8: a table.
    let source = try operand(step, 0)
    let isBetween = isQuantized && source.type == .float32
    let input = try isBetween ? copied(step, 0) : value(step, 0)
    if isBetween, values[input.number].tensor.type == .float32 {
      throw .tensorType(step.site, tensor: source.label, found: "FLOAT32", needed: "INT8")
    }
    let element: ApusGraph.ElementType = try output(step).type == .int16 ? .int16 : .int8
    if isQuantized, !isBetween, let needed = operation.int8.output(of: element) {
      let found = try parameters(of: try output(step), "\(step.site)")
      guard found == needed else {
        throw .unsupported(
          step.site,
          "an output that is not of scale 1/\(Int(1 / needed.scale)) and zero point \(needed.zeroPoint)")
      }
    }
    try append(
      step, operation, inputs: [input.number], extents: input.extents, type: isBetween ? .float32 : nil)
  }

  /// A function of each element that this kit knows by a number.
  mutating func function(_ step: TFLiteOperator, _ kind: Function.Kind) throws(TFLiteError) {
    try elementwise(step, .function(Function(kind)))
  }

  /// RELU6, which TFLite Micro's int8 kernel only clamps.
  mutating func relu6(_ step: TFLiteOperator) throws(TFLiteError) {
    let input = try value(step, 0)
    try append(
      step, .relu6(ReLU6()), inputs: [input.number], extents: input.extents, keepsQuantization: true)
  }

  /// LEAKY_RELU.
  mutating func leakyReLU(_ step: TFLiteOperator) throws(TFLiteError) {
    let slope = try step.options(TFLiteOptions.Kind.leakyReLU).float(0)
    guard slope.isFinite, slope >= 0 else { throw .unsupported(step.site, "a slope of \(slope)") }
    try elementwise(step, .leakyReLU(LeakyReLU(slope: slope)))
  }

  /// PRELU with constant slopes.
  mutating func prelu(_ step: TFLiteOperator) throws(TFLiteError) {
    let input = try value(step, 0)
    let slopes = try constant(step, 1)
    let shape = Shape(constant: slopes.extents)
    try append(
      step, .prelu(PReLU(shape: shape)), inputs: [input.number], extents: input.extents, operand: slopes)
  }

  /// GELU, exact or with a hyperbolic tangent.
  mutating func gelu(_ step: TFLiteOperator) throws(TFLiteError) {
    let isApproximate = try step.options(TFLiteOptions.Kind.gelu).byte(0) != 0
    try function(step, isApproximate ? .geluTanh : .gelu)
  }

  /// POW by one constant exponent.
  mutating func power(_ step: TFLiteOperator) throws(TFLiteError) {
    guard let exponent = try optionalConstant(step, 1), exponent.count == 1,
      let value = file.reals(exponent)?[0]
    else { throw .unsupported(step.site, "an exponent that is not one constant number") }
    try function(step, .power(exponent: value))
  }

  /// SOFTMAX over the last axis.
  mutating func softmax(_ step: TFLiteOperator) throws(TFLiteError) {
    let beta = try step.options(TFLiteOptions.Kind.softmax).float(0)
    guard beta == 1 else { throw .unsupported(step.site, "beta \(beta) instead of 1") }
    try elementwise(step, .softmax(Softmax()))
  }

  /// L2_NORMALIZATION over the last axis.
  mutating func l2Normalization(_ step: TFLiteOperator) throws(TFLiteError) {
    guard case .none = try step.options(TFLiteOptions.Kind.l2Normalization).activation(0) else {
      throw .unsupported(step.site, "a fused activation")
    }
    try elementwise(step, .l2Normalization(L2Normalization()))
  }

  /// ARG_MAX along any axis, by making it the last.
  mutating func argMax(_ step: TFLiteOperator) throws(TFLiteError) {
    let input = try value(step, 0)
    let numbers = try settings(step, 1)
    guard numbers.count == 1 else { throw .unsupported(step.site, "axes \(numbers)") }
    let axis = try axis(numbers[0], of: input.extents.count, step)
    var order = Array(input.extents.indices)
    order.append(order.remove(at: axis))
    let tensor = try output(step)
    let moved = try transposed(input, order, step, name: "\(step.name).transpose")
    let viewed = try view(moved.number, as: Shape(holding: moved.extents), step)
    let result = try appendStep(
      step, .argMax(ArgMax()), inputs: [viewed], name: step.name, tensor: tensor, keepsQuantization: false)
    var extents = input.extents
    extents.remove(at: axis)
    try alias(step, TFLiteValue(number: result, extents: extents))
  }
}

extension Shape {
  /// The shape of a constant beside a value: without leading extents of 1, since extents are compared from the last one on.
  init(constant extents: [Int]) {
    let dimensions = Array(extents.drop { $0 == 1 })
    self.init(dimensions.isEmpty ? [1] : dimensions)
  }
}
