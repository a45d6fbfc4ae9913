import ApusGraph
import ApusModel
import ApusRuntime

extension Tanh {
  /// A table in steps of 1/128 (TFLite Micro's `integer_ops/tanh.h`).
  func lower(_ inputs: [LoweredValue], into result: inout LoweredOperator) throws(ExporterError) {
    guard result.output.element == .int8 else {
      return try result.putWideFunction(.wideTanh, of: inputs[0], leftShifts: 0...1)
    }
    let table = FixedPointTable.make(input: inputs[0].quantization) {
      roundingShift(FixedPoint.tanh($0), right: 24)
    }
    guard let table else { throw .multiplier(node: result.name) }
    result.putLookup(table)
  }
}
