import ApusGraph
import ApusModel

/// Puts header, records, constants and metadata together (see FORMAT.md).
struct FileWriter {
  var graph: QuantizedGraph
  var lowering: Lowering
  var plan: MemoryPlan
  var metadata: [UInt8]
  var operatorNames: Bool

  func bytes() throws(ExporterError) -> [UInt8] {
    let operators = lowering.operators
    guard operators.count <= Layout.maximumOperatorCount else { throw .tooLarge(node: graph.name) }
    var records: [UInt8] = []
    var constants: [UInt8] = []
    for (step, each) in operators.enumerated() {
      var record = each.record
      record.put(UInt8(each.inputs.count), at: Layout.Record.inputCount)
      put(each.output, offset: plan.regions[step + 1].offset, into: &record, at: Layout.Record.output)
      for (position, input) in each.inputs.enumerated() {
        record.put(UInt16(input), at: Layout.Record.inputs + 2 * position)
      }
      if !each.constants.isEmpty {
        constants.pad(to: Layout.alignment)
        record.put(UInt32(truncatingIfNeeded: constants.count), at: Layout.Record.constants)
        constants += each.constants
      }
      records += record.bytes
    }

    var file = records
    let constantsOffset = Layout.headerBytes + records.count
    let constantsBytes = constants.count
    file += constants
    file.pad(to: Layout.alignment)
    let metadataOffset = Layout.headerBytes + file.count
    file += metadata
    let fileBytes = Layout.headerBytes + file.count
    guard Int32(exactly: fileBytes) != nil, Int32(exactly: plan.arenaBytes) != nil else {
      throw .tooLarge(node: graph.name)
    }

    var header = RecordWriter(byteCount: Layout.headerBytes)
    header.put(Layout.magic, at: Layout.Header.magic)
    header.put(Layout.version, at: Layout.Header.version)
    header.put(style.rawValue, at: Layout.Header.style)
    header.put(flags, at: Layout.Header.flags)
    header.put(UInt32(fileBytes), at: Layout.Header.fileBytes)
    header.put(UInt32(plan.arenaBytes), at: Layout.Header.arenaBytes)
    header.put(UInt16(operators.count), at: Layout.Header.operatorCount)
    header.put(UInt16(graph.classNames.count), at: Layout.Header.classCount)
    header.put(UInt32(constantsOffset), at: Layout.Header.constantsOffset)
    header.put(UInt32(constantsBytes), at: Layout.Header.constantsBytes)
    header.put(UInt32(metadataOffset), at: Layout.Header.metadataOffset)
    put(lowering.values[0], offset: plan.regions[0].offset, into: &header, at: Layout.Header.input)
    file = header.bytes + file
    let checksum = file.withUnsafeBytes { CRC32C.checksum(of: $0) }
    for index in 0..<4 {
      file[Layout.Header.checksum + index] = UInt8(truncatingIfNeeded: checksum >> (8 * UInt32(index)))
    }
    return file
  }

  private var style: PreprocessingStyle {
    switch graph.preprocessing.style {
    case .photograph: .photograph
    case .digit: .digit
    }
  }

  private var flags: UInt8 {
    (graph.pixelTable() == nil ? 0 : Layout.Flag.pixelTable)
      | (operatorNames ? Layout.Flag.operatorNames : 0)
  }

  private func put(_ value: LoweredValue, offset: Int, into record: inout RecordWriter, at position: Int) {
    record.put(UInt32(offset), at: position + Layout.Tensor.offset)
    record.put(UInt16(value.height), at: position + Layout.Tensor.height)
    record.put(UInt16(value.width), at: position + Layout.Tensor.width)
    record.put(UInt32(value.channels), at: position + Layout.Tensor.channels)
    record.put(value.quantization.scale.bitPattern, at: position + Layout.Tensor.scale)
    record.put(Int8(value.quantization.zeroPoint), at: position + Layout.Tensor.zeroPoint)
    record.put(UInt8(value.rank), at: position + Layout.Tensor.rank)
  }
}
