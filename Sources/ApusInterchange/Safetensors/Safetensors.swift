import ApusFiles
import ApusGraph

/// Tensors by name and a few words of metadata: the safetensors format of Hugging Face
/// (github.com/huggingface/safetensors). Eight bytes say how long the header is, the header is JSON that
/// says where each tensor lies, and the tensors follow, little-endian, without gaps.
///
/// Elements of any width are read as `Float`; what is written is `F32`.
public struct Safetensors: Hashable, Sendable {
  /// Free text by key.
  public var metadata: [String: String]
  /// Tensors by name.
  public var tensors: [String: Tensor]

  /// A collection of tensors.
  public init(metadata: [String: String] = [:], tensors: [String: Tensor] = [:]) {
    self.metadata = metadata
    self.tensors = tensors
  }

  /// The content of a safetensors file.
  /// - Throws: what is wrong, whatever the bytes: nothing that the header claims is believed unchecked.
  public init(decoding bytes: [UInt8]) throws(SafetensorsError) {
    let header = try SafetensorsHeader(bytes)
    let floatBytes = header.entries.reduce(0) { $0 + ($1.end - $1.begin) / $1.type.width * 4 }
    guard Memory.gives(floatBytes) else { throw .outOfMemory(bytes: floatBytes) }
    metadata = header.metadata
    tensors = [:]
    tensors.reserveCapacity(header.entries.count)
    bytes.withUnsafeBytes { bytes in
      for entry in header.entries {
        let begin = header.dataOffset + entry.begin
        let part = UnsafeRawBufferPointer(rebasing: bytes[begin..<header.dataOffset + entry.end])
        tensors[entry.name] = Tensor(shape: entry.shape, values: entry.type.floats(part))
      }
    }
  }

  /// The content of a file.
  /// - Parameters:
  ///   - path: the file.
  ///   - limits: by how much the largest size of a file is raised.
  /// - Throws: `InterchangeError`, naming the file.
  public init(path: String, limits: Limits = .standard) throws(InterchangeError) {
    let bytes = try ForeignFile.read(path, limits: limits)
    do throws(SafetensorsError) {
      try self.init(decoding: bytes)
    } catch {
      throw ForeignFile.otherKind(bytes, path: path, needed: .safetensors) ?? .safetensors(path: path, error)
    }
  }

  /// The bytes of a file with this content. Equal content gives equal bytes: keys are sorted, and the
  /// header is padded with spaces so that the data begins at a multiple of 8.
  public func encoded() -> [UInt8] {
    let names = tensors.keys.sorted()
    var members: [JSONValue.Member] = []
    if !metadata.isEmpty {
      let entries = metadata.sorted { $0.key < $1.key }
        .map { JSONValue.Member(key: $0.key, value: .string($0.value)) }
      members.append(JSONValue.Member(key: SafetensorsHeader.metadataKey, value: .object(entries)))
    }
    var offset = 0
    for name in names {
      let tensor = tensors[name]!
      let end = offset + tensor.count * 4
      let entry = JSONValue.members([
        "dtype": .string(ElementType.float32.rawValue),
        "shape": .array(tensor.shape.map { .integer($0) }),
        "data_offsets": .array([.integer(offset), .integer(end)]),
      ])
      members.append(JSONValue.Member(key: name, value: entry))
      offset = end
    }
    var header = Array(JSONValue.object(members).text.utf8)
    header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - header.count % 8) % 8))

    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + offset)
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: header)
    for name in names { Self.append(tensors[name]!.values, to: &bytes) }
    return bytes
  }

  /// Writes a file, whole or not at all.
  /// - Throws: `InterchangeError.file`, naming the file.
  public func write(to path: String) throws(InterchangeError) {
    do throws(FileError) { try AtomicFile.write(encoded(), to: path) } catch { throw .file(error) }
  }

  private static func append(_ values: [Float], to bytes: inout [UInt8]) {
    #if _endian(little)
      values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    #else
      for value in values {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
      }
    #endif
  }
}
