import ApusGraph
import ApusModel

extension Concatenate {
  func lower(into result: inout LoweredOperator) throws(ExporterError) {
    result.kind = .concatenate
    guard result.inputs.count <= Layout.Record.maximumInputCount else {
      throw .tooLarge(node: result.name)
    }
  }
}
