/// One operator of a model: a view of its 64 bytes in the file.
public struct OperatorRecord {
  /// Its place in the order of execution.
  public let index: Int
  /// The record's first byte.
  let base: UnsafeRawPointer

  @inline(__always)
  init(index: Int, base: UnsafeRawPointer) {
    self.index = index
    self.base = base
  }

  /// What it computes. The kind is the first that the reader checks of an operator.
  @inline(__always)
  public var kind: OperatorKind { OperatorKind(rawValue: base.u8(Layout.Record.kind)).unsafelyUnwrapped }
  /// How many values it takes. A constant where the build has no operators of several.
  @inline(__always)
  public var inputCount: Int { isBuiltIn(.severalInputs) ? storedInputCount : 1 }

  /// The number of values that the record says, which is checked.
  @inline(__always)
  var storedInputCount: Int { Int(base.u8(Layout.Record.inputCount)) }
  /// The value that it makes.
  @inline(__always)
  public var output: TensorRecord { TensorRecord(at: base, Layout.Record.output) }
  /// The smallest output that a fused rectifier (or int8 itself) allows.
  @inline(__always)
  public var clampLow: Int32 { Int32(base.i8(Layout.Record.clampLow)) }
  /// The largest output that a fused rectifier (or int8 itself) allows.
  @inline(__always)
  public var clampHigh: Int32 { Int32(base.i8(Layout.Record.clampHigh)) }

  /// Which value an input is: the model's inputs come first, then its states, then what each operator makes.
  /// - Precondition: `position` is in `0 ..< inputCount`.
  public func input(_ position: Int) -> Int {
    precondition(position >= 0 && position < inputCount)
    return Int(base.u16(Layout.Record.inputs + 2 * position))
  }

  /// Where its constants start within their section; 0 for an operator without any.
  public var constantsOffset: Int { base.size32(Layout.Record.constants) }

  /// A multiplier and its shift.
  func factor(at place: Layout.Factor) -> FixedPointMultiplier {
    FixedPointMultiplier(multiplier: base.i32(place.multiplier), shift: Int32(base.i8(place.shift)))
  }

  /// How the biases and multipliers of its channels are stored.
  var channelEncodings: ChannelEncodings { ChannelEncodings(at: base) }
}
