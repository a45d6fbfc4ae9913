/// A checked, read-only view of an `.apus` file in memory. Nothing is copied and nothing is allocated.
///
/// Making one checks every offset, extent, multiplier and overlap (FORMAT.md lists the rules), so that a
/// session can run it without looking again: whatever the bytes were, running a model that was made cannot
/// trap, leave its buffers or overflow. Names and what pixels become are checked where they are asked for (`metadata()`).
///
/// A file in the compact form is not executed where it is: its records are unfolded into memory that the caller gives,
/// 64 bytes for each operator; its constants stay where they are.
///
/// The bytes, and that memory, are borrowed: they must stay where they are, unchanged, for as long as the model is used.
public struct Model {
  /// The whole file, without what was appended to it.
  public let bytes: UnsafeRawBufferPointer
  /// Bytes that were appended to the file: rows of classes that were enrolled.
  private let enrolledBytes: Int
  /// How many operators there are; at least 1.
  public let operatorCount: Int
  /// The first operator's record: in the file, or in the caller's memory.
  let records: UnsafeRawPointer

  /// Checks a file of version 1, or of version 2 in the full form.
  /// - Parameter bytes: the whole file, starting at a multiple of 16.
  /// - Throws: what is wrong, and at which byte.
  public init(_ bytes: UnsafeRawBufferPointer) throws(ModelError) {
    try self.init(bytes, records: UnsafeMutableRawBufferPointer(start: nil, count: 0))
  }

  /// Checks a file.
  /// - Parameters:
  ///   - bytes: the whole file, starting at a multiple of 16.
  ///   - memory: room for the records of a file in the compact form: at least `Model.recordBytes(of: bytes)` bytes,
  ///     starting at a multiple of 8. What it holds does not matter. It must outlive the model.
  /// - Throws: what is wrong, and at which byte.
  public init(_ bytes: UnsafeRawBufferPointer, records memory: UnsafeMutableRawBufferPointer)
    throws(ModelError)
  {
    let (base, form) = try Self.checkedHeader(bytes)
    let whole = bytes
    let bytes = isBuiltIn(.enrolledClasses) ? Self.file(of: whole) : whole
    self.bytes = bytes
    enrolledBytes = whole.count &- bytes.count
    guard form == .compact || bytes.count >= Layout.headerBytes &+ Layout.Source.bytes else {
      throw .length(expected: Layout.headerBytes &+ Layout.Source.bytes, found: bytes.count)
    }
    let sources = Self.counts(base, form).sources
    if form == .compact {
      operatorCount = Int(base.u8(Layout.Compact.operatorCount))
      let needed = Self.recordBytes(base)
      guard let start = memory.baseAddress, memory.count >= needed,
        UInt(bitPattern: start) % UInt(Layout.recordAlignment) == 0
      else { throw .recordMemory(needed: needed) }
      records = UnsafeRawPointer(start + (Layout.Unfolded.bytes &+ sources &* Layout.recordBytes))
      try unfold(into: start, byteCount: needed)
    } else {
      operatorCount = Int(base.u16(Layout.Header.operatorCount))
      records = base + (Layout.headerBytes &+ sources &* Layout.Source.bytes)
      try validateSections()
    }
    try validateValues()
    try validateOperators()
    try validateResults()
    if isCompact { try planArena() }
    if isBuiltIn(.enrolledClasses), enrolledBytes > 0,
      operatorMask &>> UInt64(OperatorKind.enrolled.rawValue) & 1 == 0
    {
      // Bytes to spare are no rows where no operator takes them.
      throw .length(expected: bytes.count, found: bytes.count &+ enrolledBytes)
    }
  }

  /// Bytes of memory that the records of a file in the compact form are unfolded into; 0 for files of other forms, and for
  /// what is no file of Apus.
  public static func recordBytes(of bytes: UnsafeRawBufferPointer) -> Int {
    guard isBuiltIn(.compactForm), let base = bytes.baseAddress, bytes.count >= Layout.Compact.stream,
      base.u32(Layout.Header.magic) == Layout.magic, Form(header: base) == .compact
    else { return 0 }
    return recordBytes(base)
  }

  /// Bytes that its records take in the caller's memory; 0 of other forms than the compact one.
  public var recordBytes: Int { isCompact ? Self.recordBytes(base) : 0 }

  /// Bytes that the records of a file in the compact form take, from its header.
  @inline(__always)
  private static func recordBytes(_ base: UnsafeRawPointer) -> Int {
    let counts = counts(base, .compact)
    let operators = Int(base.u8(Layout.Compact.operatorCount))
    return Layout.Unfolded.bytes &+ (counts.sources &+ operators) &* Layout.recordBytes
      &+ counts.outputs &* Layout.Output.bytes &+ (counts.sources &- counts.inputs) &* Layout.updateBytes
  }

  /// An operator, by its place in the order of execution.
  /// - Precondition: `index` is in `0 ..< operatorCount`.
  @inline(__always)
  public subscript(operator index: Int) -> OperatorRecord {
    precondition(index >= 0 && index < operatorCount)
    return OperatorRecord(index: index, base: records + index &* Layout.recordBytes)
  }

  /// A value: the inputs come first, then the states, then what each operator makes.
  /// - Precondition: `index` is in `0 ..< valueCount`.
  public func value(_ index: Int) -> TensorRecord {
    precondition(index >= 0 && index < valueCount)
    let number = index &- sourceCount
    guard isCompact || number >= 0 else { return TensorRecord(at: records, number &* Layout.Source.bytes) }
    return TensorRecord(at: records, number &* Layout.recordBytes &+ Layout.Record.output)
  }

  /// Bytes that a session's arena needs.
  public var arenaBytes: Int {
    isCompact ? unfolded.size32(Layout.Unfolded.arenaBytes) : base.size32(Layout.Header.arenaBytes)
  }

  /// First byte of the constants.
  var constantsOffset: Int { isCompact ? 0 : base.size32(Layout.Header.constantsOffset) }

  /// Bytes of the constants section; of a file in the compact form all of its bytes but those at the end.
  var constantsSectionBytes: Int {
    isCompact ? bytes.count &- Layout.spareBytes : base.size32(Layout.Header.constantsBytes)
  }

  /// First byte of names and what pixels become.
  var metadataOffset: Int {
    isCompact ? unfolded.size32(Layout.Unfolded.metadataOffset) : base.size32(Layout.Header.metadataOffset)
  }

  @inline(__always)
  var base: UnsafeRawPointer { bytes.baseAddress.unsafelyUnwrapped }

  /// What stands in front of unfolded records.
  var unfolded: UnsafeRawPointer { records - (sourceCount &* Layout.recordBytes &+ Layout.Unfolded.bytes) }

  /// The address of constants, from their offset in the section.
  func constants(at offset: Int) -> UnsafeRawPointer { base + (constantsOffset &+ offset) }

  /// The byte of the file at which constants are.
  func byte(of offset: Int) -> Int { constantsOffset &+ offset }

  /// The byte of the file at which a record is; in the compact form, whose records are not in the file, its byte among
  /// the unfolded records.
  func byte(of record: UnsafeRawPointer) -> Int {
    isCompact ? record - unfolded : record - base
  }

  /// The same for an operator's record.
  @inline(__always)
  func byte(of record: OperatorRecord) -> Int { byte(of: record.base) }

  /// The rows of classes that were enrolled after the file was written.
  package var enrolled: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: base + bytes.count, count: enrolledBytes)
  }

  /// The bytes that a file's header says are its own.
  private static func file(of bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    let count = bytes.baseAddress.map { $0.size32(Layout.Header.fileBytes) } ?? 0
    return UnsafeRawBufferPointer(rebasing: bytes[..<count])
  }

  /// Length, place in memory, magic, version and checksum: what all forms have.
  @inline(__always)
  private static func checkedHeader(_ bytes: UnsafeRawBufferPointer) throws(ModelError)
    -> (base: UnsafeRawPointer, form: Form)
  {
    guard let base = bytes.baseAddress, bytes.count >= Layout.Compact.stream else {
      throw .length(expected: Layout.Compact.stream, found: bytes.count)
    }
    guard UInt(bitPattern: base) % UInt(Layout.alignment) == 0 else { throw .misaligned }
    guard base.u32(Layout.Header.magic) == Layout.magic else { throw .notAModel }
    guard let form = Form(header: base) else { throw .version(Int(base.u16(Layout.Header.version))) }
    let fileBytes = base.size32(Layout.Header.fileBytes)
    // Rows of enrolled classes may follow.
    guard
      isBuiltIn(.enrolledClasses) && fileBytes >= Layout.Compact.stream && fileBytes < bytes.count
        || fileBytes == bytes.count
    else { throw .length(expected: fileBytes, found: bytes.count) }
    let stored = base.u32(Layout.Header.checksum)
    let computed = CRC32C.checksum(
      of: isBuiltIn(.enrolledClasses) ? file(of: bytes) : bytes, zeroing: Layout.Header.checksum)
    guard stored == computed else { throw .checksum(stored: stored, computed: computed) }
    return (base, form)
  }
}
