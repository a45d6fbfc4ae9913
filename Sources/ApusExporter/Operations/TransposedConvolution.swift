import ApusGraph
import ApusModel

extension TransposedConvolution {
  func lower(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    let sides = Padding.explicit(
      top: padding.top, bottom: padding.bottom, left: padding.left, right: padding.right)
    if result.isWide(node) {
      result.kind = .wideTransposedConvolution
      let taps = kernel.area * inputChannels
      return try result.putWideLayer(
        node, input: inputs[0], window: Window(kernel: kernel, stride: stride, padding: sides),
        channels: outputChannels, taps: taps, weightIndex: { $0 * taps + $1 })
    }
    result.kind = .transposedConvolution
    try result.put(Window(kernel: kernel, stride: stride, padding: sides), input: inputs[0])
    let taps = kernel.area * inputChannels
    let (input, output) = (inputs[0].quantization.scale, result.output.quantization.scale)
    try result.putConstants(
      node, input: inputs[0], channels: outputChannels, taps: taps,
      effectiveScale: { Double(input) * Double($0) / Double(output) },
      weightIndex: { $0 * taps + $1 })
  }
}
