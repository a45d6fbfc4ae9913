/// What the record of one kind of operator says, and what the reader must know of that kind. All of it stands in the
/// kind's file in `Operators`; `OperatorKind.visit` finds it.
package protocol RecordBody {
  /// The kind whose records it reads.
  static var kind: OperatorKind { get }

  /// A bit for each byte from `Layout.Record.payload` on that its records use; all others are zero.
  static var payload: UInt32 { get }

  /// Whether it looks by itself at what the elements of its values are; of all other kinds they are int8.
  static var checksElements: Bool { get }

  /// The payload of a record in a model that has been checked.
  init(_ record: OperatorRecord, in model: Model)

  /// Checks all that concerns the record alone. What every operator has (its output, its clamp, the order of its inputs
  /// and outputs in the arena) is checked for all kinds in the same place.
  /// - Throws: what is wrong, and at which byte.
  static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError)

  /// Whether the record has a window at `Layout.Window`.
  static var hasWindow: Bool { get }

  /// Whether the output may be written from the input's own first byte on: no element that is written over is read
  /// afterwards.
  /// - Parameter slide: how the window moves, where there is one.
  static func mayOverwrite(input: Extents, output: Extents, slide: WindowSlide?) -> Bool

  /// Multiply-accumulates of one run.
  var multiplyAccumulates: UInt64 { get }

  /// Bytes of its weights, bias, multipliers and shifts, of its constant operand or of its table.
  var constantsBytes: Int { get }

  /// Biases, multipliers and weights, where it has some for its channels.
  var channelConstants: ChannelConstants? { get }
}

extension RecordBody {
  package static var checksElements: Bool { false }

  package static var hasWindow: Bool { false }

  package static func mayOverwrite(input: Extents, output: Extents, slide: WindowSlide?) -> Bool { false }

  package var multiplyAccumulates: UInt64 { 0 }

  package var constantsBytes: Int { channelConstants?.byteCount ?? 0 }

  package var channelConstants: ChannelConstants? { nil }
}

/// An operator that reads each element before it writes it. Of two operands one whose elements stand for several has
/// fewer than the output, so that it is not written over.
package protocol ElementwiseBody: RecordBody {}

extension ElementwiseBody {
  package static func mayOverwrite(input: Extents, output: Extents, slide: WindowSlide?) -> Bool {
    input == output
  }
}

/// Something that is asked of a kind of operator.
package protocol RecordVisitor {
  associatedtype Answer
  associatedtype Failure: Error

  /// The answer for a kind that this build does not hold (`builtInOperators`).
  var withoutBody: Answer { get }

  /// The answer for a kind.
  func visit<Body: RecordBody>(_ body: Body.Type) throws(Failure) -> Answer
}
