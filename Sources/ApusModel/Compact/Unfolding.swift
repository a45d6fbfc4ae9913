/// The compact form, unfolded: records in the caller's memory that say what the full form's do, so that all else reads,
/// checks and executes one form.
///
/// A record begins as what is probable, and the file has only the fields that are different: a mask says which. That is
/// the same for all kinds of operators, so that a microcontroller needs but little code for it. FORMAT.md describes the
/// stream.
extension Model {
  /// Writes the records of sources, operators, outputs and updates, but for their places in the arena. Nothing that a
  /// kernel relies on is checked here, but that kinds and inputs exist: that is done with the records, as in the full form.
  /// - Parameters:
  ///   - memory: where they are written to.
  ///   - byteCount: `Model.recordBytes(of:)`.
  @inline(__always)
  func unfold(into memory: UnsafeMutableRawPointer, byteCount: Int) throws(ModelError) {
    try validateCounts(byte: Layout.Compact.inputCount)
    guard operatorCount > 0, valueCount <= Layout.maximumCompactValueCount else {
      throw .invalid(.operatorCount, byte: Layout.Compact.operatorCount)
    }
    guard base.u8(Layout.Header.formReserved) == 0 else {
      throw .invalid(.reserved, byte: Layout.Header.formReserved)
    }
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    var stream = Unfolding(model: self, record: memory + Layout.Unfolded.bytes)
    for number in 0..<valueCount {
      try stream.value(number)
      stream.record += Layout.recordBytes
    }
    for _ in 0..<outputCount { stream.output() }
    for _ in 0..<(isBuiltIn(.manyValues) ? stateCount : 0) { stream.update() }
    guard !stream.reader.isBeyondEnd else { throw .invalid(.stream, byte: bytes.count) }
    memory.storeBytes(
      of: UInt32(truncatingIfNeeded: stream.reader.position), toByteOffset: Layout.Unfolded.metadataOffset,
      as: UInt32.self)
  }
}

/// The fields of a record that the compact form may have: bits of the mask, in the order in which the fields follow it.
package enum CompactField {
  package static let channels: UInt32 = 1 << 0
  package static let zeroPoint: UInt32 = 1 << 1
  package static let constants: UInt32 = 1 << 2
  package static let height: UInt32 = 1 << 3
  package static let width: UInt32 = 1 << 4
  /// The first of the payload's groups of four bytes.
  package static let payload: UInt32 = 1 << 5
  package static let payloadGroups = 8
  package static let clamp: UInt32 = 1 << 13
  /// The rank and what elements are, in one number.
  package static let rank: UInt32 = 1 << 14
  package static let scale: UInt32 = 1 << 15
  package static let inputs: UInt32 = 1 << 16
  /// What a source may have.
  package static let ofSources = channels | zeroPoint | constants | height | width | rank | scale
  package static let all: UInt32 = 1 << 17 - 1
}

/// A walk through the compact form's stream, which fills one record after the other.
private struct Unfolding {
  var reader: ByteReader
  /// The record that is filled.
  var record: UnsafeMutableRawPointer
  let model: Model

  @inline(__always)
  init(model: Model, record: UnsafeMutableRawPointer) {
    self.model = model
    self.record = record
    reader = ByteReader(model.base, from: Layout.Compact.stream, to: model.bytes.count)
  }

  @inline(__always)
  private func put<Value: FixedWidthInteger>(_ value: Value, at offset: Int) {
    record.storeBytes(of: value, toByteOffset: offset, as: Value.self)
  }

  /// The next number, in 16 bits of the record.
  @inline(never)
  private mutating func put16(at offset: Int) { put(UInt16(truncatingIfNeeded: reader.size()), at: offset) }

  /// The next bytes.
  @inline(never)
  private mutating func putBytes(_ count: Int, at offset: Int) {
    for index in 0..<count { put(reader.u8(), at: offset &+ index) }
  }

  /// The record of a source or an operator, which is zeros.
  @inline(__always)
  mutating func value(_ number: Int) throws(ModelError) {
    let byte = reader.position
    let isSource = number < model.sourceCount
    if !isSource { putBytes(1, at: Layout.Record.kind) }
    let mask = UInt32(truncatingIfNeeded: reader.size())
    var possible = CompactField.all
    if isSource {
      possible = CompactField.ofSources
      if number < model.inputCount { possible &= ~CompactField.constants }
    }
    guard mask & ~possible == 0 else { throw .invalid(.stream, byte: byte) }
    let tensor = TensorRecord(at: record, Layout.Record.output)
    if isSource {
      put(1 as UInt16, at: Layout.Record.output + Layout.Tensor.height)
      put(1 as UInt16, at: Layout.Record.output + Layout.Tensor.width)
      if number >= model.inputCount { put(Layout.Source.noValues, at: Layout.Record.constants) }
      tensor.note(place: .unplaced(number))
      tensor.note(lastUse: model.sourceCount &- 1)
    } else {
      guard let kind = OperatorKind(rawValue: record.load(as: UInt8.self)), isBuiltIn(kind) else {
        throw .invalid(.kind, byte: byte)
      }
      try inputs(of: number, areListed: mask & CompactField.inputs != 0, byte: byte)
      // It makes what it takes, until the fields say something else.
      let input = model.value(OperatorRecord(index: 0, base: record).input(0))
      // The words with the extents, the zero point, and what elements are.
      put(input.base.u32(Layout.Tensor.height), at: Layout.Record.output + Layout.Tensor.height)
      put(input.base.u32(Layout.Tensor.channels), at: Layout.Record.output + Layout.Tensor.channels)
      put(input.base.u32(Layout.Tensor.zeroPoint), at: Layout.Record.output + Layout.Tensor.zeroPoint)
      tensor.note(place: kind == .view ? input.place : .unplaced(number))
      tensor.note(lastUse: number)
      put(0x7F80 as UInt16, at: Layout.Record.clampLow)
      if kind.hasWindow {
        put(0x1_0001 as UInt32, at: Layout.Window.strideHeight)
        put(0x1_0001 as UInt32, at: Layout.Window.dilationHeight)
      }
      if mask & CompactField.constants != 0 {
        let encodings = UInt16(truncatingIfNeeded: reader.size())
        guard encodings & ~ChannelEncodings.bits == 0 else { throw .invalid(.stream, byte: byte) }
        put(encodings, at: Layout.Record.channelEncodings)
      }
    }
    fields(mask)
    if !isSource { try noteInputs(of: number, byte: byte) }
  }

  /// The inputs: how many, and how many values before this one each of them is.
  @inline(__always)
  private mutating func inputs(of number: Int, areListed: Bool, byte: Int) throws(ModelError) {
    let count = areListed ? reader.size() : 1
    guard count > 0, count <= (isBuiltIn(.severalInputs) ? Layout.Record.maximumInputCount : 1) else {
      throw .invalid(.inputCount, byte: byte)
    }
    put(UInt8(truncatingIfNeeded: count), at: Layout.Record.inputCount)
    for position in 0..<(isBuiltIn(.severalInputs) ? count : 1) {
      let distance = areListed ? reader.size() : 1
      guard distance > 0, distance <= number else { throw .invalid(.input, byte: byte) }
      put(UInt16(truncatingIfNeeded: number &- distance), at: Layout.Record.inputs &+ 2 &* position)
    }
  }

  /// Notes of the inputs that they are needed here.
  @inline(__always)
  private func noteInputs(of number: Int, byte: Int) throws(ModelError) {
    let filled = OperatorRecord(index: 0, base: record)
    for position in 0..<filled.inputCount {
      let input = filled.input(position)
      // The payload reaches where inputs behind the second one are.
      guard !isBuiltIn(.severalInputs) || input < number else { throw .invalid(.input, byte: byte) }
      model.value(model.value(input).place.shown).note(lastUse: number)
    }
  }

  @inline(__always)
  private mutating func fields(_ mask: UInt32) {
    let tensor = Layout.Record.output
    if mask & CompactField.channels != 0 {
      put(UInt32(truncatingIfNeeded: reader.size()), at: tensor + Layout.Tensor.channels)
    }
    if mask & CompactField.zeroPoint != 0 { putBytes(1, at: tensor + Layout.Tensor.zeroPoint) }
    if mask & CompactField.constants != 0 {
      let count = reader.size()
      put(UInt32(truncatingIfNeeded: reader.skip(count)), at: Layout.Record.constants)
    }
    if mask & CompactField.height != 0 { put16(at: tensor + Layout.Tensor.height) }
    if mask & CompactField.width != 0 { put16(at: tensor + Layout.Tensor.width) }
    if mask & CompactField.rank != 0 { put16(at: tensor + Layout.Tensor.rank) }
    if mask & CompactField.scale != 0 { putBytes(4, at: tensor + Layout.Tensor.scale) }
    // The payload's last group reaches where they are.
    let encodings = record.load(fromByteOffset: Layout.Record.channelEncodings, as: UInt16.self)
    put(0 as UInt16, at: Layout.Record.channelEncodings)
    // Not counted, lest the compiler writes them one after the other.
    var groups = mask / CompactField.payload & (1 << UInt32(CompactField.payloadGroups) - 1)
    var offset = Layout.Record.payload
    while groups != 0 {
      if groups & 1 != 0 {
        put16(at: offset)
        put16(at: offset &+ 2)
      }
      offset &+= 4
      groups &>>= 1
    }
    // Of that group the first byte is a payload's, the second one says how weights are stored.
    if record.load(fromByteOffset: Layout.Record.concatenationAxis, as: UInt32.self) > 0xFFFF {
      reader.fail()
    }
    put(encodings | UInt16(ChannelEncodings.weightsAreLastBit), at: Layout.Record.channelEncodings)
    if mask & CompactField.clamp != 0 { putBytes(2, at: Layout.Record.clampLow) }
  }

  /// A byte: the meaning of the last value, which has the usual record; or 255, and the record as in the full form, with
  /// the rule's table behind it.
  @inline(__always)
  mutating func output() {
    put(UInt16(truncatingIfNeeded: model.valueCount &- 1), at: Layout.Output.value)
    put(Float(1).bitPattern, at: Layout.Output.temperature)
    putBytes(1, at: Layout.Output.meaning)
    if record.load(fromByteOffset: Layout.Output.meaning, as: UInt8.self) == .max {
      putBytes(Layout.Output.bytes, at: 0)
      if record.load(fromByteOffset: Layout.Output.rule, as: UInt8.self) == OutputRecord.Rule.sum.rawValue {
        let table = reader.skip(2 &* Layout.Output.tableEntries)
        put(UInt32(truncatingIfNeeded: table), at: Layout.Output.table)
      }
    }
    record += Layout.Output.bytes
  }

  /// The number of the value that a state becomes.
  mutating func update() {
    put16(at: 0)
    record += Layout.updateBytes
  }
}
