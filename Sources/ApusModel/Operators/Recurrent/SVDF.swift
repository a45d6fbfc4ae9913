/// Filters over features and over the last steps. It takes a sequence and a memory of i8 or i16, into which it pushes what
/// the filters over features make of each step, and gives for each step what the filters over time make of the memory.
///
/// Its constants are, one after the other, a bias (i32) for each unit, the weights over features (i8, a row for each filter)
/// and the weights over time (of the memory's elements, a row for each filter, the latest step last).
public struct SVDFRecord: RecordBody {
  package static var kind: OperatorKind { .svdf }
  package static var payload: UInt32 { 0xF_FF00 }
  package static var checksElements: Bool { true }

  /// The steps, one for each position.
  public let sequence: TensorRecord
  /// A row for each filter, in which the latest step is last.
  public let memory: TensorRecord
  /// A position for each step, a channel for each unit.
  public let output: TensorRecord
  /// From sums over features to the memory.
  public let featureFactor: FixedPointMultiplier
  /// From sums over time to the output.
  public let timeFactor: FixedPointMultiplier
  /// The smallest output allowed.
  public let clampLow: Int32
  /// The largest output allowed.
  public let clampHigh: Int32
  private let constants: UnsafeRawPointer

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    sequence = model.value(record.input(0))
    memory = model.value(record.input(1))
    output = record.output
    featureFactor = record.factor(at: Layout.Recurrent.feature)
    timeFactor = record.factor(at: Layout.Recurrent.time)
    clampLow = record.clampLow
    clampHigh = record.clampHigh
    constants = model.constants(at: record.constantsOffset)
  }

  /// Rows of the memory.
  public var filters: Int { memory.height &* memory.width }
  /// Steps that the memory holds.
  public var depth: Int { memory.channels }

  /// Added to a unit's sum over time.
  @inline(__always)
  public func bias(_ unit: Int) -> Int32 { constants.unaligned32(4 &* unit) }
  /// A filter's weights over features.
  @inline(__always)
  public func featureWeights(_ filter: Int) -> UnsafePointer<Int8> {
    (constants + (4 &* output.channels &+ filter &* sequence.channels)).assumingMemoryBound(to: Int8.self)
  }
  /// A filter's weight over time for the step at a place of the memory.
  @inline(__always)
  public func timeWeight(_ filter: Int, _ age: Int) -> Int32 {
    let weights = constants + (4 &* output.channels &+ filters &* sequence.channels)
    let index = filter &* depth &+ age
    guard memory.element == .int16 else { return Int32(weights.i8(index)) }
    return Int32(weights.unaligned16(2 &* index))
  }

  /// Bytes of all constants; nil where there are too many.
  private static func byteCount(_ sequence: TensorRecord, _ memory: TensorRecord, units: Int) -> Int? {
    guard let features = checkedProduct(memory.positions, sequence.channels),
      let times = checkedProduct(memory.count, memory.element.byteCount),
      let biases = checkedProduct(4, units), isSize(features &+ times), features &+ times > 0,
      isSize(features &+ times &+ biases), features &+ times &+ biases > 0
    else { return nil }
    return features &+ times &+ biases
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 2...2, payload: payload, in: model)
    let body = SVDFRecord(record, in: model)
    let outputByte = model.byte(of: record) + Layout.Record.output
    guard body.output.positions == body.sequence.positions, body.filters % body.output.channels == 0,
      let count = byteCount(body.sequence, body.memory, units: body.output.channels)
    else { throw .invalid(.shape, byte: outputByte + Layout.Tensor.height) }
    guard body.sequence.element == .int8, body.memory.element != .int32, body.output.element == .int8 else {
      throw .invalid(.element, byte: outputByte + Layout.Tensor.element)
    }
    try record.validateConstants(byteCount: count, in: model)
    // Sums are modulo 2³², also where they are shifted to the left.
    try record.validateFactor(at: Layout.Recurrent.feature, upTo: 0, in: model)
    try record.validateFactor(at: Layout.Recurrent.time, upTo: 0, in: model)
  }

  package var multiplyAccumulates: UInt64 {
    product(sequence.positions, filters) &* UInt64(truncatingIfNeeded: sequence.channels &+ depth)
  }

  package var constantsBytes: Int {
    Self.byteCount(sequence, memory, units: output.channels) ?? 0
  }
}
