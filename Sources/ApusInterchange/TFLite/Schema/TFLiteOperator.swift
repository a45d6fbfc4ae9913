/// An operator's record: what it computes, from which tensors, with which options.
struct TFLiteOperator {
  /// What messages call it.
  let site: TFLiteOperatorSite
  /// Nil where the importer does not know the operator, or not in this version.
  let builtin: TFLiteBuiltinOperator?
  /// The version that is too new, of an operator that is known.
  let unknownVersion: Int?
  /// Numbers of tensors; −1 for an optional one that is left out.
  let inputs: [Int]
  /// Numbers of tensors.
  let outputs: [Int]
  private let optionsType: Int
  private let optionsTable: FlatBufferTable?

  /// More operands than any operator here takes are refused before they are read.
  private static let largestOperandCount = 1024

  init(_ table: FlatBufferTable, index: Int, codes: FlatBufferVector) throws(TFLiteError) {
    let number = try table.integer(0, as: UInt32.self)
    guard number < codes.count else {
      throw .damaged("operator \(index) is of kind \(number) of \(codes.count)")
    }
    let code = try codes.table(number)
    // Codes above 127 are in a field that came later; older files have only the first.
    let kind = max(
      try code.integer(3, as: Int32.self), try code.integer(0, as: Int8.self))
    let custom = try code.text(1)
    let name = kind == TFLiteBuiltinOperator.custom ? "CUSTOM \(custom)" : TFLiteBuiltinOperator.name(kind)
    site = TFLiteOperatorSite(index: index, name: name)
    let version = try code.integer(2, as: Int32.self, default: 1)
    let known = TFLiteBuiltinOperator(rawValue: kind)
    let isKnown = known.map { (1...$0.newestVersion).contains(version) } ?? false
    builtin = isKnown ? known : nil
    unknownVersion = isKnown || known == nil ? nil : version
    inputs = try Self.operands(table, slot: 1, site)
    outputs = try Self.operands(table, slot: 2, site)
    optionsType = try table.integer(3, as: UInt8.self)
    optionsTable = try table.table(4)
  }

  private static func operands(
    _ table: FlatBufferTable, slot: Int, _ site: TFLiteOperatorSite
  ) throws(TFLiteError) -> [Int] {
    guard let vector = try table.vector(slot, elementBytes: 4) else { return [] }
    guard vector.count <= largestOperandCount else { throw .unsupported(site, "\(vector.count) operands") }
    return try vector.integers(as: Int32.self).map { Int($0) }
  }

  /// Its options, which are all defaults where there are none.
  /// - Parameter type: their number in the schema's `BuiltinOptions`.
  func options(_ type: Int) throws(TFLiteError) -> TFLiteOptions {
    guard optionsType == type || optionsType == 0 else {
      throw .damaged("\(site) has the options of another operator")
    }
    return TFLiteOptions(site: site, table: optionsType == 0 ? nil : optionsTable)
  }
}
