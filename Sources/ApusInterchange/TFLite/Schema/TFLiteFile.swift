import ApusFiles

/// The tables of a `.tflite` file (tensorflow/lite/schema/schema.fbs, version 3), read only as far as they are
/// asked for.
struct TFLiteFile {
  private let bytes: FlatBufferBytes
  private let codes: FlatBufferVector
  private let buffers: FlatBufferVector
  private let tensors: FlatBufferVector
  private let operators: FlatBufferVector
  /// The number of the tensor that the network takes.
  let input: Int
  /// The number of the tensor that it makes.
  let output: Int
  private let metadataList: FlatBufferVector?

  /// Networks of more operators are refused.
  static let largestOperatorCount = 1024

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
    guard subgraphs.count == 1 else {
      throw .unsupportedModel("has \(subgraphs.count) subgraphs (control flow)")
    }
    let subgraph = try subgraphs.table(0)
    guard let tensors = try subgraph.vector(0, elementBytes: 4),
      let operators = try subgraph.vector(3, elementBytes: 4), operators.count > 0
    else { throw .unsupportedModel("has no operators") }
    guard operators.count <= limits.raised(Self.largestOperatorCount) else {
      throw .tooMuch(limits.refusal(of: operators.count, over: Self.largestOperatorCount, unit: "operators"))
    }
    metadataList = try model.vector(6, elementBytes: 4)
    self.codes = codes
    self.buffers = buffers
    self.tensors = tensors
    self.operators = operators
    input = try Self.only(subgraph.vector(1, elementBytes: 4), "inputs")
    output = try Self.only(subgraph.vector(2, elementBytes: 4), "outputs")
  }

  private static func only(_ vector: FlatBufferVector?, _ what: String) throws(TFLiteError) -> Int {
    let count = vector?.count ?? 0
    guard let vector, count == 1 else { throw .unsupportedModel("has \(count) \(what) instead of one") }
    return Int(try vector.integers(as: Int32.self)[0])
  }

  /// How many operators there are.
  var operatorCount: Int { operators.count }

  /// How many bytes the file has.
  var byteCount: Int { bytes.count }

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

  /// The bytes of a tensor's constant data.
  /// - Throws: `damaged` or `unsupportedModel` where there are none, or another number of them than its shape needs.
  func constant(_ tensor: TFLiteTensor) throws(TFLiteError) -> Range<Int> {
    guard tensor.buffer < buffers.count else {
      throw .damaged("\(tensor.label) has buffer \(tensor.buffer) of \(buffers.count)")
    }
    let buffer = try buffers.table(tensor.buffer)
    // An offset of 0 or 1 means that the data are in the buffer itself.
    guard (0...1).contains(try buffer.integer(1, as: UInt64.self)), try !tensor.isSparse,
      try !tensor.isVariable
    else {
      throw .unsupportedModel("has \(tensor.label) with sparse, variable or external data")
    }
    guard let data = try buffer.vector(0, elementBytes: 1) else {
      throw .unsupportedModel("has \(tensor.label), which must be constant, without data")
    }
    guard let count = tensor.elementCount, count * tensor.type.width == data.count else {
      throw .damaged("\(tensor.label) of shape \(tensor.shape) and \(data.count) bytes of data")
    }
    return data.range
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
