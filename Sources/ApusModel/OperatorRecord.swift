/// One operator of a model: a view of its 64 bytes in the file.
public struct OperatorRecord {
  /// Its place in the order of execution.
  public let index: Int
  /// What it computes.
  public let kind: OperatorKind
  /// How many values it takes.
  public let inputCount: Int
  /// The value that it makes.
  public let output: TensorRecord
  /// The smallest output that a fused rectifier (or int8 itself) allows.
  public let clampLow: Int32
  /// The largest output that a fused rectifier (or int8 itself) allows.
  public let clampHigh: Int32
  /// The record's first byte.
  let base: UnsafeRawPointer

  init(kind: OperatorKind, index: Int, base: UnsafeRawPointer) {
    self.index = index
    self.kind = kind
    self.base = base
    inputCount = Int(base.u8(Layout.Record.inputCount))
    output = TensorRecord(at: base, Layout.Record.output)
    clampLow = Int32(base.i8(Layout.Record.clampLow))
    clampHigh = Int32(base.i8(Layout.Record.clampHigh))
  }

  /// Which value an input is: 0 is the model's input, `k` is what operator `k − 1` makes.
  /// - Precondition: `position` is in `0 ..< inputCount`.
  public func input(_ position: Int) -> Int {
    precondition(position >= 0 && position < inputCount)
    return Int(base.u16(Layout.Record.inputs + 2 * position))
  }

  /// Where its constants start within their section; 0 for an operator without any.
  public var constantsOffset: Int { base.size32(Layout.Record.constants) }

  /// The record's first byte in the file.
  var byte: Int { Layout.headerBytes + index * Layout.recordBytes }

  /// A multiplier and its shift, at these offsets in the record.
  func multiplier(_ offset: Int, shift: Int) -> FixedPointMultiplier {
    FixedPointMultiplier(multiplier: base.i32(offset), shift: Int32(base.i8(shift)))
  }
}
