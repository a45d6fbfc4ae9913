/// The axes along which all elements are brought to one. The output has an element for each place along the others, in
/// order; whether the axes that are gone count among its extents does not matter.
public struct ReducedAxes {
  /// The value taken.
  public let input: TensorRecord
  /// The value made.
  public let output: TensorRecord
  private let mask: UInt8

  init(_ record: OperatorRecord, in model: Model) {
    input = model.value(record.input(0))
    output = record.output
    mask = record.base.u8(Layout.behindFactor)
  }

  /// Rows that are brought to one; 1 where rows stay.
  public var rows: Int { mask & Layout.Axis.rows != 0 ? input.height : 1 }
  /// Columns that are brought to one; 1 where columns stay.
  public var columns: Int { mask & Layout.Axis.columns != 0 ? input.width : 1 }
  /// Channels that are brought to one; 1 where channels stay.
  public var channels: Int { mask & Layout.Axis.channels != 0 ? input.channels : 1 }

  /// How many elements become one.
  public var count: Int { rows &* columns &* channels }

  static func validate(_ record: OperatorRecord, payload: UInt32, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    let axes = ReducedAxes(record, in: model)
    guard axes.mask != 0, axes.mask <= Layout.Axis.all else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.behindFactor)
    }
    // A divisor of the input's elements, as each extent either stays or goes.
    guard axes.output.count == axes.input.count / axes.count else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.height)
    }
  }
}
