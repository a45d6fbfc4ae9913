import ApusGraph
import ApusModel
import ApusRuntime

extension Sigmoid {
  /// A table in steps of 1/256 from −128 on (TFLite Micro's `integer_ops/logistic.h`).
  func lower(_ inputs: [LoweredValue], into result: inout LoweredOperator) throws(ExporterError) {
    guard result.output.element == .int8 else {
      return try result.putWideFunction(.wideSigmoid, of: inputs[0], leftShifts: 0...0)
    }
    let table = FixedPointTable.make(input: inputs[0].quantization) {
      roundingShift(FixedPoint.logistic($0), right: 23) - 128
    }
    guard let table else { throw .multiplier(node: result.name) }
    result.putLookup(table)
  }
}

extension LoweredOperator {
  /// Makes it a lookup.
  mutating func putLookup(_ table: [Int8]) {
    kind = .lookup
    constants = .plain(table.map { UInt8(bitPattern: $0) })
  }
}
