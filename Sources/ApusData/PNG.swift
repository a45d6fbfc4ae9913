import ApusImage
import CPNG

extension Image {
  /// Decodes a PNG of any kind to 8-bit grayscale or RGB; transparent pixels are laid on white.
  /// - Throws: `ImageError` where the data is damaged, ends early or is too large.
  public init(png bytes: UnsafeRawBufferPointer, name: String) throws(ImageError) {
    var decoded = cpng_image()
    let status = cpng_decode(
      bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, Self.mostPixels, &decoded)
    switch status {
    case CPNG_OK: break
    case CPNG_TOO_LARGE: throw .tooLarge(file: name)
    case CPNG_NO_MEMORY: throw .outOfMemory(file: name)
    default:
      let reason = withUnsafeBytes(of: decoded.message) { message in
        String(decoding: message.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw .damaged(file: name, reason: reason)
    }
    defer { cpng_free(decoded.pixels) }
    let count = Int(decoded.width) * Int(decoded.height) * Int(decoded.channels)
    self.init(
      width: Int(decoded.width), height: Int(decoded.height), channels: Int(decoded.channels),
      pixels: Array(UnsafeBufferPointer(start: decoded.pixels, count: count)))
  }

  /// Encodes as an 8-bit PNG.
  /// - Throws: `ImageError.outOfMemory`.
  public func png(name: String = "image") throws(ImageError) -> [UInt8] {
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    let status = cpng_encode(pixels, UInt32(width), UInt32(height), UInt32(channels), &bytes, &count)
    guard status == CPNG_OK, let bytes else { throw .outOfMemory(file: name) }
    defer { cpng_free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }

  /// Decodes a JPEG or a PNG, told apart by their first bytes.
  /// - Throws: `ImageError`, naming the file.
  public init(encoded bytes: UnsafeRawBufferPointer, name: String) throws(ImageError) {
    guard !bytes.isEmpty else { throw .damaged(file: name, reason: "the file is empty") }
    if bytes.starts(with: [0xFF, 0xD8]) {
      try self.init(jpeg: bytes, name: name)
    } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
      try self.init(png: bytes, name: name)
    } else {
      throw .unknownFormat(file: name)
    }
  }

  /// Reads a JPEG or PNG file.
  /// - Throws: `ImageError`, naming the file.
  public init(file path: String) throws(ImageError) {
    self = try Image.decode(Image.bytes(ofFile: path), name: path)
  }

  package static func decode(_ bytes: [UInt8], name: String) throws(ImageError) -> Image {
    let result: Result<Image, ImageError> = bytes.withUnsafeBytes { buffer in
      do throws(ImageError) {
        return .success(try Image(encoded: buffer, name: name))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}
