/// Rows, columns or channels of a value, picked by their indices. Input and output have the same quantization parameters.
public struct GatherRecord: RecordBody {
  package static var kind: OperatorKind { .gather }
  package static var payload: UInt32 { 1 }
  package static var checksElements: Bool { true }

  /// The axis along which is picked. The raw values are those in files.
  public enum Axis: UInt8, Sendable {
    /// Whole rows.
    case rows = 0
    /// Columns of each row.
    case columns = 1
    /// Channels of each position.
    case channels = 2
  }

  /// The value taken.
  public let input: TensorRecord
  /// The value made.
  public let output: TensorRecord
  /// The axis along which is picked.
  public let axis: Axis
  private let table: UnsafeRawPointer

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    input = model.value(record.input(0))
    output = record.output
    axis = Axis(rawValue: record.base.u8(Layout.Gather.axis)) ?? .channels
    table = model.constants(at: record.constantsOffset)
  }

  /// Which index of the input one of the output is.
  @inline(__always)
  public func index(_ position: Int) -> Int {
    Int(UInt16(bitPattern: table.unaligned16(Layout.Gather.indexBytes &* position)))
  }

  /// How many are picked.
  public var count: Int { extent(of: output) }

  private func extent(of value: TensorRecord) -> Int {
    switch axis {
    case .rows: value.height
    case .columns: value.width
    case .channels: value.channels
    }
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    guard let axis = Axis(rawValue: record.base.u8(Layout.Gather.axis)) else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Gather.axis)
    }
    let body = GatherRecord(record, in: model)
    let (input, output) = (body.input, body.output)
    guard axis == .rows || input.height == output.height, axis == .columns || input.width == output.width,
      axis == .channels || input.channels == output.channels,
      checkedProduct(body.count, Layout.Gather.indexBytes) != nil
    else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.height)
    }
    try record.validateConstants(byteCount: body.constantsBytes, in: model)
    let extent = body.extent(of: input)
    for position in 0..<body.count where body.index(position) >= extent {
      throw .invalid(.constants, byte: model.byte(of: record) + Layout.Record.constants)
    }
    try record.validateQuantization(asInput: 0, in: model)
  }

  package var constantsBytes: Int { Layout.Gather.indexBytes &* count }
}
