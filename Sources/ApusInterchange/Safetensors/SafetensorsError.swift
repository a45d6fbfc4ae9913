import ApusFiles

/// Why bytes are not sound safetensors. Each description continues a sentence that began with the file.
public enum SafetensorsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Not even the length of the header is there.
  case truncated(bytes: Int)
  /// The header claims to be longer than what the file holds.
  case headerLength(claimed: UInt64, available: Int)
  /// The header claims to be longer than 100 MB, the format's limit.
  case headerTooLarge(claimed: UInt64)
  /// The header is not JSON.
  case header(JSONError)
  /// The header is JSON of another form.
  case headerForm(String)
  /// A tensor's elements are of a type that is not known here.
  case elementType(tensor: String, name: String)
  /// A tensor's offsets lie outside of the data, or end before they begin.
  case offsets(tensor: String, begin: Int, end: Int, available: Int)
  /// A tensor's extents and element type need another number of bytes than its offsets span.
  case byteCount(tensor: String, needed: Int, found: Int)
  /// Two tensors claim the same bytes.
  case overlap(first: String, second: String)
  /// Bytes that no tensor claims.
  case hole(offset: Int, bytes: Int)
  /// The system has no memory for the tensors as floats.
  case outOfMemory(bytes: Int)

  /// One clause.
  public var description: String {
    switch self {
    case .truncated(let bytes): "is not a safetensors file: it has \(bytes) bytes, fewer than 8"
    case .headerLength(let claimed, let available):
      "is cut off or no safetensors file: its header is said to have \(claimed) bytes, but \(available) follow"
    case .headerTooLarge: "is not a safetensors file: its first eight bytes are no length of a header"
    case .header(let error): "is damaged: its header \(error)"
    case .headerForm(let what): "is damaged: its header has \(what.printable)"
    case .elementType(let tensor, let name):
      "has the tensor \(tensor.printable) of type \(name.printable), which is not supported"
    case .offsets(let tensor, let begin, let end, let available):
      "is damaged: \(tensor.printable) claims bytes \(begin) to \(end) of \(available)"
    case .byteCount(let tensor, let needed, let found):
      "is damaged: \(tensor.printable) needs \(needed) bytes, but has \(found)"
    case .overlap(let first, let second): "is damaged: \(first.printable) and \(second.printable) overlap"
    case .hole(let offset, let bytes):
      "is damaged: \(bytes) bytes at offset \(offset) of its data belong to no tensor"
    case .outOfMemory(let bytes): "needs \(bytes) bytes of memory, which the system does not give"
    }
  }
}
