import ApusGraph
import ApusModel

extension Slice {
  func lower(into result: inout LoweredOperator) throws(ExporterError) {
    result.kind = .slice
    let (rows, columns, channels) = grid
    guard let firstRow = UInt16(exactly: rows.begin), let firstColumn = UInt16(exactly: columns.begin),
      let firstChannel = UInt32(exactly: channels.begin), let rowStride = UInt16(exactly: rows.step),
      let columnStride = UInt16(exactly: columns.step), let channelStride = UInt32(exactly: channels.step)
    else { throw .tooLarge(node: result.name) }
    result.record.put(firstRow, at: Layout.Slice.firstRow)
    result.record.put(firstColumn, at: Layout.Slice.firstColumn)
    result.record.put(firstChannel, at: Layout.Slice.firstChannel)
    result.record.put(rowStride, at: Layout.Slice.rowStride)
    result.record.put(columnStride, at: Layout.Slice.columnStride)
    result.record.put(channelStride, at: Layout.Slice.channelStride)
  }
}

extension Slice.Axis {
  /// The stride, which says nothing where only one index is taken.
  fileprivate var step: Int { count == 1 ? 1 : stride }
}
