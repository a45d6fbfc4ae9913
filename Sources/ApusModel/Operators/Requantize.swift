/// Another scale, zero point or elements for the same real numbers: `zeroPoint + factor · (x − inputZeroPoint)`, between
/// int8 and int16 or within int16. The clamp is of int8 outputs alone.
public struct RequantizeRecord: RecordBody {
  package static var kind: OperatorKind { .requantize }
  package static var payload: UInt32 { 0x1F }
  package static var checksElements: Bool { true }

  /// The value taken.
  public let input: TensorRecord
  /// The value made.
  public let output: TensorRecord
  /// `inputScale / outputScale`
  public let factor: FixedPointMultiplier
  /// The smallest output allowed.
  public let clampLow: Int32
  /// The largest output allowed.
  public let clampHigh: Int32

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    input = model.value(record.input(0))
    output = record.output
    factor = record.factor(at: Layout.factor)
    let isWide = output.element == .int16
    clampLow = isWide ? -32_768 : record.clampLow
    clampHigh = isWide ? 32_767 : record.clampHigh
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    let body = RequantizeRecord(record, in: model)
    guard body.input.hasShape(of: body.output) else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.height)
    }
    guard body.input.element != .int32, body.output.element != .int32 else {
      throw .invalid(.element, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.element)
    }
    let magnitude = body.input.element == .int16 ? 32_768 : body.input.magnitude
    guard body.factor.isSafe(upTo: UInt64(magnitude)) else {
      throw .invalid(.multiplier, byte: model.byte(of: record) + Layout.factor.multiplier)
    }
    // The sum of a scaled number and a zero point has room; that of a large one for int16 is held by the clamp.
  }

  package static func mayOverwrite(input: Extents, output: Extents, slide: WindowSlide?) -> Bool {
    input == output
  }
}
