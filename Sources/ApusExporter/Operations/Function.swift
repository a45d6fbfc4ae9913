import ApusGraph
import ApusModel
import ApusRuntime

extension Function {
  func lower(_ inputs: [LoweredValue], into result: inout LoweredOperator) throws(ExporterError) {
    result.putLookup(
      FunctionTable(input: inputs[0].quantization, output: result.output.quantization).make(kind))
  }
}
