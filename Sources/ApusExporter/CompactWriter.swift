import ApusModel

/// Puts a file of the compact form together (see FORMAT.md): of each record the fields that are not what the reader
/// expects there.
struct CompactWriter {
  let graph: LoweredGraph
  let metadata: [UInt8]

  /// The file.
  func bytes() throws(ExporterError) -> [UInt8] {
    let states = graph.sources.count - graph.inputCount
    let values = graph.values
    guard values.count <= Layout.maximumCompactValueCount else { throw .tooLarge(node: graph.name) }
    var header = RecordWriter(byteCount: Layout.Compact.stream)
    header.put(Layout.magic, at: Layout.Header.magic)
    header.put(Layout.version2, at: Layout.Header.version)
    header.put(Layout.compactForm, at: Layout.Header.form)
    header.put(UInt8(graph.inputCount), at: Layout.Compact.inputCount)
    header.put(UInt8(states), at: Layout.Compact.stateCount)
    header.put(UInt8(graph.outputs.count), at: Layout.Compact.outputCount)
    header.put(UInt8(graph.operators.count), at: Layout.Compact.operatorCount)
    var file = header.bytes
    // The scale of what an operator makes is told where it leaves the network.
    let told = Set(graph.outputs.map(\.value))
    for source in graph.sources { file += bytes(of: source) }
    for (step, each) in graph.operators.enumerated() {
      let number = graph.sources.count + step
      file += bytes(
        of: each, number: number, values, tellsScale: told.contains(number) || each.kind.fixesScale)
    }
    let end = file.count
    for output in graph.outputs { file += bytes(of: output, isUsual: output.value == values.count - 1) }
    for update in graph.updates { file.append(size: update) }
    file += metadata
    // Kernels may read a little behind the last constants, which the table of an output may be.
    let spare = graph.outputs.contains { !$0.table.isEmpty } ? file.count : end
    while file.count < spare + Layout.spareBytes { file.append(0) }
    guard let count = Int32(exactly: file.count) else { throw .tooLarge(node: graph.name) }
    for index in 0..<4 {
      file[Layout.Header.fileBytes + index] = UInt8(truncatingIfNeeded: count >> (8 * Int32(index)))
    }
    file.putChecksum()
    return file
  }

  private func bytes(of source: LoweredSource) -> [UInt8] {
    var writer = CompactRecord(value: source.value)
    writer.tellScale()
    if let values = source.startingValues { writer.constants = values }
    return writer.bytes(predicted: .source)
  }

  private func bytes(
    of each: LoweredOperator, number: Int, _ values: [LoweredValue], tellsScale: Bool
  ) -> [UInt8] {
    var writer = CompactRecord(each)
    if tellsScale { writer.tellScale() }
    var head = [each.kind.rawValue]
    let listsInputs = each.inputs != [number - 1]
    var inputs: [UInt8] = []
    if listsInputs {
      inputs.append(size: each.inputs.count)
      for input in each.inputs { inputs.append(size: number - input) }
    }
    head += writer.bytes(
      predicted: CompactRecord(predicted: each, input: values[each.inputs[0]]), inputs: inputs)
    return head
  }

  /// - Parameter isUsual: whether it is the last value.
  private func bytes(of output: LoweredOutput, isUsual: Bool) -> [UInt8] {
    if isUsual, output.rule == .never, output.number == 0, output.temperature == 1 {
      return [output.meaning.rawValue]
    }
    var record = output.record
    record.put(0 as UInt32, at: Layout.Output.table)
    var bytes = [UInt8.max] + record.bytes
    for entry in output.table { bytes.append(littleEndian: entry) }
    return bytes
  }
}

extension LoweredOutput {
  /// The record of the full form, without the place of a table.
  var record: RecordWriter {
    var record = RecordWriter(byteCount: Layout.Output.bytes)
    record.put(UInt16(value), at: Layout.Output.value)
    record.put(meaning.rawValue, at: Layout.Output.meaning)
    record.put(rule.rawValue, at: Layout.Output.rule)
    record.put(number, at: Layout.Output.number)
    record.put(temperature.bitPattern, at: Layout.Output.temperature)
    return record
  }
}
