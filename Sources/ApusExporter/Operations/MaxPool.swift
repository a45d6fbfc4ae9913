import ApusGraph
import ApusModel

extension MaxPool {
  func lower(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    if result.output.element == .int16 {
      return try result.putWidePool(.wideMaxPool, node, window: window, input: inputs[0])
    }
    result.kind = .maxPool
    guard window.kernel.area <= PoolRecord.maximumArea else { throw .tooLarge(node: result.name) }
    try result.put(window, input: inputs[0])
  }
}
