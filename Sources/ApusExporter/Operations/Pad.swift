import ApusGraph
import ApusModel

extension Pad {
  func lower(into result: inout LoweredOperator) throws(ExporterError) {
    result.kind = .pad
    guard let top = UInt16(exactly: border.top), let left = UInt16(exactly: border.left),
      let before = UInt16(exactly: channelsBefore)
    else { throw .tooLarge(node: result.name) }
    result.record.put(top, at: Layout.Pad.top)
    result.record.put(left, at: Layout.Pad.left)
    result.record.put(before, at: Layout.Pad.channelsBefore)
  }
}
