import ApusGraph
import ApusModel

extension Exporter {
  /// The same network as another file: in another form, or of version 1 raised to version 2. Answers do not change, and
  /// classes that were enrolled stay.
  ///
  /// Scales of values that are neither inputs nor outputs are not told by the compact form; such a file cannot be
  /// converted to the full one.
  ///
  /// - Parameters:
  ///   - model: a model of any version and form.
  ///   - form: how records are laid out.
  ///   - operatorNames: whether operators keep their names, where they have some.
  /// - Throws: what the form does not hold.
  public static func convert(
    _ model: Model, to form: FileForm, operatorNames: Bool = true
  ) throws(ExporterError) -> [UInt8] {
    let metadata: Metadata
    do throws(ModelError) { metadata = try model.metadata() } catch { throw .rejected(error) }
    let lowered = LoweredGraph(model, metadata)
    if form == .full, let missing = lowered.operators.first(where: { $0.output.quantization.scale == 0 }) {
      throw .scaleNotTold(node: missing.name)
    }
    let file = try write(
      lowered, form: form, operatorNames: operatorNames && metadata.operatorNames != nil)
    // Rows of enrolled classes are the same behind every form.
    return file + Array(model.enrolled)
  }
}

extension LoweredGraph {
  /// What a model's file was written from.
  init(_ model: Model, _ metadata: Metadata) {
    name = metadata.name.text
    inputCount = model.inputCount
    sources = (0..<model.inputCount).map { index in
      let value = LoweredValue(model.input(index))
      let pixels = metadata.pixels(ofInput: index).map {
        PixelEntry($0, value.quantization).bytes
      }
      return LoweredSource(
        name: metadata.inputName(index)?.text ?? "input\(index)", value: value, pixels: pixels)
    }
    sources += (0..<model.stateCount).map { index in
      let state = model.state(index)
      return LoweredSource(
        name: metadata.stateName(index)?.text ?? "state\(index)", value: LoweredValue(state.value),
        startingValues: model.startingValues(of: state).map(Array.init))
    }
    let names = metadata.operatorNames.map { $0.map(\.text) } ?? []
    operators = (0..<model.operatorCount).map { index in
      LoweredOperator(
        model[operator: index], in: model, name: index < names.count ? names[index] : "operator\(index)")
    }
    outputs = (0..<model.outputCount).map { index in
      let output = model.output(index)
      return LoweredOutput(
        name: metadata.outputName(index)?.text ?? "output\(index)", value: output.value,
        meaning: output.meaning,
        rule: output.rule, number: output.number, temperature: output.temperature,
        table: output.rule == .sum ? model.table(of: output) : [],
        classNames: metadata.classNames(ofOutput: index).map { $0.map(\.text) } ?? [])
    }
    updates = (0..<model.stateCount).map { model.state($0).update }
  }
}

extension LoweredValue {
  fileprivate init(_ record: TensorRecord) {
    (height, width, channels, rank) = (record.height, record.width, record.channels, record.rank)
    quantization = QuantizationParameters(scale: record.scale, zeroPoint: Int(record.zeroPoint))
    element = record.element
  }
}

extension LoweredOperator {
  fileprivate init(_ record: OperatorRecord, in model: Model, name: String) {
    self.name = name
    kind = record.kind
    inputs = (0..<record.inputCount).map { record.input($0) }
    output = LoweredValue(record.output)
    constants = LoweredConstants(record, in: model)
    self.record = RecordWriter(copying: record)
    slide = record.window.map {
      WindowSlide(strideHeight: $0.strideHeight, strideWidth: $0.strideWidth, top: $0.top, left: $0.left)
    }
  }
}

extension RecordWriter {
  /// An operator's clamp and payload. What the writers of files put there themselves is zero.
  fileprivate init(copying record: OperatorRecord) {
    self.init(byteCount: Layout.recordBytes)
    let bytes = record.bytes
    for offset in [Layout.Record.kind, Layout.Record.clampLow, Layout.Record.clampHigh] {
      put(bytes[offset], at: offset)
    }
    // A concatenation has its inputs where others have their payload.
    let first = max(Layout.Record.payload, Layout.Record.inputs + 2 * record.inputCount)
    for offset in first..<Layout.Record.channelEncodings { put(bytes[offset], at: offset) }
  }
}

extension LoweredConstants {
  fileprivate init(_ record: OperatorRecord, in model: Model) {
    if let constants = record.channelConstants(in: model) {
      let weights = UnsafeBufferPointer(start: constants.weights, count: constants.weightCount)
      self = .channels(
        LoweredChannels(
          bias: (0..<constants.channels).map { constants.bias($0) },
          factors: (0..<constants.channels).map { constants.factor($0) }, weights: Array(weights)))
    } else {
      let bytes = record.plainConstants(in: model)
      self = bytes.isEmpty ? .none : .plain(Array(bytes))
    }
  }
}

extension UnsafeRawBufferPointer {
  fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}
