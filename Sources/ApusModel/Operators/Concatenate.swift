/// Values joined along an axis. All have the output's quantization parameters.
public struct ConcatenateRecord: RecordBody {
  package static var kind: OperatorKind { .concatenate }
  package static var payload: UInt32 { 1 << 28 }
  package static var checksElements: Bool { true }

  /// Along which axis values are joined. The raw values are those in files.
  public enum Axis: UInt8, Sendable {
    /// At each position the channels of all.
    case channels = 0
    /// In each row the columns of all.
    case columns = 1
    /// The rows of all.
    case rows = 2
  }

  /// The record, which knows the inputs.
  public let record: OperatorRecord
  /// The model, which knows their extents.
  public let model: Model
  /// The value made.
  public var output: TensorRecord { record.output }
  /// The axis along which they are joined.
  public var axis: Axis { Axis(rawValue: record.base.u8(Layout.Record.concatenationAxis)) ?? .channels }
  /// How many values are joined.
  public var inputCount: Int { record.inputCount }

  /// A value that is joined.
  public func input(_ position: Int) -> TensorRecord { model.value(record.input(position)) }

  /// The payload of a concatenation's record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    self.record = record
    self.model = model
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 2...Layout.Record.maximumInputCount, payload: payload, in: model)
    guard let axis = Axis(rawValue: record.base.u8(Layout.Record.concatenationAxis)) else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.concatenationAxis)
    }
    let output = record.output
    var remaining = extent(of: output, along: axis)
    for position in 0..<record.inputCount {
      let input = model.value(record.input(position))
      let extent = extent(of: input, along: axis)
      guard axis == .rows || input.height == output.height, axis == .columns || input.width == output.width,
        axis == .channels || input.channels == output.channels, extent <= remaining
      else {
        throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.height)
      }
      remaining -= extent
      try record.validateQuantization(asInput: position, in: model)
    }
    guard remaining == 0 else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.channels)
    }
  }

  private static func extent(of value: TensorRecord, along axis: Axis) -> Int {
    switch axis {
    case .channels: value.channels
    case .columns: value.width
    case .rows: value.height
    }
  }
}
