/// Where each tensor of a file lies, every claim checked.
struct SafetensorsHeader {
  /// One tensor.
  struct Entry {
    var name: String
    var type: ElementType
    var shape: [Int]
    /// From the beginning of the data.
    var begin: Int
    var end: Int
  }

  /// The name under which the header holds metadata instead of a tensor.
  static let metadataKey = "__metadata__"
  /// The format's limit on the header, in bytes.
  static let maximumLength: UInt64 = 100_000_000

  /// Free text by key.
  private(set) var metadata: [String: String] = [:]
  /// The tensors, in the order of their bytes, which they cover without overlap or gap.
  private(set) var entries: [Entry] = []
  /// Where the data begins.
  let dataOffset: Int

  /// The header of a file's bytes.
  init(_ bytes: [UInt8]) throws(SafetensorsError) {
    guard bytes.count >= 8 else { throw .truncated(bytes: bytes.count) }
    let length = bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard length <= Self.maximumLength else { throw .headerTooLarge(claimed: length) }
    guard length <= UInt64(bytes.count - 8) else {
      throw .headerLength(claimed: length, available: bytes.count - 8)
    }
    dataOffset = 8 + Int(length)
    let header: JSONValue
    do throws(JSONError) {
      header = try JSONParser.parse(Array(bytes[8..<dataOffset]))
    } catch {
      throw .header(error)
    }
    guard case .object(let members) = header else { throw .headerForm("no object") }

    let available = bytes.count - dataOffset
    for member in members {
      if member.key == Self.metadataKey {
        metadata = try Self.metadata(member.value)
      } else {
        entries.append(try Self.entry(member.key, member.value, available: available))
      }
    }
    try orderEntries(available: available)
  }

  private static func metadata(_ value: JSONValue) throws(SafetensorsError) -> [String: String] {
    guard case .object(let members) = value else { throw .headerForm("metadata that is not an object") }
    var metadata: [String: String] = [:]
    for member in members {
      guard case .string(let text) = member.value else {
        throw .headerForm("metadata \"\(member.key)\" that is not text")
      }
      metadata[member.key] = text
    }
    return metadata
  }

  private static func entry(
    _ name: String, _ value: JSONValue, available: Int
  ) throws(SafetensorsError) -> Entry {
    guard case .string(let typeName) = value["dtype"] else {
      throw .headerForm("no dtype for \(name)")
    }
    guard let shape = integers(value["shape"]) else { throw .headerForm("no sound shape for \(name)") }
    guard let offsets = integers(value["data_offsets"]), offsets.count == 2 else {
      throw .headerForm("no sound data_offsets for \(name)")
    }
    guard let type = ElementType(rawValue: typeName) else {
      throw .elementType(tensor: name, name: typeName)
    }
    let (begin, end) = (offsets[0], offsets[1])
    guard begin <= end, end <= available else {
      throw .offsets(tensor: name, begin: begin, end: end, available: available)
    }
    var needed = type.width
    for extent in shape {
      let (product, overflow) = needed.multipliedReportingOverflow(by: extent)
      guard !overflow else { throw .headerForm("a shape for \(name) that is out of range") }
      needed = product
    }
    guard needed == end - begin else {
      throw .byteCount(tensor: name, needed: needed, found: end - begin)
    }
    return Entry(name: name, type: type, shape: shape, begin: begin, end: end)
  }

  /// Non-negative whole numbers, or nil.
  private static func integers(_ value: JSONValue?) -> [Int]? {
    guard case .array(let elements) = value else { return nil }
    var integers: [Int] = []
    for element in elements {
      guard case .number(let digits) = element, let integer = Int(digits), integer >= 0 else { return nil }
      integers.append(integer)
    }
    return integers
  }

  private mutating func orderEntries(available: Int) throws(SafetensorsError) {
    entries.sort { ($0.begin, $0.end, $0.name) < ($1.begin, $1.end, $1.name) }
    var covered = 0
    var previous = ""
    for entry in entries {
      guard entry.begin >= covered else { throw .overlap(first: previous, second: entry.name) }
      guard entry.begin == covered else {
        throw .hole(offset: covered, bytes: entry.begin - covered)
      }
      covered = entry.end
      previous = entry.name
    }
    guard covered == available else { throw .hole(offset: covered, bytes: available - covered) }
  }
}
