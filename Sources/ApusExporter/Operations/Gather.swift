import ApusGraph
import ApusModel

extension Gather {
  func lower(_ inputs: [LoweredValue], into result: inout LoweredOperator) throws(ExporterError) {
    result.kind = .gather
    let axes: [GatherRecord.Axis] = [.rows, .columns, .channels]
    result.record.put(axes[axis + 3 - inputs[0].rank].rawValue, at: Layout.Gather.axis)
    var table: [UInt8] = []
    for index in indices {
      guard let index = UInt16(exactly: index) else { throw .tooLarge(node: result.name) }
      table.append(littleEndian: index)
    }
    result.constants = .plain(table)
  }
}
