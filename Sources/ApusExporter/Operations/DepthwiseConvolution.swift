import ApusGraph
import ApusModel

extension DepthwiseConvolution {
  func lower(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    if result.isWide(node) {
      result.kind = .wideConvolution
      return try result.putWideLayer(
        node, input: inputs[0], window: window, groups: channels, channels: outputChannels,
        taps: window.kernel.area, weightIndex: { $1 * outputChannels + $0 })
    }
    result.kind = .depthwiseConvolution
    try result.put(window, input: inputs[0])
    let (input, output) = (inputs[0].quantization.scale, result.output.quantization.scale)
    try result.putConstants(
      node, input: inputs[0], channels: outputChannels, taps: window.kernel.area,
      effectiveScale: { Double(input) * Double($0) / Double(output) },
      weightIndex: { $1 * outputChannels + $0 })
  }
}
