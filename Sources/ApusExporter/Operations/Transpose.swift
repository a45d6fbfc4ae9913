import ApusGraph
import ApusModel

extension Transpose {
  func lower(into result: inout LoweredOperator) {
    result.kind = .transpose
    let offsets = [Layout.Transpose.rowAxis, Layout.Transpose.columnAxis, Layout.Transpose.channelAxis]
    for (offset, axis) in zip(offsets, grid) { result.record.put(UInt8(axis), at: offset) }
  }
}
