import ApusGraph

extension TFLiteImporter {
  /// QUANTIZE: of the network's own float input, where the int8 result is taken as the input; and between int8
  /// scales, or between int8 and uint8 (which is int8 plus 128) at the ends, where it rescales.
  mutating func quantization(_ step: TFLiteOperator) throws(TFLiteError) {
    let source = try operand(step, \.inputs, 0)
    guard isQuantized else {
      throw .unsupported(step.site, "a float network, where it would make a part of it int8")
    }
    if source.type == .float32 {
      let tensor = try output(step)
      try check(tensor, .int8, step.site)
      guard source.index == file.input, inputTensor.index == file.input,
        try tensor.sampleShape() == shapes[0]
      else { throw .unsupported(step.site, "an input other than the network's own") }
      return quantizeInput(into: tensor)
    }
    let target = try output(step)
    let takesInput = source.type == .uint8 && source.index == file.input
    let makesOutput = target.type == .uint8 && target.index == file.output
    let input = try value(step, 0, type: takesInput ? .uint8 : .int8)
    try append(
      step, .viewing(as: shapes[input]), inputs: [input], keepsQuantization: false,
      outputType: makesOutput ? .uint8 : .int8)
  }

  /// DEQUANTIZE, at the end of the network, where its int8 input is taken as the output.
  mutating func dequantization(_ step: TFLiteOperator) throws(TFLiteError) {
    let tensor = try output(step)
    guard isQuantized, tensor.index == file.output else {
      throw .unsupported(step.site, "an output other than the network's own")
    }
    try check(tensor, .float32, step.site)
    let input = try value(step, 0)
    guard input > 0, try tensor.sampleShape() == shapes[input] else {
      throw .unsupported(step.site, "an input that no operator makes or of another shape")
    }
    alias(tensor, value: input)
  }
}
