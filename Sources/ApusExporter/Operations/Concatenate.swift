import ApusGraph
import ApusModel

extension Concatenate {
  func lower(into result: inout LoweredOperator) throws(ExporterError) {
    result.kind = .concatenate
    guard result.inputs.count <= Layout.Record.maximumInputCount else {
      throw .tooLarge(node: result.name)
    }
    let axis =
      switch axis {
      case .channels: ConcatenateRecord.Axis.channels
      case .columns: ConcatenateRecord.Axis.columns
      case .rows: ConcatenateRecord.Axis.rows
      }
    result.record.put(axis.rawValue, at: Layout.Record.concatenationAxis)
  }
}
