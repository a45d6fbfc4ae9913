import ApusGraph
import ApusModel

extension TransposedConvolution {
  func lower(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    result.kind = .transposedConvolution
    let sides = Padding.explicit(
      top: padding.top, bottom: padding.bottom, left: padding.left, right: padding.right)
    try result.put(Window(kernel: kernel, stride: stride, padding: sides), input: inputs[0])
    let taps = kernel.area * inputChannels
    let (input, output) = (inputs[0].quantization.scale, result.output.quantization.scale)
    try result.putConstants(
      node, input: inputs[0], channels: outputChannels, taps: taps,
      effectiveScale: { Double(input) * Double($0) / Double(output) },
      weightIndex: { $0 * taps + $1 })
  }
}
