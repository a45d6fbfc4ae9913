import ApusGraph
import ApusModel

extension ReLU6 {
  func lower(_ inputs: [LoweredValue], into result: inout LoweredOperator) throws(ExporterError) {
    result.kind = .rescale
    let ratio = inputs[0].quantization.scale / result.output.quantization.scale
    try result.putRescaling(by: Double(ratio), from: inputs[0])
  }
}
