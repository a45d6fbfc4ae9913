import ApusGraph
import ApusModel

extension Embedding {
  /// Rows are copied, so that the table needs the output's scale and zero point.
  func lower(_ node: QuantizedNode, into result: inout LoweredOperator) throws(ExporterError) {
    result.kind = .embedding
    guard let table = node.operand, table.values.count == count * features, table.quantization == node.output
    else { throw .operand(node: node.name) }
    result.record.put(UInt32(count), at: Layout.Embedding.rows)
    result.constants = .plain(table.values.map { UInt8(bitPattern: $0) })
  }
}
