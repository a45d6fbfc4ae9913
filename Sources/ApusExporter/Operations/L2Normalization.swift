import ApusGraph
import ApusModel

extension L2Normalization {
  func lower(_ inputs: [LoweredValue], into result: inout LoweredOperator) throws(ExporterError) {
    result.kind = .l2Normalization
    guard inputs[0].channels <= L2NormalizationRecord.maximumChannels else {
      throw .tooLarge(node: result.name)
    }
  }
}
