extension Model {
  /// Sections in order, aligned, within the file; the input within the arena.
  func validateSections() throws(ModelError) {
    guard PreprocessingStyle(rawValue: base.u8(Layout.Header.style)) != nil else {
      throw .invalid(.preprocessing, byte: Layout.Header.style)
    }
    guard base.u8(Layout.Header.flags) <= Layout.Flag.pixelTable | Layout.Flag.operatorNames else {
      throw .invalid(.preprocessing, byte: Layout.Header.flags)
    }
    guard (1...Layout.maximumOperatorCount).contains(operatorCount) else {
      throw .invalid(.operatorCount, byte: Layout.Header.operatorCount)
    }
    let recordsEnd = Layout.headerBytes + operatorCount * Layout.recordBytes
    guard constantsOffset >= recordsEnd, constantsOffset % Layout.alignment == 0 else {
      throw .invalid(.section, byte: Layout.Header.constantsOffset)
    }
    guard lies(constantsOffset, count: constantsBytes, within: bytes.count) else {
      throw .invalid(.section, byte: Layout.Header.constantsBytes)
    }
    guard metadataOffset >= constantsOffset + constantsBytes, metadataOffset % Layout.alignment == 0,
      metadataOffset <= bytes.count
    else { throw .invalid(.section, byte: Layout.Header.metadataOffset) }
    guard arenaBytes > 0, arenaBytes % Layout.alignment == 0 else {
      throw .invalid(.arenaRegion, byte: Layout.Header.arenaBytes)
    }
    try input.validate(arenaBytes: arenaBytes, byte: Layout.Header.input)
  }

  /// Every operator by itself, then how they use each other's values.
  func validateOperators() throws(ModelError) {
    for index in 0..<operatorCount {
      let byte = Layout.headerBytes + index * Layout.recordBytes
      guard OperatorKind(rawValue: base.u8(byte + Layout.Record.kind)).map(isBuiltIn) == true else {
        throw .invalid(.kind, byte: byte + Layout.Record.kind)
      }
      let record = self[operator: index]
      try record.output.validate(arenaBytes: arenaBytes, byte: byte + Layout.Record.output)
      guard record.clampLow <= record.clampHigh else {
        throw .invalid(.clamp, byte: byte + Layout.Record.clampLow)
      }
      try record.kind.visit(Validation(record: record, model: self))
      try validateDataFlow(of: record)
    }
  }

  /// Every input has been made by an earlier operator and not been overwritten since, neither by one in
  /// between nor by this operator while it reads.
  private func validateDataFlow(of record: OperatorRecord) throws(ModelError) {
    for position in 0..<record.inputCount {
      let producer = record.input(position)
      let input = value(producer)
      let byte = record.byte + Layout.Record.inputs + 2 * position
      for between in producer..<record.index where self[operator: between].kind != .view {
        guard !value(between + 1).overlaps(input) else { throw .invalid(.overwritten, byte: byte) }
      }
      guard record.kind == .view || !record.output.overlaps(input) || record.mayOverwrite(input) else {
        throw .invalid(.overlap, byte: byte)
      }
    }
  }
}

private struct Validation: RecordVisitor {
  let record: OperatorRecord
  let model: Model

  var withoutBody: Void { () }

  @inline(__always)
  func visit<Body: RecordBody>(_ body: Body.Type) throws(ModelError) {
    try Body.validate(record, in: model)
  }
}

extension OperatorRecord {
  /// Checks that it takes a possible number of values, each made by an earlier operator.
  func validate(inputCount range: ClosedRange<Int>) throws(ModelError) {
    guard range.contains(inputCount) else {
      throw .invalid(.inputCount, byte: byte + Layout.Record.inputCount)
    }
    for position in 0..<inputCount {
      guard input(position) <= index else {
        throw .invalid(.input, byte: byte + Layout.Record.inputs + 2 * position)
      }
    }
  }

  /// Checks that an input and the output have the same quantization parameters.
  func validateQuantization(asInput position: Int, in model: Model) throws(ModelError) {
    guard model.value(input(position)).isQuantized(as: output) else {
      throw .invalid(.quantization, byte: byte + Layout.Record.output + Layout.Tensor.scale)
    }
  }

  /// Checks that constants lie within their section.
  func validateConstants(channels: Int, weightCount: Int, in model: Model) throws(ModelError) {
    guard let count = ChannelConstants.byteCount(channels: channels, weightCount: weightCount) else {
      throw .invalid(.constants, byte: byte + Layout.Record.constants)
    }
    try validateConstants(byteCount: count, in: model)
  }

  /// Checks that a number of bytes of constants lie within their section.
  func validateConstants(byteCount: Int, in model: Model) throws(ModelError) {
    let offset = constantsOffset
    guard offset >= 0, offset % Layout.alignment == 0,
      lies(offset, count: byteCount, within: model.constantsBytes)
    else { throw .invalid(.constants, byte: byte + Layout.Record.constants) }
  }
}
