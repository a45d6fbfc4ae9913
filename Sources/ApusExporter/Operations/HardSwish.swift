import ApusGraph
import ApusModel

extension HardSwish {
  func lower(_ inputs: [LoweredValue], into result: inout LoweredOperator) throws(ExporterError) {
    guard
      let table = HardSwishTable.make(
        input: inputs[0].quantization, output: result.output.quantization)
    else { throw .multiplier(node: result.name) }
    result.putLookup(table)
  }
}
