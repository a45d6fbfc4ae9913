import ApusModel

/// Puts header, records, constants and metadata of the full form together (see FORMAT.md).
struct FileWriter {
  let graph: LoweredGraph
  let plan: MemoryPlan
  let metadata: [UInt8]
  private var constants: [UInt8] = []

  init(_ graph: LoweredGraph, plan: MemoryPlan, metadata: [UInt8]) {
    self.graph = graph
    self.plan = plan
    self.metadata = metadata
  }

  /// The file.
  mutating func bytes() throws(ExporterError) -> [UInt8] {
    let states = graph.sources.count - graph.inputCount
    guard graph.operators.count <= Layout.maximumOperatorCount, graph.inputCount <= UInt8.max,
      states <= UInt8.max, graph.outputs.count <= UInt8.max
    else { throw .tooLarge(node: graph.name) }
    var records: [UInt8] = []
    for index in graph.sources.indices { records += source(index) }
    for index in graph.operators.indices { records += operation(index) }
    for output in graph.outputs { records += self.output(output) }
    for update in graph.updates { records.append(littleEndian: UInt16(update)) }

    var file = [UInt8](repeating: 0, count: Layout.headerBytes) + records
    file.pad(to: Layout.alignment)
    let constantsOffset = file.count
    // Kernels may read a little behind the last constants.
    let spare = max(Layout.spareBytes - metadata.count, 0)
    file += constants
    file += metadata + [UInt8](repeating: 0, count: spare)
    guard Int32(exactly: file.count) != nil, Int32(exactly: plan.arenaBytes) != nil else {
      throw .tooLarge(node: graph.name)
    }

    var header = RecordWriter(byteCount: Layout.headerBytes)
    header.put(Layout.magic, at: Layout.Header.magic)
    header.put(Layout.version2, at: Layout.Header.version)
    header.put(Layout.fullForm, at: Layout.Header.form)
    header.put(UInt32(file.count), at: Layout.Header.fileBytes)
    header.put(UInt32(plan.arenaBytes), at: Layout.Header.arenaBytes)
    header.put(UInt16(graph.operators.count), at: Layout.Header.operatorCount)
    header.put(UInt32(constantsOffset), at: Layout.Header.constantsOffset)
    header.put(UInt32(constants.count), at: Layout.Header.constantsBytes)
    header.put(UInt32(constantsOffset + constants.count), at: Layout.Header.metadataOffset)
    header.put(UInt8(graph.inputCount), at: Layout.Header.inputCount)
    header.put(UInt8(states), at: Layout.Header.stateCount)
    header.put(UInt8(graph.outputs.count), at: Layout.Header.outputCount)
    file.replaceSubrange(..<Layout.headerBytes, with: header.bytes)
    file.putChecksum()
    return file
  }

  private mutating func source(_ index: Int) -> [UInt8] {
    let source = graph.sources[index]
    var record = RecordWriter(byteCount: Layout.Source.bytes)
    put(source.value, offset: plan.regions[index].offset, into: &record, at: Layout.Source.tensor)
    if index >= graph.inputCount {
      let place = source.startingValues.map { placeOfConstants($0) } ?? Layout.Source.noValues
      record.put(place, at: Layout.Source.startingValues)
    }
    return record.bytes
  }

  private mutating func operation(_ step: Int) -> [UInt8] {
    let each = graph.operators[step]
    var record = each.record
    record.put(UInt8(each.inputs.count), at: Layout.Record.inputCount)
    let region = plan.regions[graph.sources.count + step]
    put(each.output, offset: region.offset, into: &record, at: Layout.Record.output)
    for (position, input) in each.inputs.enumerated() {
      record.put(UInt16(input), at: Layout.Record.inputs + 2 * position)
    }
    let bytes = each.constants.full
    if !bytes.isEmpty { record.put(placeOfConstants(bytes), at: Layout.Record.constants) }
    return record.bytes
  }

  private mutating func output(_ output: LoweredOutput) -> [UInt8] {
    var record = output.record
    if !output.table.isEmpty {
      var bytes: [UInt8] = []
      for entry in output.table { bytes.append(littleEndian: entry) }
      record.put(placeOfConstants(bytes), at: Layout.Output.table)
    }
    return record.bytes
  }

  /// Adds bytes to the constants; where in their section they begin.
  private mutating func placeOfConstants(_ bytes: [UInt8]) -> UInt32 {
    constants.pad(to: Layout.constantsAlignment)
    let place = UInt32(truncatingIfNeeded: constants.count)
    constants += bytes
    return place
  }

  private func put(_ value: LoweredValue, offset: Int, into record: inout RecordWriter, at position: Int) {
    record.put(UInt32(offset), at: position + Layout.Tensor.offset)
    record.put(UInt16(value.height), at: position + Layout.Tensor.height)
    record.put(UInt16(value.width), at: position + Layout.Tensor.width)
    record.put(UInt32(value.channels), at: position + Layout.Tensor.channels)
    record.put(value.quantization.scale.bitPattern, at: position + Layout.Tensor.scale)
    record.put(Int8(value.quantization.zeroPoint), at: position + Layout.Tensor.zeroPoint)
    record.put(UInt8(value.rank), at: position + Layout.Tensor.rank)
    record.put(value.element.rawValue, at: position + Layout.Tensor.element)
  }
}

extension [UInt8] {
  /// Writes the checksum of a whole file into its header.
  mutating func putChecksum() {
    let checksum = withUnsafeBytes { CRC32C.checksum(of: $0, zeroing: Layout.Header.checksum) }
    for index in 0..<4 {
      self[Layout.Header.checksum + index] = UInt8(truncatingIfNeeded: checksum >> (8 * UInt32(index)))
    }
  }
}
