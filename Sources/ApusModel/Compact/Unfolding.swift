/// The compact form, unfolded: records in the caller's memory that say what the full form's do, so that all else reads,
/// checks and executes one form.
///
/// A record begins as what is probable, and the file has only the fields that are different: a mask says which. That is
/// the same for all kinds of operators, so that a microcontroller needs but little code for it. FORMAT.md describes the
/// stream.
extension Model {
  /// Writes the records of sources, operators, outputs and updates, but for their places in the arena. Nothing that a
  /// kernel relies on is checked here: that is done with the records, as in the full form.
  /// - Parameter memory: `Model.recordBytes(of:)` bytes.
  func unfold(into memory: UnsafeMutableRawPointer) throws(ModelError) {
    try validateCounts(byte: Layout.Compact.inputCount)
    guard operatorCount > 0, valueCount <= Layout.maximumCompactValueCount else {
      throw .invalid(.operatorCount, byte: Layout.Compact.operatorCount)
    }
    guard base.u8(Layout.Header.formReserved) == 0 else {
      throw .invalid(.reserved, byte: Layout.Header.formReserved)
    }
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: Self.recordBytes(of: bytes))
    var stream = Unfolding(model: self, record: memory + Layout.Unfolded.bytes)
    for index in 0..<sourceCount { try stream.source(isState: index >= inputCount) }
    for index in 0..<operatorCount { try stream.operation(index) }
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
  let model: Model
  var reader: ByteReader
  /// The record that is filled.
  var record: UnsafeMutableRawPointer

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

  @inline(never)
  private mutating func put8(at offset: Int) { put(reader.u8(), at: offset) }

  mutating func source(isState: Bool) throws(ModelError) {
    put(1 as UInt16, at: Layout.Record.output + Layout.Tensor.height)
    put(1 as UInt16, at: Layout.Record.output + Layout.Tensor.width)
    if isState { put(Layout.Source.noValues, at: Layout.Record.constants) }
    let mask = UInt32(truncatingIfNeeded: reader.size())
    guard mask & ~CompactField.ofSources == 0, isState || mask & CompactField.constants == 0 else {
      throw .invalid(.stream, byte: reader.position)
    }
    value(mask)
    record += Layout.recordBytes
  }

  mutating func operation(_ index: Int) throws(ModelError) {
    let byte = reader.position
    let number = model.sourceCount &+ index
    put8(at: Layout.Record.kind)
    guard let kind = OperatorKind(rawValue: record.load(as: UInt8.self)), isBuiltIn(kind) else {
      throw .invalid(.kind, byte: byte)
    }
    let mask = UInt32(truncatingIfNeeded: reader.size())
    guard mask & ~CompactField.all == 0 else { throw .invalid(.stream, byte: byte) }
    let first = mask & CompactField.inputs == 0 ? number &- 1 : try inputs(of: number)
    if mask & CompactField.inputs == 0 {
      put(1 as UInt8, at: Layout.Record.inputCount)
      put(UInt16(truncatingIfNeeded: first), at: Layout.Record.inputs)
    }
    // It makes what it takes, until the fields say something else.
    (record + Layout.Record.output).copyMemory(from: model.value(first).base, byteCount: Layout.Tensor.bytes)
    put(0 as UInt32, at: Layout.Record.output + Layout.Tensor.scale)
    put(0x7F80 as UInt16, at: Layout.Record.clampLow)
    if kind.hasWindow {
      for offset in stride(from: Layout.Window.strideHeight, to: Layout.Window.top, by: 2) {
        put(1 as UInt16, at: offset)
      }
    }
    if mask & CompactField.constants != 0 {
      let encodings = UInt16(truncatingIfNeeded: reader.size())
      guard encodings & ~ChannelEncodings.bits == 0 else { throw .invalid(.stream, byte: byte) }
      put(encodings | UInt16(ChannelEncodings.weightsAreLastBit), at: Layout.Record.channelEncodings)
    }
    value(mask)
    for group in 0..<CompactField.payloadGroups where mask & CompactField.payload &<< UInt32(group) != 0 {
      put16(at: Layout.Record.payload &+ 4 &* group)
      put16(at: Layout.Record.payload &+ 4 &* group &+ 2)
    }
    if mask & CompactField.clamp != 0 {
      put8(at: Layout.Record.clampLow)
      put8(at: Layout.Record.clampHigh)
    }
    record += Layout.recordBytes
  }

  /// The inputs: how many, and how many values before this one each of them is.
  /// - Returns: the first one's number.
  private mutating func inputs(of number: Int) throws(ModelError) -> Int {
    let byte = reader.position
    let count = reader.size()
    guard count > 0, count <= Layout.Record.maximumInputCount else { throw .invalid(.inputCount, byte: byte) }
    put(UInt8(truncatingIfNeeded: count), at: Layout.Record.inputCount)
    for position in 0..<count {
      let distance = reader.size()
      guard distance > 0, distance <= number else { throw .invalid(.input, byte: byte) }
      put(UInt16(truncatingIfNeeded: number &- distance), at: Layout.Record.inputs &+ 2 &* position)
    }
    return OperatorRecord(index: 0, base: UnsafeRawPointer(record)).input(0)
  }

  /// The fields that sources have too.
  private mutating func value(_ mask: UInt32) {
    let tensor = Layout.Record.output
    if mask & CompactField.channels != 0 {
      put(UInt32(truncatingIfNeeded: reader.size()), at: tensor + Layout.Tensor.channels)
    }
    if mask & CompactField.zeroPoint != 0 { put8(at: tensor + Layout.Tensor.zeroPoint) }
    if mask & CompactField.constants != 0 {
      let count = reader.size()
      put(UInt32(truncatingIfNeeded: reader.skip(count)), at: Layout.Record.constants)
    }
    if mask & CompactField.height != 0 { put16(at: tensor + Layout.Tensor.height) }
    if mask & CompactField.width != 0 { put16(at: tensor + Layout.Tensor.width) }
    if mask & CompactField.rank != 0 { put16(at: tensor + Layout.Tensor.rank) }
    if mask & CompactField.scale != 0 {
      for byte in 0..<4 { put8(at: tensor + Layout.Tensor.scale &+ byte) }
    }
  }

  /// A byte: the meaning of the last value, which has the usual record; or 255, and the record as in the full form, with
  /// the rule's table behind it.
  mutating func output() {
    put(UInt16(truncatingIfNeeded: model.valueCount &- 1), at: Layout.Output.value)
    put(Float(1).bitPattern, at: Layout.Output.temperature)
    put8(at: Layout.Output.meaning)
    if record.load(fromByteOffset: Layout.Output.meaning, as: UInt8.self) == .max {
      for byte in 0..<Layout.Output.bytes { put8(at: byte) }
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
