import ApusModel

/// Changes of an `.apus` file that keep what the reader asks for first: sections follow each other, records stand
/// one after the other.
enum ApusMutation {
  /// Makes one change.
  static func apply(to file: inout [UInt8], using random: inout Mutation.Random) {
    guard file.count >= Layout.headerBytes else {
      return CompactMutation.apply(to: &file, using: &random)
    }
    let isVersion2 = file[Layout.Header.version] == 2
    if isVersion2, file[Layout.Header.form] == Layout.compactForm {
      return CompactMutation.apply(to: &file, using: &random)
    }
    let count = Int(file[Layout.Header.operatorCount]) | Int(file[Layout.Header.operatorCount + 1]) << 8
    let sources =
      isVersion2 ? Int(file[Layout.Header.inputCount]) + Int(file[Layout.Header.stateCount]) : 1
    let firstRecord = Layout.headerBytes + sources * Layout.Source.bytes
    let end = firstRecord + count * Layout.recordBytes
    guard count > 0, end <= file.count else {
      return Mutation.changeWord(of: &file, below: file.count, using: &random)
    }
    let record = firstRecord + random.below(count) * Layout.recordBytes
    switch random.below(14) {
    case 0: insertCopy(of: record, at: end, in: &file)
    case 1 where count > 1: remove(record, from: &file)
    case 2: file[record + Layout.Record.kind] = UInt8(1 + random.below(26))
    case 3: copyField(to: record, first: firstRecord, count, in: &file, using: &random)
    case 4, 5: copyOutput(to: record, first: firstRecord, count, in: &file, using: &random)
    case 6:
      // An input of any value made before.
      let index = (record - firstRecord) / Layout.recordBytes
      file[record + Layout.Record.inputs + 2 * random.below(2)] = UInt8(random.below(min(index, 255) + 1))
    case 7: Mutation.changeWord(of: &file, below: file.count, using: &random)
    // Outputs and updates, and what they and values are made of.
    case 8: changeByte(in: end..<min(end + 64, file.count), of: &file, using: &random)
    case 9: file[record + Layout.Record.output + Layout.Tensor.element] = UInt8(random.below(4))
    default: Mutation.changeWord(of: &file, below: end, using: &random)
    }
  }

  /// Changes a byte.
  static func changeByte(in range: Range<Int>, of file: inout [UInt8], using random: inout Mutation.Random) {
    guard !range.isEmpty else { return }
    file[range.lowerBound + random.below(range.count)] = UInt8(truncatingIfNeeded: random.next())
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
    to record: Int, first firstRecord: Int, _ count: Int, in file: inout [UInt8],
    using random: inout Mutation.Random
  ) {
    let other = firstRecord + random.below(count) * Layout.recordBytes
    let offset = random.below(Layout.recordBytes / 2) * 2
    for index in 0..<2 { file[record + offset + index] = file[other + offset + index] }
  }

  /// Gives an output the place, extents or quantization that another value has.
  private static func copyOutput(
    to record: Int, first firstRecord: Int, _ count: Int, in file: inout [UInt8],
    using random: inout Mutation.Random
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

/// Changes of a file in the compact form: of its stream, mostly near the front, where records are.
enum CompactMutation {
  /// Makes one change.
  static func apply(to file: inout [UInt8], using random: inout Mutation.Random) {
    let start = Layout.Compact.stream
    guard file.count > start else {
      return Mutation.changeWord(of: &file, below: file.count, using: &random)
    }
    let end = random.below(2) == 0 ? file.count : min(file.count, start + 160)
    let place = start + random.below(end - start)
    switch random.below(9) {
    // How many values and operators there are.
    case 0: file[Layout.Compact.inputCount + random.below(4)] = UInt8(random.below(6))
    case 1: file[Layout.Compact.operatorCount] &+= UInt8(truncatingIfNeeded: [1, -1][random.below(2)])
    case 2: file.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
    case 3: file.remove(at: place)
    case 4:
      // Some bytes again, which may be an operator.
      let count = min(1 + random.below(16), file.count - place)
      file.insert(contentsOf: file[place..<place + count], at: place)
      if random.below(2) == 0 { file[Layout.Compact.operatorCount] &+= 1 }
    case 5: file[place] ^= 1 << UInt8(random.below(8))
    case 6: file[place] = UInt8(random.below(32))
    case 7: Mutation.changeWord(of: &file, below: end, using: &random)
    default: ApusMutation.changeByte(in: start..<end, of: &file, using: &random)
    }
  }
}
