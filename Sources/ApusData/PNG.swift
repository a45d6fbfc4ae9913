import ApusFiles
import ApusImage
import CPNG

extension Image {
  /// Decodes a PNG of any kind to 8-bit grayscale or RGB, turned upright as its EXIF data says; transparent pixels are
  /// laid on white or, where what is to be seen is nearly white itself (a luma above 200 on average), on black. Of an
  /// animation, the picture that others see who know none.
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: what errors call it.
  ///   - limits: raise how many pixels it may have.
  /// - Throws: `ImageError` where the data is damaged, ends early or is too large.
  public init(png bytes: UnsafeRawBufferPointer, name: String, limits: Limits = .standard) throws(ImageError)
  {
    let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    var header = cpng_header()
    guard cpng_read_header(start, bytes.count, &header) == CPNG_OK else {
      throw .damaged(file: name, reason: withUnsafeBytes(of: header.message, Self.text))
    }
    let extent = ImageExtent(
      width: Int(header.width), height: Int(header.height), channels: Int(header.channels))
    try extent.check(fileBytes: bytes.count, name: name, limits: limits)
    var message = [CChar](repeating: 0, count: Int(CPNG_MESSAGE_BYTES))
    var isRead = false
    let pixels = [UInt8](unsafeUninitializedCapacity: extent.count) { buffer, initialized in
      isRead = cpng_decode(start, bytes.count, buffer.baseAddress, &message) == CPNG_OK
      initialized = isRead ? extent.count : 0
    }
    guard isRead else { throw .damaged(file: name, reason: message.withUnsafeBytes(Self.text)) }
    let image = Image(width: extent.width, height: extent.height, channels: extent.channels, pixels: pixels)
    self = image.upright(fromOrientation: Self.orientation(ofPNG: bytes))
  }

  /// Encodes as an 8-bit PNG.
  /// - Parameter name: what errors call it.
  /// - Throws: `ImageError.outOfMemory`.
  public func png(name: String = "image") throws(ImageError) -> [UInt8] {
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    let status = cpng_encode(pixels, UInt32(width), UInt32(height), UInt32(channels), &bytes, &count)
    guard status == CPNG_OK, let bytes else { throw .outOfMemory(file: name) }
    defer { cpng_free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }

  /// What the `eXIf` chunk says, wherever it is; libpng's simplified interface passes it over.
  private static func orientation(ofPNG bytes: UnsafeRawBufferPointer) -> Int {
    // A signature of 8 bytes; then chunks: the length of the data, the type, the data and a checksum.
    var at = 8
    while at + 12 <= bytes.count {
      let length = bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= bytes.count - at - 12 else { break }
      if bytes[at + 4..<at + 8].elementsEqual("eXIf".utf8) {
        return orientation(ofEXIF: UnsafeRawBufferPointer(rebasing: bytes[at + 8..<at + 8 + length]))
      }
      at += 12 + length
    }
    return 1
  }

  /// Text up to the first zero byte.
  private static func text(_ bytes: UnsafeRawBufferPointer) -> String {
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}
