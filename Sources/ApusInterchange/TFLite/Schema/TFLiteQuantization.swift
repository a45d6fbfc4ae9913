/// A tensor's `QuantizationParameters`: one scale and zero point, or one for each index of a dimension.
struct TFLiteQuantization {
  private let scaleVector: FlatBufferVector?
  private let zeroPointVector: FlatBufferVector?
  /// The dimension that has a scale for each index.
  let dimension: Int
  /// Whether it is of a custom kind.
  let isCustom: Bool

  init(_ table: FlatBufferTable) throws(TFLiteError) {
    scaleVector = try table.vector(2, elementBytes: 4)
    zeroPointVector = try table.vector(3, elementBytes: 8)
    isCustom = try table.integer(4, as: UInt8.self) != 0
    dimension = try table.integer(6, as: Int32.self)
  }

  /// How many scales there are.
  var scaleCount: Int { scaleVector?.count ?? 0 }

  /// All scales.
  func scales() throws(TFLiteError) -> [Float] {
    try scaleVector?.integers(as: UInt32.self).map { Float(bitPattern: $0) } ?? []
  }

  /// How many zero points there are.
  var zeroPointCount: Int { zeroPointVector?.count ?? 0 }

  /// All zero points; none means 0.
  func zeroPoints() throws(TFLiteError) -> [Int64] {
    try zeroPointVector?.integers(as: Int64.self) ?? []
  }
}
