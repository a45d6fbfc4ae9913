import ApusGraph
import ApusModel

extension Sigmoid {
  func lower(_ inputs: [LoweredValue], into result: inout LoweredOperator) throws(ExporterError) {
    guard result.output.quantization == QuantizationParameters(scale: 1 / 256, zeroPoint: -128) else {
      throw .probabilityOutput(node: result.name)
    }
    guard let table = SigmoidTable.make(input: inputs[0].quantization) else {
      throw .multiplier(node: result.name)
    }
    result.putLookup(table)
  }
}

extension LoweredOperator {
  /// Makes it a lookup.
  mutating func putLookup(_ table: [Int8]) {
    kind = .lookup
    constants = table.map { UInt8(bitPattern: $0) }
  }
}
