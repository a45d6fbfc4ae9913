extension Model {
  /// Sections in order, aligned, within the file: of all forms but the compact one.
  func validateSections() throws(ModelError) {
    guard (1...Layout.maximumOperatorCount).contains(operatorCount) else {
      throw .invalid(.operatorCount, byte: Layout.Header.operatorCount)
    }
    if !isVersion1 { try validateReservedHeader() }
    let recordsEnd = (records - base) &+ operatorCount &* Layout.recordBytes &+ resultBytes
    guard constantsOffset >= recordsEnd, constantsOffset % Layout.alignment == 0 else {
      throw .invalid(.section, byte: Layout.Header.constantsOffset)
    }
    let spare = isVersion1 ? 0 : Layout.spareBytes
    guard lies(constantsOffset, count: constantsSectionBytes, within: bytes.count &- spare) else {
      throw .invalid(.section, byte: Layout.Header.constantsBytes)
    }
    guard metadataOffset >= constantsOffset + constantsSectionBytes, metadataOffset <= bytes.count,
      !isVersion1 || metadataOffset % Layout.alignment == 0
    else { throw .invalid(.section, byte: Layout.Header.metadataOffset) }
    guard arenaBytes > 0, arenaBytes % Layout.alignment == 0 else {
      throw .invalid(.arenaRegion, byte: Layout.Header.arenaBytes)
    }
  }

  /// Bytes of the records of outputs and updates.
  private var resultBytes: Int {
    isVersion1 ? 0 : outputCount &* Layout.Output.bytes &+ stateCount &* Layout.updateBytes
  }

  /// Reserved bytes are zero, and counts are those that this build has.
  @inline(__always)
  private func validateReservedHeader() throws(ModelError) {
    let reserved = UInt16(base.u8(Layout.Header.formReserved)) | base.u16(Layout.Header.reserved)
    guard reserved == 0 else { throw .invalid(.reserved, byte: Layout.Header.formReserved) }
    try validateCounts(byte: Layout.Header.inputCount)
    guard base.u8(Layout.Header.lastReserved) == 0 else {
      throw .invalid(.reserved, byte: Layout.Header.lastReserved)
    }
  }

  /// At least one input and one output, and no more of all than this build has.
  @inline(__always)
  func validateCounts(byte: Int) throws(ModelError) {
    let first = base + byte
    let isPossible =
      isBuiltIn(.manyValues)
      ? first.u8(0) > 0 && first.u8(2) > 0 : first.u16(0) == 1 && first.u8(2) == 1
    guard isPossible else { throw .invalid(.valueCount, byte: byte) }
  }

  /// Every input and state by itself, and no two of them at the same place.
  func validateValues() throws(ModelError) {
    guard isBuiltIn(.manyValues) else {
      let input = value(0)
      return try input.validate(arenaBytes: arenaBytes, byte: byte(of: input.base), isPlaced: !isCompact)
    }
    for index in 0..<sourceCount {
      let value = value(index)
      let byte = byte(of: value.base)
      try value.validate(arenaBytes: arenaBytes, byte: byte, isPlaced: !isCompact)
      if !isCompact {
        for earlier in 0..<index where self.value(earlier).overlaps(value) {
          throw .invalid(.overlap, byte: byte)
        }
      }
      if index < inputCount {
        guard value.base.u32(Layout.Source.startingValues) == 0 else {
          throw .invalid(.reserved, byte: byte + Layout.Source.startingValues)
        }
      } else if let offset = StateRecord(source: value.base, update: 0).startingValuesOffset {
        guard holds(byteCount: value.byteCount, at: offset) else {
          throw .invalid(.constants, byte: byte + Layout.Source.startingValues)
        }
      }
    }
  }

  /// Every operator by itself, then how they use each other's values.
  func validateOperators() throws(ModelError) {
    for index in 0..<operatorCount {
      let record = self[operator: index]
      let byte = byte(of: record)
      // What was unfolded is of kinds and takes values that exist.
      if !isCompact {
        guard OperatorKind(rawValue: record.base.u8(Layout.Record.kind)).map(isBuiltIn) == true else {
          throw .invalid(.kind, byte: byte + Layout.Record.kind)
        }
        let isPossible =
          isBuiltIn(.severalInputs)
          ? record.inputCount <= Layout.Record.maximumInputCount : record.storedInputCount == 1
        guard isPossible else { throw .invalid(.inputCount, byte: byte + Layout.Record.inputCount) }
      }
      try record.output.validate(
        arenaBytes: arenaBytes, byte: byte + Layout.Record.output, isPlaced: !isCompact)
      guard record.clampLow <= record.clampHigh else {
        throw .invalid(.clamp, byte: byte + Layout.Record.clampLow)
      }
      try record.kind.visit(Validation(record: record, model: self))
      // A memory plan that was made here is right.
      guard !isCompact else { continue }
      if isBuiltIn(.manyValues) { try validateStates(against: record) }
      try validateDataFlow(of: record)
    }
  }

  /// Every input has been made by an earlier operator and not been overwritten since, neither by one in
  /// between nor by this operator while it reads.
  private func validateDataFlow(of record: OperatorRecord) throws(ModelError) {
    for position in 0..<record.inputCount {
      let input = value(record.input(position))
      let byte = byte(of: record) + Layout.Record.inputs + 2 * position
      guard isIntact(record.input(position), before: record.index) else {
        throw .invalid(.overwritten, byte: byte)
      }
      guard record.kind == .view || !record.output.overlaps(input) || record.mayOverwrite(input) else {
        throw .invalid(.overlap, byte: byte)
      }
    }
  }

  /// Whether no operator between the one that makes a value and a later one writes over it.
  @inline(__always)
  private func isIntact(_ number: Int, before end: Int) -> Bool {
    let value = value(number)
    for between in max(number &- sourceCount &+ 1, 0)..<end where self[operator: between].kind != .view {
      if self[operator: between].output.overlaps(value) { return false }
    }
    return true
  }

  /// A state is overwritten by nothing but the value that it becomes, which may lie where the state does.
  private func validateStates(against record: OperatorRecord) throws(ModelError) {
    for index in 0..<stateCount {
      let state = state(index)
      guard record.output.overlaps(state.value), record.kind != .view else { continue }
      guard sourceCount &+ record.index == state.update, record.output.offset == state.value.offset else {
        throw .invalid(.overwritten, byte: byte(of: record) + Layout.Record.output)
      }
    }
  }

  /// Outputs, and what states become, are values that exist when all operators have been executed. What outputs mean is
  /// checked where it is asked for.
  func validateResults() throws(ModelError) {
    guard !isVersion1 else { return }
    guard isBuiltIn(.manyValues) else {
      // It is not overwritten by any later operator.
      guard output(0).value == valueCount &- 1 else {
        throw .invalid(.valueCount, byte: byte(of: records) + operatorCount * Layout.recordBytes)
      }
      return
    }
    for index in 0..<outputCount {
      let output = output(index)
      guard let base = output.base else { return }
      try validateResult(output.value, byte: byte(of: base) + Layout.Output.value)
    }
    for index in 0..<stateCount {
      let state = state(index)
      let byte = byte(of: records) + operatorCount * Layout.recordBytes + outputCount * Layout.Output.bytes
      try validateResult(state.update, byte: byte + index * Layout.updateBytes)
      let update = value(state.update)
      guard update.hasShape(of: state.value), update.isQuantized(as: state.value) else {
        throw .invalid(.state, byte: byte + index * Layout.updateBytes)
      }
    }
  }

  private func validateResult(_ number: Int, byte: Int) throws(ModelError) {
    guard number < valueCount else { throw .invalid(.output, byte: byte) }
    guard isCompact || isIntact(number, before: operatorCount) else {
      throw .invalid(.overwritten, byte: byte)
    }
  }

  /// Whether so many bytes of constants lie within their section, where they must begin.
  func holds(byteCount: Int, at offset: Int) -> Bool {
    (isCompact || offset % Layout.constantsAlignment == 0)
      && lies(offset, count: byteCount, within: constantsSectionBytes)
  }
}

private struct Validation: RecordVisitor {
  let record: OperatorRecord
  let model: Model

  var withoutBody: Void { () }

  @inline(__always)
  func visit<Body: RecordBody>(_ body: Body.Type) throws(ModelError) {
    try record.validateElements(of: body, in: model)
    try Body.validate(record, in: model)
  }
}

extension OperatorRecord {
  /// Checks that it takes a possible number of values, each made by an earlier operator, and that the bytes that its kind
  /// does not use are zero.
  /// - Parameter payload: a bit for each byte from `Layout.Record.payload` on that the kind uses.
  @inline(__always)
  func validate(
    inputCount range: ClosedRange<Int>, payload: UInt32, in model: Model
  ) throws(ModelError) {
    guard range.contains(inputCount) else {
      throw .invalid(.inputCount, byte: model.byte(of: self) + Layout.Record.inputCount)
    }
    // Records that were unfolded take values that exist, and have no other bytes than those that were put there.
    if !model.isCompact { try validateFields(payload: payload, in: model) }
  }

  /// Checks that the inputs have been made by earlier operators, and that the bytes that its kind does not use are zero.
  @inline(never)
  private func validateFields(payload: UInt32, in model: Model) throws(ModelError) {
    for position in 0..<inputCount {
      guard input(position) < model.sourceCount &+ index else {
        throw .invalid(.input, byte: model.byte(of: self) + Layout.Record.inputs + 2 * position)
      }
    }
    for offset in Layout.Record.inputs &+ 2 &* inputCount..<Layout.recordBytes where base.u8(offset) != 0 {
      guard offset >= Layout.Record.payload, payload &>> UInt32(truncatingIfNeeded: offset & 31) & 1 != 0
      else {
        throw .invalid(.reserved, byte: model.byte(of: self) + offset)
      }
    }
  }

  /// Checks that its values have elements that its kind takes.
  @inline(__always)
  fileprivate func validateElements<Body: RecordBody>(of body: Body.Type, in model: Model) throws(ModelError)
  {
    guard isBuiltIn(.wideElements), !Body.checksElements else { return }
    try validateInt8(in: model)
  }

  @inline(never)
  private func validateInt8(in model: Model) throws(ModelError) {
    var isInt8 = output.element == .int8
    for position in 0..<inputCount {
      // Whether the input exists is looked at later.
      guard input(position) < model.valueCount else { break }
      isInt8 = isInt8 && model.value(input(position)).element == .int8
    }
    guard isInt8 else {
      throw .invalid(.element, byte: model.byte(of: self) + Layout.Record.output + Layout.Tensor.element)
    }
  }

  /// Checks that an input and the output have the same quantization parameters.
  func validateQuantization(asInput position: Int, in model: Model) throws(ModelError) {
    guard model.value(input(position)).isQuantized(as: output) else {
      throw .invalid(.quantization, byte: model.byte(of: self) + Layout.Record.output + Layout.Tensor.scale)
    }
  }

  /// Checks that constants of channels lie within their section.
  @inline(__always)
  func validateConstants(channels: Int, weightCount: Int, in model: Model) throws(ModelError) {
    let encodings = channelEncodings
    guard encodings.areBuiltIn,
      let count = ChannelConstants.byteCount(
        encodings: encodings, channels: channels, weightCount: weightCount)
    else { throw .invalid(.constants, byte: model.byte(of: self) + Layout.Record.constants) }
    try validateConstants(byteCount: count, in: model)
  }

  /// Checks that a number of bytes of constants lie within their section.
  func validateConstants(byteCount: Int, in model: Model) throws(ModelError) {
    guard model.holds(byteCount: byteCount, at: constantsOffset) else {
      throw .invalid(.constants, byte: model.byte(of: self) + Layout.Record.constants)
    }
  }
}
