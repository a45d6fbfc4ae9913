/// One of a file's networks: the first is the one that runs, others are called by it.
struct TFLiteSubgraph {
  private let tensors: FlatBufferVector
  private let operators: FlatBufferVector
  private let codes: FlatBufferVector
  /// The numbers of the tensors that it takes.
  let inputs: [Int]
  /// The numbers of the tensors that it makes.
  let outputs: [Int]

  /// More inputs or outputs than these are refused.
  private static let largestCount = 1024

  init(_ table: FlatBufferTable, codes: FlatBufferVector) throws(TFLiteError) {
    guard let tensors = try table.vector(0, elementBytes: 4),
      let operators = try table.vector(3, elementBytes: 4), operators.count > 0
    else { throw .unsupportedModel("has no operators") }
    self.tensors = tensors
    self.operators = operators
    self.codes = codes
    inputs = try Self.numbers(table, slot: 1, "inputs")
    outputs = try Self.numbers(table, slot: 2, "outputs")
  }

  private static func numbers(
    _ table: FlatBufferTable, slot: Int, _ what: String
  ) throws(TFLiteError) -> [Int] {
    guard let vector = try table.vector(slot, elementBytes: 4) else { return [] }
    guard vector.count <= largestCount else { throw .unsupportedModel("has \(vector.count) \(what)") }
    return try vector.integers(as: Int32.self).map { Int($0) }
  }

  /// How many operators there are.
  var operatorCount: Int { operators.count }

  /// An operator.
  /// - Precondition: the index is in `0 ..< operatorCount`.
  func `operator`(_ index: Int) throws(TFLiteError) -> TFLiteOperator {
    try TFLiteOperator(try operators.table(index), index: index, codes: codes)
  }

  /// A tensor's record.
  /// - Throws: `damaged` where there is none of that number.
  func tensor(_ index: Int) throws(TFLiteError) -> TFLiteTensor {
    guard index >= 0, index < tensors.count else {
      throw .damaged("it refers to tensor \(index) of \(tensors.count)")
    }
    return try TFLiteTensor(try tensors.table(index), index: index)
  }
}
