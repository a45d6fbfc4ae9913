/// What the records of functions of int16 say, whose outputs are in steps of 2⁻¹⁵.
public struct WideFunction {
  /// The value taken.
  public let input: TensorRecord
  /// The value made.
  public let output: TensorRecord
  /// What an element is multiplied by, an integer of 16 bits, unless nothing is shifted.
  public let multiplier: Int32
  /// By how many bits the product is shifted to the right, rounded: then it is in steps of 1/12288.
  public let shift: Int32

  static var payload: UInt32 { 0x1F }

  init(_ record: OperatorRecord, in model: Model) {
    input = model.value(record.input(0))
    output = record.output
    let factor = record.factor(at: Layout.factor)
    (multiplier, shift) = (factor.multiplier, factor.shift)
  }

  /// Whether no product of an int16 leaves 32 bits, half a step of what is shifted out included.
  package static func isSafe(multiplier: Int32, shift: Int32) -> Bool {
    (0...31).contains(shift) && (0...(shift == 0 ? 65_535 : 32_767)).contains(multiplier)
  }

  static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    let body = WideFunction(record, in: model)
    guard body.input.hasShape(of: body.output) else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.height)
    }
    guard body.input.element == .int16, body.output.element == .int16 else {
      throw .invalid(.element, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.element)
    }
    guard isSafe(multiplier: body.multiplier, shift: body.shift) else {
      throw .invalid(.multiplier, byte: model.byte(of: record) + Layout.factor.multiplier)
    }
  }
}

/// The logistic function of int16 values.
public struct WideSigmoidRecord: ElementwiseBody {
  package static var kind: OperatorKind { .wideSigmoid }
  package static var payload: UInt32 { WideFunction.payload }
  package static var checksElements: Bool { true }

  /// What the record says.
  public let function: WideFunction

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) { function = WideFunction(record, in: model) }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try WideFunction.validate(record, in: model)
  }
}

/// The hyperbolic tangent of int16 values.
public struct WideTanhRecord: ElementwiseBody {
  package static var kind: OperatorKind { .wideTanh }
  package static var payload: UInt32 { WideFunction.payload }
  package static var checksElements: Bool { true }

  /// What the record says.
  public let function: WideFunction

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) { function = WideFunction(record, in: model) }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try WideFunction.validate(record, in: model)
  }
}
