import ApusModel

/// A record as the compact form has it: the fields that are different from those of another one, the predicted.
struct CompactRecord {
  private var record = RecordWriter(byteCount: Layout.recordBytes)
  /// What lies among the stream.
  var constants: [UInt8] = []

  /// What the reader expects of a source: an int8 vector.
  static var source: CompactRecord {
    var result = CompactRecord()
    result.record.put(1 as UInt16, at: Layout.Record.output + Layout.Tensor.height)
    result.record.put(1 as UInt16, at: Layout.Record.output + Layout.Tensor.width)
    return result
  }

  private init() {}

  /// A source's record.
  init(value: LoweredValue) { put(value) }

  /// An operator's record.
  init(_ lowered: LoweredOperator) {
    record = lowered.record
    put(lowered.output)
    switch lowered.constants {
    case .none: break
    case .plain(let bytes): constants = bytes
    case .channels(let channels):
      constants = channels.compact
      record.put(channels.compactEncodings.number, at: Layout.Record.channelEncodings)
    }
  }

  /// What the reader expects of an operator's record: that it makes what it takes.
  init(predicted lowered: LoweredOperator, input: LoweredValue) {
    record.put(-128 as Int8, at: Layout.Record.clampLow)
    record.put(127 as Int8, at: Layout.Record.clampHigh)
    put(input)
    if lowered.kind.hasWindow {
      for offset in stride(from: Layout.Window.strideHeight, to: Layout.Window.top, by: 2) {
        record.put(1 as UInt16, at: offset)
      }
    }
  }

  /// Makes the scale one of the fields.
  mutating func tellScale() { tellsScale = true }

  private var tellsScale = false
  private var scale: UInt32 = 0

  private mutating func put(_ value: LoweredValue) {
    let tensor = Layout.Record.output
    record.put(UInt16(value.height), at: tensor + Layout.Tensor.height)
    record.put(UInt16(value.width), at: tensor + Layout.Tensor.width)
    record.put(UInt32(value.channels), at: tensor + Layout.Tensor.channels)
    record.put(Int8(value.quantization.zeroPoint), at: tensor + Layout.Tensor.zeroPoint)
    record.put(UInt8(value.rank), at: tensor + Layout.Tensor.rank)
    record.put(value.element.rawValue, at: tensor + Layout.Tensor.element)
    scale = value.quantization.scale.bitPattern
  }

  /// The mask and the fields that are different.
  /// - Parameter inputs: the list of inputs; empty where the value before is the only one.
  func bytes(predicted: CompactRecord, inputs: [UInt8] = []) -> [UInt8] {
    var mask: UInt32 = 0
    var bytes: [UInt8] = []
    let tensor = Layout.Record.output
    func differs(_ range: Range<Int>) -> Bool { record.bytes[range] != predicted.record.bytes[range] }
    /// Adds a field where it is different.
    func add(_ bit: UInt32, _ offset: Int, _ count: Int, _ write: (inout [UInt8]) -> Void) {
      guard differs(offset..<offset + count) else { return }
      mask |= bit
      write(&bytes)
    }
    if !inputs.isEmpty {
      mask |= CompactField.inputs
      bytes += inputs
    }
    if !constants.isEmpty {
      mask |= CompactField.constants
      // Sources have no channels.
      if record.bytes[Layout.Record.kind] != 0 {
        bytes.append(size: number16(Layout.Record.channelEncodings))
      }
    }
    add(CompactField.channels, tensor + Layout.Tensor.channels, 4) {
      $0.append(
        size: number16(tensor + Layout.Tensor.channels) | number16(tensor + Layout.Tensor.channels + 2) << 16)
    }
    add(CompactField.zeroPoint, tensor + Layout.Tensor.zeroPoint, 1) {
      $0.append(record.bytes[tensor + Layout.Tensor.zeroPoint])
    }
    if !constants.isEmpty {
      bytes.append(size: constants.count)
      bytes += constants
    }
    for (bit, field) in [
      (CompactField.height, Layout.Tensor.height), (CompactField.width, Layout.Tensor.width),
      (CompactField.rank, Layout.Tensor.rank),
    ] {
      add(bit, tensor + field, 2) { $0.append(size: number16(tensor + field)) }
    }
    if tellsScale {
      mask |= CompactField.scale
      bytes.append(littleEndian: scale)
    }
    for group in 0..<CompactField.payloadGroups {
      let offset = Layout.Record.payload + 4 * group
      // The last two bytes are the encodings of channels.
      guard differs(offset..<min(offset + 4, Layout.Record.channelEncodings)) else { continue }
      mask |= CompactField.payload << UInt32(group)
      bytes.append(size: number16(offset))
      bytes.append(size: offset + 2 == Layout.Record.channelEncodings ? 0 : number16(offset + 2))
    }
    add(CompactField.clamp, Layout.Record.clampLow, 2) {
      $0 += record.bytes[Layout.Record.clampLow...Layout.Record.clampHigh]
    }
    var head: [UInt8] = []
    head.append(size: Int(mask))
    return head + bytes
  }

  private func number16(_ offset: Int) -> Int {
    Int(record.bytes[offset]) | Int(record.bytes[offset + 1]) << 8
  }
}
