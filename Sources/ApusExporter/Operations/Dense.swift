import ApusGraph
import ApusModel

extension Dense {
  func lower(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    if result.isWide(node) {
      result.kind = .wideConvolution
      return try result.putWideLayer(
        node, input: inputs[0], window: Window(kernel: Size(1)), channels: outputFeatures,
        taps: inputFeatures,
        weightIndex: { $0 * inputFeatures + $1 })
    }
    // At more than one position it is a convolution.
    let isPointwise = result.output.height * result.output.width > 1
    result.kind = isPointwise ? .convolution : .dense
    if isPointwise {
      try result.put(Window(kernel: Size(1)), input: inputs[0])
      result.record.put(1 as UInt16, at: Layout.Record.groups)
    }
    let (input, output) = (inputs[0].quantization.scale, result.output.quantization.scale)
    // With one scale for all weights, TFLite Micro multiplies the scales in float; with one for each output,
    // in double.
    let isPerTensor = node.weights?.scales.count == 1
    try result.putConstants(
      node, input: inputs[0], channels: outputFeatures, taps: inputFeatures,
      effectiveScale: {
        isPerTensor ? Double(input * $0) / Double(output) : Double(input) * Double($0) / Double(output)
      },
      weightIndex: { $0 * inputFeatures + $1 })
  }
}
