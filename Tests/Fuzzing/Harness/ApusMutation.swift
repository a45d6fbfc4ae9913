import ApusModel

/// Changes of an `.apus` file that keep what the reader asks for first: sections follow each other, records stand
/// one after the other.
enum ApusMutation {
  private static let firstRecord = Layout.headerBytes + Layout.Source.bytes

  /// Makes one change.
  static func apply(to file: inout [UInt8], using random: inout Mutation.Random) {
    // Of the full form and version 1, with one source; all else is changed byte by byte.
    guard file.count >= Layout.headerBytes else {
      return Mutation.changeWord(of: &file, below: file.count, using: &random)
    }
    let count = Int(file[Layout.Header.operatorCount]) | Int(file[Layout.Header.operatorCount + 1]) << 8
    let end = firstRecord + count * Layout.recordBytes
    let isCompact = file[Layout.Header.version] == 2 && file[Layout.Header.form] == Layout.compactForm
    guard count > 0, end <= file.count, !isCompact else {
      return Mutation.changeWord(of: &file, below: file.count, using: &random)
    }
    let record = firstRecord + random.below(count) * Layout.recordBytes
    switch random.below(12) {
    case 0: insertCopy(of: record, at: end, in: &file)
    case 1 where count > 1: remove(record, from: &file)
    case 2: file[record + Layout.Record.kind] = UInt8(1 + random.below(20))
    case 3: copyField(to: record, count, in: &file, using: &random)
    case 4, 5: copyOutput(to: record, count, in: &file, using: &random)
    case 6:
      // An input of any value made before.
      let index = (record - firstRecord) / Layout.recordBytes
      file[record + Layout.Record.inputs + 2 * random.below(2)] = UInt8(random.below(min(index, 255) + 1))
    case 7: Mutation.changeWord(of: &file, below: file.count, using: &random)
    default: Mutation.changeWord(of: &file, below: end, using: &random)
    }
  }

  /// Repeats an operator at the end.
  private static func insertCopy(of record: Int, at end: Int, in file: inout [UInt8]) {
    file.insert(contentsOf: file[record..<record + Layout.recordBytes], at: end)
    moveSections(of: &file, by: 1)
  }

  private static func remove(_ record: Int, from file: inout [UInt8]) {
    file.removeSubrange(record..<record + Layout.recordBytes)
    moveSections(of: &file, by: -1)
  }

  private static func moveSections(of file: inout [UInt8], by records: Int) {
    add(records, at: Layout.Header.operatorCount, width: 2, in: &file)
    add(records * Layout.recordBytes, at: Layout.Header.constantsOffset, width: 4, in: &file)
    add(records * Layout.recordBytes, at: Layout.Header.metadataOffset, width: 4, in: &file)
  }

  private static func add(_ amount: Int, at offset: Int, width: Int, in file: inout [UInt8]) {
    var value = (0..<width).reduce(0) { $0 | Int(file[offset + $1]) << (8 * $1) }
    value &+= amount
    for index in 0..<width { file[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
  }

  /// Gives a field the value that another record, or the input, has there.
  private static func copyField(
    to record: Int, _ count: Int, in file: inout [UInt8], using random: inout Mutation.Random
  ) {
    let other = firstRecord + random.below(count) * Layout.recordBytes
    let offset = random.below(Layout.recordBytes / 2) * 2
    for index in 0..<2 { file[record + offset + index] = file[other + offset + index] }
  }

  /// Gives an output the place, extents or quantization that another value has.
  private static func copyOutput(
    to record: Int, _ count: Int, in file: inout [UInt8], using random: inout Mutation.Random
  ) {
    let value = random.below(count + 1)
    let source =
      value == 0
      ? Layout.headerBytes : firstRecord + (value - 1) * Layout.recordBytes + Layout.Record.output
    let ranges = [
      Layout.Tensor.offset..<Layout.Tensor.height, Layout.Tensor.height..<Layout.Tensor.scale,
      Layout.Tensor.scale..<Layout.Tensor.rank, 0..<Layout.Tensor.bytes,
    ]
    for index in ranges[random.below(ranges.count)] {
      file[record + Layout.Record.output + index] = file[source + index]
    }
  }
}
