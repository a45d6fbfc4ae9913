/// A checked, read-only view of an `.apus` file in memory. Nothing is copied and nothing is allocated.
///
/// Making one checks every offset, extent, multiplier and overlap (FORMAT.md lists the rules), so that a
/// session can run it without looking again: whatever the bytes were, running a model that was made cannot
/// trap, leave its buffers or overflow.
///
/// The bytes are borrowed: they must stay where they are, unchanged, for as long as the model is used.
public struct Model {
  /// The whole file.
  public let bytes: UnsafeRawBufferPointer
  /// How many operators there are; at least 1.
  public let operatorCount: Int
  /// Bytes that a session's arena needs.
  public let arenaBytes: Int
  /// The value that the caller fills.
  public let input: TensorRecord
  /// First byte of the constants.
  let constantsOffset: Int
  /// Bytes of the constants section.
  public let constantsBytes: Int
  let base: UnsafeRawPointer

  /// Checks a file.
  /// - Parameter bytes: the whole file, starting at a multiple of 16.
  /// - Throws: what is wrong, and at which byte.
  public init(_ bytes: UnsafeRawBufferPointer) throws(ModelError) {
    guard let base = bytes.baseAddress, bytes.count >= Layout.headerBytes else {
      throw .length(expected: Layout.headerBytes, found: bytes.count)
    }
    guard UInt(bitPattern: base) % UInt(Layout.alignment) == 0 else { throw .misaligned }
    guard base.u32(Layout.Header.magic) == Layout.magic else { throw .notAModel }
    let version = base.u16(Layout.Header.version)
    guard version == Layout.version else { throw .version(Int(version)) }
    let fileBytes = base.size32(Layout.Header.fileBytes)
    guard fileBytes == bytes.count else { throw .length(expected: fileBytes, found: bytes.count) }
    let stored = base.u32(Layout.Header.checksum)
    let computed = CRC32C.checksum(of: bytes, zeroing: Layout.Header.checksum)
    guard stored == computed else { throw .checksum(stored: stored, computed: computed) }

    self.bytes = bytes
    self.base = base
    operatorCount = Int(base.u16(Layout.Header.operatorCount))
    arenaBytes = base.size32(Layout.Header.arenaBytes)
    constantsOffset = base.size32(Layout.Header.constantsOffset)
    constantsBytes = base.size32(Layout.Header.constantsBytes)
    input = TensorRecord(at: base, Layout.Header.input)
    try validateSections()
    try validateOperators()
    try validateMetadata()
  }

  /// The value that the model makes: the last operator's.
  public var output: TensorRecord { value(operatorCount) }

  /// An operator, by its place in the order of execution.
  /// - Precondition: `index` is in `0 ..< operatorCount`.
  @inline(__always)
  public subscript(operator index: Int) -> OperatorRecord {
    precondition(index >= 0 && index < operatorCount)
    return OperatorRecord(index: index, base: base + (Layout.headerBytes &+ index &* Layout.recordBytes))
  }

  /// A value: 0 is the model's input, `k` is what operator `k − 1` makes.
  /// - Precondition: `index` is in `0 ... operatorCount`.
  public func value(_ index: Int) -> TensorRecord {
    if index == 0 { return input }
    precondition(index > 0 && index <= operatorCount)
    let record = Layout.headerBytes + (index &- 1) &* Layout.recordBytes
    return TensorRecord(at: base, record + Layout.Record.output)
  }

  /// The address of constants, from their offset in the section.
  func constants(at offset: Int) -> UnsafeRawPointer { base + (constantsOffset &+ offset) }

  /// The byte of the file at which constants are.
  func byte(of offset: Int) -> Int { constantsOffset &+ offset }
}
