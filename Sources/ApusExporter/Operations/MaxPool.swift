import ApusGraph
import ApusModel

extension MaxPool {
  func lower(_ inputs: [LoweredValue], into result: inout LoweredOperator) throws(ExporterError) {
    result.kind = .maxPool
    try result.put(window, input: inputs[0])
  }
}
