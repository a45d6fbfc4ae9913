#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension FileKind {
  /// How many of a file's first bytes are looked at, at most.
  public static let bytesToTell = 512

  /// The kind of a file at a path; nil where it is none that is known, no regular file, or cannot be read. Never waits, as
  /// reading a pipe would.
  public init?(path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    var bytes = [UInt8](repeating: 0, count: Self.bytesToTell)
    let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    guard count >= 0 else { return nil }
    self.init(bytes[..<count])
  }

  /// The kind of a file; nil where it is none that is known.
  /// - Parameter bytes: the file's, of which the first `bytesToTell` are enough.
  public init?(_ bytes: UnsafeRawBufferPointer) { self.init(Array(bytes.prefix(Self.bytesToTell))[...]) }

  /// The kind of a file; nil where it is none that is known.
  /// - Parameter bytes: the file's, of which the first `bytesToTell` are enough.
  public init?(_ bytes: [UInt8]) { self.init(bytes.prefix(Self.bytesToTell)) }

  /// - Parameter start: the first bytes, from index 0.
  private init?(_ start: ArraySlice<UInt8>) {
    guard !start.isEmpty else {
      self = .empty
      return
    }
    guard
      let kind = Self.bySignature(start) ?? Self.byContainer(start) ?? Self.byStructure(start)
        ?? Self.byText(start)
    else { return nil }
    self = kind
  }

  /// Whether some bytes stand at a place.
  private static func has(_ bytes: [UInt8], at place: Int, of start: ArraySlice<UInt8>) -> Bool {
    start.dropFirst(place).starts(with: bytes)
  }

  /// Whether a text stands at a place.
  private static func has(_ text: String, at place: Int, of start: ArraySlice<UInt8>) -> Bool {
    start.dropFirst(place).starts(with: text.utf8)
  }

  /// What begins with bytes of its own.
  private static func bySignature(_ start: ArraySlice<UInt8>) -> FileKind? {
    let signatures: [(bytes: [UInt8], place: Int, kind: FileKind)] = [
      (Array("APUS".utf8), 0, .apus),
      (Array("TFL3".utf8), 4, .tflite),
      (Array("GGUF".utf8), 0, .gguf),
      ([0x93] + Array("NUMPY".utf8), 0, .numPy),
      ([0x89] + Array("HDF\r\n".utf8), 0, .hdf5),
      ([0xFF, 0xD8, 0xFF], 0, .jpeg),
      ([0x89] + Array("PNG".utf8), 0, .png),
      (Array("GIF8".utf8), 0, .gif),
      (Array("II*\0".utf8), 0, .tiff),
      (Array("MM\0*".utf8), 0, .tiff),
      (Array("8BPS".utf8), 0, .photoshop),
      ([0xFF, 0x0A], 0, .jpegXL),
      ([0, 0, 0, 12] + Array("JXL ".utf8), 0, .jpegXL),
      ([0, 0, 0, 12] + Array("jP  ".utf8), 0, .jpeg2000),
      ([0x1F, 0x8B], 0, .gzip),
      (Array("ustar".utf8), 257, .tar),
      ([0xFD] + Array("7zXZ\0".utf8), 0, .xz),
      (Array("BZh".utf8), 0, .bzip2),
      ([0x28, 0xB5, 0x2F, 0xFD], 0, .zstandard),
      (Array("7z".utf8) + [0xBC, 0xAF, 0x27, 0x1C], 0, .sevenZip),
      (Array("Rar!".utf8), 0, .rar),
      (Array("%PDF".utf8), 0, .pdf),
      ([0x7F] + Array("ELF".utf8), 0, .program),
      (Array("OggS".utf8), 0, .media),
      ([0x1A, 0x45, 0xDF, 0xA3], 0, .media),
    ]
    return signatures.first { has($0.bytes, at: $0.place, of: start) }?.kind
  }

  /// What a common container holds: zip, RIFF, or the ISO's base media format.
  private static func byContainer(_ start: ArraySlice<UInt8>) -> FileKind? {
    if has("RIFF", at: 0, of: start) { return has("WEBP", at: 8, of: start) ? .webP : .media }
    if has("ftyp", at: 4, of: start) {
      switch String(decoding: start.dropFirst(8).prefix(4), as: UTF8.self) {
      case "avif", "avis": return .avif
      case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1": return .heic
      case _: return .media
      }
    }
    guard has("PK\u{3}\u{4}", at: 0, of: start) || has("PK\u{5}\u{6}", at: 0, of: start) else { return nil }
    guard start.count > 30 else { return .zip }
    // The name of the first member says what made the archive.
    let length = Int(start[26]) | Int(start[27]) << 8
    let name = String(decoding: start.dropFirst(30).prefix(length), as: UTF8.self)
    if name.hasSuffix(".npy") { return .numPyArchive }
    if name.hasSuffix("data.pkl") || name.hasSuffix("/.format_version") || name.hasSuffix("/byteorder") {
      return .pyTorch
    }
    if name == "metadata.json" || name == "config.json" || name == "model.weights.h5" { return .keras }
    return .zip
  }

  /// What is known by the fields that it begins with.
  private static func byStructure(_ start: ArraySlice<UInt8>) -> FileKind? {
    func byte(_ place: Int) -> UInt8 { place < start.count ? start[place] : 0 }
    // The length of a header below 4 GiB, and JSON.
    if start.count > 9, start[4..<8].allSatisfy({ $0 == 0 }), byte(8) == UInt8(ascii: "{") {
      return has("{\"__metadata__\":{\"apus.checkpoint\"", at: 8, of: start) ? .checkpoint : .safetensors
    }
    // Two zeros, the type of the elements, and how many extents follow.
    if start.count >= 8, byte(0) == 0, byte(1) == 0, [8, 9, 11, 12, 13, 14].contains(byte(2)),
      (1...4).contains(byte(3))
    {
      return .idx
    }
    if has("BM", at: 0, of: start), start.count >= 26, start[6..<10].allSatisfy({ $0 == 0 }),
      [12, 40, 52, 56, 64, 108, 124].contains(byte(14))
    {
      return .bmp
    }
    // Pickle's protocol, and its first instruction: a frame, a mark, an empty dictionary, an integer, a global.
    if byte(0) == 0x80, (2...5).contains(byte(1)), [0x95, 0x28, 0x7D, 0x8A, 0x63].contains(byte(2)) {
      return byte(2) == 0x8A ? .pyTorch : .pickle
    }
    // A first field of a number, the version, in a protocol buffer, and a field of the kinds that follow it.
    if start.count >= 8, byte(0) == 0x08 {
      if byte(1) == 1, byte(2) == 0x12 { return .savedModel }
      if (3...30).contains(byte(1)), [0x12, 0x1A, 0x22, 0x32, 0x3A, 0x42].contains(byte(2)) { return .onnx }
    }
    return nil
  }

  /// What is text, of a kind of its own or of any.
  private static func byText(_ start: ArraySlice<UInt8>) -> FileKind? {
    guard start.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || (9...13).contains($0) }) else { return nil }
    // A character of several bytes may be cut off at the end.
    let text = String(decoding: start, as: UTF8.self)
    guard !text.dropLast(4).unicodeScalars.contains("\u{FFFD}") else { return nil }
    let beginning = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }.lowercased()
    if beginning.hasPrefix("version https://git-lfs") { return .gitLFSPointer }
    if beginning.hasPrefix("<!doctype html") || beginning.hasPrefix("<html") { return .html }
    if beginning.hasPrefix("<svg") || beginning.hasPrefix("<?xml") && beginning.contains("<svg") {
      return .svg
    }
    return .text
  }
}
