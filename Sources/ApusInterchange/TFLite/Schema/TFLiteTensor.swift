import ApusGraph

/// A tensor's record: what it looks like, and where its constant data are if it has any.
struct TFLiteTensor {
  /// Its number in the subgraph.
  let index: Int
  /// The beginning of its name.
  let name: String
  let type: TFLiteTensorType
  /// Extents, the batch included; not checked. At most eight.
  let shape: [Int]
  /// Whether all extents are known before the network runs.
  let isStatic: Bool
  /// The number of its buffer.
  let buffer: Int
  private let table: FlatBufferTable

  init(_ table: FlatBufferTable, index: Int) throws(TFLiteError) {
    self.table = table
    self.index = index
    name = try table.text(3)
    type = TFLiteTensorType(rawValue: try table.integer(1, as: Int8.self))
    let extents = try table.vector(0, elementBytes: 4)
    if let extents, extents.count > 8 {
      throw .unsupportedModel("has tensor \(index) of \(extents.count) dimensions")
    }
    shape = try extents?.integers(as: Int32.self).map { Int($0) } ?? []
    isStatic = try table.vector(7, elementBytes: 4)?.integers(as: Int32.self).allSatisfy { $0 >= 0 } ?? true
    buffer = try table.integer(2, as: UInt32.self)
  }

  /// What messages call it.
  var label: String { name.isEmpty ? "tensor \(index)" : "tensor \(index) (\(name))" }

  /// Whether it holds state from one run to the next.
  var isVariable: Bool { get throws(TFLiteError) { try table.integer(5, as: UInt8.self) != 0 } }

  /// How the elements that are not zero lie, where the data are only these; nil where they are all.
  func sparsity() throws(TFLiteError) -> TFLiteSparsity? {
    guard let table = try table.table(6) else { return nil }
    return try TFLiteSparsity(table)
  }

  /// How many elements it has; nil where an extent is not positive or there are 2³¹ or more.
  var elementCount: Int? {
    var count = 1
    for extent in shape {
      guard extent > 0, extent <= Int(Int32.max) / count else { return nil }
      count *= extent
    }
    return count
  }

  /// The quantization table; nil where there is none.
  func quantization() throws(TFLiteError) -> TFLiteQuantization? {
    guard let table = try table.table(4) else { return nil }
    return try TFLiteQuantization(table)
  }
}
