import ApusFiles

/// Why bytes are not a NumPy array that is known here. Each description continues a sentence that began
/// with the file.
public enum NumPyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The bytes do not begin with `\x93NUMPY` and a known version, or end within the header.
  case notNumPy
  /// The header is not the dictionary that it should be.
  case header(String)
  /// The elements are of a type that is not known here.
  case elementType(String)
  /// The array is in Fortran's order.
  case fortranOrder
  /// The elements need another number of bytes than there are.
  case byteCount(needed: Int, found: Int)
  /// A whole number of 64 bits is beyond 32 bits.
  case range
  /// An archive of arrays cannot be read, or holds none.
  case notArchive
  /// A file in an archive of arrays is damaged, or too large.
  case archiveEntry(String)
  /// The system has no memory for the elements.
  case outOfMemory(bytes: Int)

  /// One clause.
  public var description: String {
    switch self {
    case .notNumPy: "is not a .npy file"
    case .header(let header): "is damaged: its header is \(header.printable)"
    case .elementType(let name): "has elements of type \(name.printable), which is not supported"
    case .fortranOrder: "is in Fortran's order, which is not supported"
    case .byteCount(let needed, let found):
      "is damaged: its elements need \(needed) bytes, but it has \(found)"
    case .range: "has an element beyond 32 bits, which is not supported"
    case .notArchive: "is damaged, or holds no arrays"
    case .archiveEntry(let name): "holds \(name.printable), which is damaged or too large"
    case .outOfMemory(let bytes): "needs \(bytes) bytes of memory, which the system does not give"
    }
  }
}
