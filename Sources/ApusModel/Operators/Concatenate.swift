/// Values joined along the channels. All have the output's quantization parameters.
public struct ConcatenateRecord {
  /// The record, which knows the inputs.
  public let record: OperatorRecord
  /// The model, which knows their extents.
  public let model: Model
  /// The value made.
  public var output: TensorRecord { record.output }
  /// How many values are joined.
  public var inputCount: Int { record.inputCount }

  /// A value that is joined.
  public func input(_ position: Int) -> TensorRecord { model.value(record.input(position)) }

  /// The payload of a concatenation's record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    self.record = record
    self.model = model
  }

  static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 2...Layout.Record.maximumInputCount)
    let output = record.output
    var remaining = output.channels
    for position in 0..<record.inputCount {
      let input = model.value(record.input(position))
      guard input.height == output.height, input.width == output.width, input.channels <= remaining else {
        throw .invalid(.shape, byte: record.byte + Layout.Record.output + Layout.Tensor.height)
      }
      remaining -= input.channels
      try record.validateQuantization(asInput: position, in: model)
    }
    guard remaining == 0 else {
      throw .invalid(.shape, byte: record.byte + Layout.Record.output + Layout.Tensor.channels)
    }
  }
}
