/// One of the two operands of an element-wise operator: a value in the arena, or a constant in the file.
public struct Operand {
  /// Its elements, where it is a constant.
  public let constant: UnsafePointer<Int8>?
  /// First byte in the arena, where it is a value.
  public let offset: Int
  /// Rows; 1 where one stands for all.
  public let height: Int
  /// Columns; 1 where one stands for all.
  public let width: Int
  /// Channels; 1 where one stands for all.
  public let channels: Int
  /// The integer that stands for 0.
  public let zeroPoint: Int32

  init(_ value: TensorRecord) {
    constant = nil
    offset = value.offset
    height = value.height
    width = value.width
    channels = value.channels
    zeroPoint = value.zeroPoint
  }

  /// The constant of a record, which has the output's extents along the axes of the record's mask.
  init(constantOf record: OperatorRecord, in model: Model) {
    let axes = record.base.u8(Layout.Pair.axes)
    constant = model.constants(at: record.constantsOffset).assumingMemoryBound(to: Int8.self)
    offset = 0
    height = axes & Layout.Axis.rows == 0 ? 1 : record.output.height
    width = axes & Layout.Axis.columns == 0 ? 1 : record.output.width
    channels = axes & Layout.Axis.channels == 0 ? 1 : record.output.channels
    zeroPoint = Int32(record.base.i8(Layout.Pair.zeroPoint))
  }

  /// How many elements it has.
  public var count: Int { height &* width &* channels }

  /// Elements from one row to the next.
  public var rowStep: Int { height == 1 ? 0 : width &* channels }
  /// Elements from one column to the next.
  public var columnStep: Int { width == 1 ? 0 : channels }
  /// Elements from one channel to the next.
  public var channelStep: Int { channels == 1 ? 0 : 1 }

  /// The largest distance of an int8 from the zero point: 128 … 255.
  var magnitude: UInt64 { UInt64(truncatingIfNeeded: max(zeroPoint + 128, 127 - zeroPoint)) }

  /// Whether it has the extents of a value.
  func hasShape(of value: TensorRecord) -> Bool {
    height == value.height && width == value.width && channels == value.channels
  }
}

/// The two operands of an element-wise operator and what is computed from them. Along each axis an operand has the
/// output's extent, or 1, where one element stands for all (broadcasting).
public struct OperandPair {
  /// The first operand.
  public let first: Operand
  /// The second operand.
  public let second: Operand
  /// The value made.
  public let output: TensorRecord

  /// The operands of a record in a model that has been checked.
  init(_ record: OperatorRecord, in model: Model) {
    output = record.output
    switch record.base.u8(Layout.Pair.constant) {
    case Layout.Pair.firstIsConstant:
      first = Operand(constantOf: record, in: model)
      second = Operand(model.value(record.input(0)))
    case Layout.Pair.secondIsConstant:
      first = Operand(model.value(record.input(0)))
      second = Operand(constantOf: record, in: model)
    default:
      first = Operand(model.value(record.input(0)))
      second = Operand(model.value(record.input(1)))
    }
  }

  /// Whether both operands are values of the output's extents.
  public var isPlain: Bool {
    first.constant == nil && second.constant == nil && first.hasShape(of: output)
      && second.hasShape(of: output)
  }

  /// Bytes of the constant, where there is one.
  public var constantBytes: Int {
    (first.constant == nil ? 0 : first.count) + (second.constant == nil ? 0 : second.count)
  }

  /// Checks the number of inputs, the constant's place, and that extents follow.
  /// - Parameter payload: a bit for each byte of the payload that the record's kind uses.
  static func validate(_ record: OperatorRecord, payload: UInt32, in model: Model) throws(ModelError) {
    let constant = record.base.u8(Layout.Pair.constant)
    guard constant <= Layout.Pair.secondIsConstant else {
      throw .invalid(.operand, byte: model.byte(of: record) + Layout.Pair.constant)
    }
    try record.validate(inputCount: constant == 0 ? 2...2 : 1...1, payload: payload, in: model)
    guard record.base.u8(Layout.Pair.axes) <= (constant == 0 ? 0 : Layout.Axis.all) else {
      throw .invalid(.operand, byte: model.byte(of: record) + Layout.Pair.axes)
    }
    let pair = OperandPair(record, in: model)
    let output = record.output
    guard follows(output.height, pair.first.height, pair.second.height),
      follows(output.width, pair.first.width, pair.second.width),
      follows(output.channels, pair.first.channels, pair.second.channels)
    else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.height)
    }
    if constant > 0 {
      let operand = constant == Layout.Pair.firstIsConstant ? pair.first : pair.second
      try record.validateConstants(byteCount: operand.count, in: model)
    }
  }

  /// Whether an extent is that of two operands; one of theirs may be 1.
  private static func follows(_ output: Int, _ first: Int, _ second: Int) -> Bool {
    first == output ? second == output || second == 1 : first == 1 && second == output
  }
}
