import ApusGraph
import ApusModel

extension MaxPool {
  func lower(_ inputs: [LoweredValue], into result: inout LoweredOperator) throws(ExporterError) {
    result.kind = .maxPool
    guard window.kernel.area <= PoolRecord.maximumArea else { throw .tooLarge(node: result.name) }
    try result.put(window, input: inputs[0])
  }
}
