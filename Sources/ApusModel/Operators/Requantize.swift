/// Another scale, zero point or elements for the same real numbers: `zeroPoint + factor · (x − inputZeroPoint)`. The clamp is
/// of int8 outputs alone.
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
    switch output.element {
    case .int8: (clampLow, clampHigh) = (record.clampLow, record.clampHigh)
    case .int16: (clampLow, clampHigh) = (-32_768, 32_767)
    case .int32: (clampLow, clampHigh) = (.min, .max)
    }
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    let body = RequantizeRecord(record, in: model)
    guard body.input.hasShape(of: body.output) else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.height)
    }
    let magnitude: UInt64 =
      switch body.input.element {
      case .int8: UInt64(body.input.magnitude)
      case .int16: 32_768
      case .int32: largestOfInt32
      }
    guard body.factor.isSafe(upTo: magnitude) else {
      throw .invalid(.multiplier, byte: model.byte(of: record) + Layout.factor.multiplier)
    }
    // The sum of a scaled number and a zero point has room; that of a large one for int16 is held by the clamp.
  }

  /// The largest magnitude of an int32 that is rescaled: others are taken for it.
  package static var largestOfInt32: UInt64 { 1 << 30 }

  package static func mayOverwrite(input: Extents, output: Extents, slide: WindowSlide?) -> Bool {
    input == output
  }
}
