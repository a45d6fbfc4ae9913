/// What the records of pools of int16 say. Input and output have the same scale.
public struct WidePool {
  /// The feature map taken, of int16.
  public let input: TensorRecord
  /// The feature map made, of int16.
  public let output: TensorRecord
  /// Kernel, strides and padding.
  public let window: WindowRecord
  /// The smallest output allowed.
  public let clampLow: Int32
  /// The largest output allowed.
  public let clampHigh: Int32

  /// Sums of up to this many int16 values fit into 32 bits, and so does half of a divisor added to them.
  package static let maximumArea = 1 << 15

  static var payload: UInt32 { 0x00F0_FFFF }

  init(_ record: OperatorRecord, in model: Model) {
    input = model.value(record.input(0))
    output = record.output
    window = WindowRecord(at: record.base)
    clampLow = Int32(Int16(bitPattern: record.base.u16(Layout.Wide.clampLow)))
    clampHigh = Int32(Int16(bitPattern: record.base.u16(Layout.Wide.clampHigh)))
  }

  static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    let byte = model.byte(of: record)
    let pool = WidePool(record, in: model)
    guard pool.input.element == .int16, pool.output.element == .int16 else {
      throw .invalid(.element, byte: byte + Layout.Record.output + Layout.Tensor.element)
    }
    guard pool.clampLow <= pool.clampHigh else { throw .invalid(.clamp, byte: byte + Layout.Wide.clampLow) }
    try pool.window.validate(output: pool.output, byte: byte)
    try pool.window.validateForPooling(input: pool.input, output: pool.output, byte: byte)
    guard pool.input.channels == pool.output.channels else {
      throw .invalid(.shape, byte: byte + Layout.Record.output + Layout.Tensor.channels)
    }
    guard pool.window.area <= maximumArea else {
      throw .invalid(.accumulator, byte: byte + Layout.Window.kernelHeight)
    }
    try record.validateQuantization(asInput: 0, in: model)
  }
}

/// The maximum over windows, of int16.
public struct WideMaxPoolRecord: RecordBody {
  package static var kind: OperatorKind { .wideMaxPool }
  package static var payload: UInt32 { WidePool.payload }
  package static var checksElements: Bool { true }

  /// The windows.
  public let pool: WidePool

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) { pool = WidePool(record, in: model) }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try WidePool.validate(record, in: model)
  }

  package static var hasWindow: Bool { true }
}

/// The mean over windows, of int16, elements outside the input not counted.
public struct WideAveragePoolRecord: RecordBody {
  package static var kind: OperatorKind { .wideAveragePool }
  package static var payload: UInt32 { WidePool.payload }
  package static var checksElements: Bool { true }

  /// The windows.
  public let pool: WidePool

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) { pool = WidePool(record, in: model) }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try WidePool.validate(record, in: model)
  }

  package static var hasWindow: Bool { true }
}
