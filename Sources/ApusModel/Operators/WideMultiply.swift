/// The element-wise product of two int16 values of the same extents.
public struct WideMultiplyRecord: ElementwiseBody {
  package static var kind: OperatorKind { .wideMultiply }
  package static var payload: UInt32 { 0x1F }
  package static var checksElements: Bool { true }

  /// What is multiplied.
  public let first: TensorRecord
  /// What it is multiplied by.
  public let second: TensorRecord
  /// The product.
  public let output: TensorRecord
  /// `firstScale · secondScale / outputScale`
  public let factor: FixedPointMultiplier

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    first = model.value(record.input(0))
    second = model.value(record.input(1))
    output = record.output
    factor = record.factor(at: Layout.factor)
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 2...2, payload: payload, in: model)
    let body = WideMultiplyRecord(record, in: model)
    guard body.first.hasShape(of: body.output), body.second.hasShape(of: body.output) else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.height)
    }
    guard body.first.element == .int16, body.second.element == .int16, body.output.element == .int16 else {
      throw .invalid(.element, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.element)
    }
    guard body.factor.isSafe(upTo: 1 << 30) else {
      throw .invalid(.multiplier, byte: model.byte(of: record) + Layout.factor.multiplier)
    }
  }
}
