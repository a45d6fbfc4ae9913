/// What a `.tflite` file says for people and programs beside its network, as far as it is asked for: how images become the
/// first input, and which file beside the network names the classes of the first output.
///
/// The metadata buffer `TFLITE_METADATA` is a FlatBuffer of its own, of tensorflow/tflite-support's
/// metadata_schema.fbs (mark `M001`); the files that it names are in a zip archive that is appended to the network.
struct TFLiteMetadata {
  /// Subtracted from pixels, then what divides them: once, or once for each channel; nil where nothing is said.
  private(set) var normalization: (mean: [Float], deviation: [Float])?
  /// The name of the file of labels in the archive; nil where there is none.
  private(set) var labelFile: String?

  /// The mark of the schema that is known here.
  private static let mark = Array("M001".utf8)
  /// What a label file's kind is: names for the indices of an axis, or for the values of a tensor.
  private static let labelKinds = [2, 3]
  /// `NormalizationOptions` among the kinds of process units.
  private static let normalizationKind = 1
  /// Entries of lists that are looked at: more than one input or output is not imported, and more units say nothing new.
  private static let mostEntries = 16

  /// The metadata in a buffer; nothing is known of a buffer of another schema.
  init(_ buffer: [UInt8]) throws(TFLiteError) {
    guard buffer.count >= 8, buffer[4..<8].elementsEqual(Self.mark) else { return }
    let bytes = FlatBufferBytes(bytes: buffer)
    let model = try FlatBufferTable(bytes, at: try bytes.target(at: 0))
    guard let subgraph = try model.tables(3, most: 1).first else { return }
    if let input = try subgraph.tables(2, most: 1).first { normalization = try Self.normalization(of: input) }
    if let output = try subgraph.tables(3, most: 1).first { labelFile = try Self.labelFile(of: output) }
  }

  private static func normalization(
    of tensor: FlatBufferTable
  ) throws(TFLiteError) -> (mean: [Float], deviation: [Float])? {
    for unit in try tensor.tables(4, most: mostEntries)
    where try unit.integer(0, as: UInt8.self) == normalizationKind {
      guard let options = try unit.table(1) else { continue }
      return (try options.floats(0, most: mostEntries), try options.floats(1, most: mostEntries))
    }
    return nil
  }

  private static func labelFile(of tensor: FlatBufferTable) throws(TFLiteError) -> String? {
    for file in try tensor.tables(6, most: mostEntries)
    where labelKinds.contains(try file.integer(2, as: UInt8.self)) {
      return try file.text(0, limit: 1_024)
    }
    return nil
  }
}

extension FlatBufferTable {
  /// The first of a field's tables; none where it is missing.
  fileprivate func tables(_ slot: Int, most: Int) throws(TFLiteError) -> [FlatBufferTable] {
    guard let vector = try vector(slot, elementBytes: 4) else { return [] }
    var tables: [FlatBufferTable] = []
    for index in 0..<min(vector.count, most) { tables.append(try vector.table(index)) }
    return tables
  }

  /// A field's 32-bit floats; none where it is missing.
  fileprivate func floats(_ slot: Int, most: Int) throws(TFLiteError) -> [Float] {
    guard let vector = try vector(slot, elementBytes: 4) else { return [] }
    guard vector.count <= most else {
      throw .damaged("its metadata have \(vector.count) numbers for channels")
    }
    return try vector.integers(as: UInt32.self).map { Float(bitPattern: $0) }
  }
}
