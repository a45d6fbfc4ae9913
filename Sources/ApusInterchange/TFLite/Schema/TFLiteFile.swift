import ApusFiles

/// The tables of a `.tflite` file (tensorflow/lite/schema/schema.fbs, version 3), read only as far as they are
/// asked for.
struct TFLiteFile {
  private let bytes: FlatBufferBytes
  private let codes: FlatBufferVector
  private let buffers: FlatBufferVector
  private let subgraphs: FlatBufferVector
  /// The network.
  let main: TFLiteSubgraph
  private let metadataList: FlatBufferVector?

  /// Networks of more operators are refused.
  static let largestOperatorCount = 4_096

  init(_ content: [UInt8], limits: Limits = .standard) throws(TFLiteError) {
    bytes = FlatBufferBytes(bytes: content)
    guard content.count >= 8, content[4..<8].elementsEqual("TFL3".utf8) else { throw .notTFLite }
    let model = try FlatBufferTable(bytes, at: try bytes.target(at: 0))
    let version = try model.integer(0, as: UInt32.self)
    guard version == 3 else { throw .schemaVersion(version) }

    guard let codes = try model.vector(1, elementBytes: 4),
      let subgraphs = try model.vector(2, elementBytes: 4),
      let buffers = try model.vector(4, elementBytes: 4)
    else { throw .damaged("it has no operator codes, no subgraphs or no buffers") }
    guard subgraphs.count > 0 else { throw .damaged("it has no subgraphs") }
    metadataList = try model.vector(6, elementBytes: 4)
    self.codes = codes
    self.buffers = buffers
    self.subgraphs = subgraphs
    main = try TFLiteSubgraph(try subgraphs.table(0), codes: codes)
    guard main.operatorCount <= limits.raised(Self.largestOperatorCount) else {
      throw .tooMuch(
        limits.refusal(of: main.operatorCount, over: Self.largestOperatorCount, unit: "operators"))
    }
  }

  /// How many bytes the file has.
  var byteCount: Int { bytes.count }

  /// A network that an operator calls.
  /// - Throws: `damaged` where there is none of that number.
  func subgraph(_ index: Int) throws(TFLiteError) -> TFLiteSubgraph {
    guard index >= 0, index < subgraphs.count else {
      throw .damaged("it calls subgraph \(index) of \(subgraphs.count)")
    }
    return try TFLiteSubgraph(try subgraphs.table(index), codes: codes)
  }

  /// What the file says for people and programs beside the network; nil where it says nothing.
  func metadata() throws(TFLiteError) -> TFLiteMetadata? {
    guard let bytes = try metadata("TFLITE_METADATA") else { return nil }
    return try TFLiteMetadata(Array(bytes))
  }

  /// The bytes of metadata of a name; nil where there are none.
  func metadata(_ name: String) throws(TFLiteError) -> ArraySlice<UInt8>? {
    guard let metadataList else { return nil }
    for index in 0..<min(metadataList.count, 64) {
      let entry = try metadataList.table(index)
      guard try entry.text(0) == name else { continue }
      let number = try entry.integer(1, as: UInt32.self)
      guard number < buffers.count, let data = try buffers.table(number).vector(0, elementBytes: 1) else {
        throw .damaged("its metadata are in buffer \(number) of \(buffers.count), which has no data")
      }
      return bytes.bytes[data.range]
    }
    return nil
  }

  /// The names in a label file that is appended to the network.
  func labels(_ name: String, limits: Limits) throws(TFLiteError) -> [String] {
    let most = limits.raised(ZipArchive.mostTextBytes)
    guard let text = ZipArchive.file(name, in: bytes.bytes, most: most),
      let names = ClassNames.names(in: text), !names.isEmpty
    else { throw .labels(name) }
    return names
  }

  /// Whether a tensor has data in the file.
  func isConstant(_ tensor: TFLiteTensor) throws(TFLiteError) -> Bool {
    guard tensor.buffer < buffers.count else {
      throw .damaged("\(tensor.label) has buffer \(tensor.buffer) of \(buffers.count)")
    }
    guard try !tensor.isVariable else { return false }
    let buffer = try buffers.table(tensor.buffer)
    let bytes = try buffer.vector(0, elementBytes: 1)?.count ?? 0
    let offset = try buffer.integer(1, as: UInt64.self)
    return bytes > 0 || offset > 1
  }

  /// The bytes of a tensor's data, which of a sparse one are only those of the elements that are not zero.
  /// - Throws: `damaged` or `unsupportedModel` where there are none, or another number of them than its shape needs.
  func constant(_ tensor: TFLiteTensor) throws(TFLiteError) -> Range<Int> {
    guard try isConstant(tensor) else {
      throw .unsupportedModel("has \(tensor.label), which must be constant, without data")
    }
    let range = try data(try buffers.table(tensor.buffer))
    let isSparse = try tensor.sparsity() != nil
    guard let count = tensor.elementCount,
      isSparse || tensor.type.byteCount(of: count) == range.count
    else { throw .damaged("\(tensor.label) of shape \(tensor.shape) and \(range.count) bytes of data") }
    return range
  }

  /// A buffer's bytes: in itself, or, of files beyond 2 GiB, at an offset behind the tables.
  private func data(_ buffer: FlatBufferTable) throws(TFLiteError) -> Range<Int> {
    let offset = try buffer.integer(1, as: UInt64.self)
    // An offset of 0 or 1 means that the data are in the buffer itself.
    guard offset > 1 || offset < 0 else { return try buffer.vector(0, elementBytes: 1)?.range ?? 0..<0 }
    let size = try buffer.integer(2, as: UInt64.self)
    try bytes.check(offset, count: size)
    return offset..<offset + size
  }

  /// Integers or bits that constant data hold.
  /// - Precondition: the range lies in the file.
  func elements<Value: FixedWidthInteger & BitwiseCopyable>(
    _ range: Range<Int>, as type: Value.Type
  ) -> [Value] {
    bytes.bytes.withUnsafeBytes { buffer in
      (0..<range.count / MemoryLayout<Value>.size).map { index in
        Value(
          littleEndian: buffer.loadUnaligned(
            fromByteOffset: range.lowerBound + index * MemoryLayout<Value>.size, as: Value.self))
      }
    }
  }
}
