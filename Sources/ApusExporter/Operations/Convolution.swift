import ApusGraph
import ApusModel

extension Convolution {
  func lower(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    if result.isWide(node) {
      result.kind = .wideConvolution
      let taps = window.kernel.area * (inputChannels / groups)
      return try result.putWideLayer(
        node, input: inputs[0], window: window, groups: groups, channels: outputChannels, taps: taps,
        weightIndex: { $0 * taps + $1 })
    }
    result.kind = .convolution
    guard let groups = UInt16(exactly: groups) else { throw .tooLarge(node: node.name) }
    try result.put(window, input: inputs[0])
    result.record.put(groups, at: Layout.Record.groups)
    let taps = window.kernel.area * (inputChannels / self.groups)
    let (input, output) = (inputs[0].quantization.scale, result.output.quantization.scale)
    try result.putConstants(
      node, input: inputs[0], channels: outputChannels, taps: taps,
      effectiveScale: { Double(input) * Double($0) / Double(output) },
      weightIndex: { $0 * taps + $1 })
  }
}
