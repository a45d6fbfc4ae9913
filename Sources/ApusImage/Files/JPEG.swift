import ApusFiles
import CJPEG

extension Image {
  /// No sound image file is larger: 512 MiB.
  public static let mostFileBytes = 512 << 20

  /// The bytes of an image file.
  /// - Throws: `ImageError.file`.
  package static func bytes(ofFile path: String, limits: Limits = .standard) throws(ImageError) -> [UInt8] {
    do throws(FileError) {
      return try FileBytes.read(path, limit: mostFileBytes, limits: limits)
    } catch {
      throw .file(error)
    }
  }

  /// Reads a JPEG file. With `ApusData`, an initializer of the same name reads PNG and WebP files as well, and is
  /// preferred.
  /// - Parameters:
  ///   - path: the file.
  ///   - limits: raise how many pixels it may have.
  ///   - leastSide: how long its longer side must remain; nil for all pixels.
  /// - Throws: `ImageError`, naming the file.
  @_disfavoredOverload
  public init(
    file path: String, limits: Limits = .standard, leastSide: Int? = nil
  ) throws(ImageError) {
    let bytes = try Self.bytes(ofFile: path, limits: limits)
    let result: Result<Image, ImageError> = bytes.withUnsafeBytes { buffer in
      do throws(ImageError) {
        return .success(try Image(jpeg: buffer, name: path, limits: limits, leastSide: leastSide))
      } catch {
        return .failure(error)
      }
    }
    self = try result.get()
  }

  /// Decodes a JPEG: baseline or progressive, grayscale, RGB or CMYK (as RGB), turned upright as its EXIF data says.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: what errors call it.
  ///   - limits: raise how many pixels and scans it may have.
  ///   - leastSide: how long its longer side must remain: the picture is decoded at a half, a quarter or an eighth of its
  ///     extents where that leaves so much, which takes much less time than to scale it afterwards. Nil for all pixels.
  /// - Throws: `ImageError` where the data is no JPEG, damaged, ends early or is too large.
  public init(
    jpeg bytes: UnsafeRawBufferPointer, name: String, limits: Limits = .standard, leastSide: Int? = nil
  ) throws(ImageError) {
    guard bytes.isEmpty || bytes.starts(with: [0xFF, 0xD8]) else {
      throw .notRead(file: name, kind: FileKind(bytes), readable: "JPEG")
    }
    let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    var header = cjpeg_header()
    var status = cjpeg_read_header(start, bytes.count, &header)
    guard status == CJPEG_OK else {
      throw Self.error(status, name: name, message: withUnsafeBytes(of: header.message, Self.text))
    }
    let extent = ImageExtent(
      width: Int(header.width), height: Int(header.height), channels: Int(header.channels))
    try extent.check(fileBytes: bytes.count, name: name, limits: limits)
    let mostScans = limits.raised(extent.mostScans(fileBytes: bytes.count))
    var message = [CChar](repeating: 0, count: Int(CJPEG_MESSAGE_BYTES))
    let side = max(extent.width, extent.height)
    let denominator = leastSide.flatMap { least in [8, 4, 2].first { side >= $0 * least } } ?? 1
    let decoded = ImageExtent(
      width: (extent.width + denominator - 1) / denominator,
      height: (extent.height + denominator - 1) / denominator, channels: extent.channels)
    let pixels = [UInt8](unsafeUninitializedCapacity: decoded.count) { buffer, initialized in
      status = cjpeg_decode(
        start, bytes.count, Int32(clamping: mostScans), UInt32(denominator), buffer.baseAddress, &message)
      initialized = status == CJPEG_OK ? decoded.count : 0
    }
    guard status == CJPEG_OK else {
      throw Self.error(status, name: name, message: message.withUnsafeBytes(Self.text))
    }
    let image = Image(
      width: decoded.width, height: decoded.height, channels: decoded.channels, pixels: pixels)
    self = image.upright(fromOrientation: Int(header.orientation))
  }

  private static func error(_ status: cjpeg_status, name: String, message: String) -> ImageError {
    switch status {
    case CJPEG_TOO_MANY_SCANS: .tooManyScans(file: name)
    case CJPEG_NO_MEMORY: .outOfMemory(file: name)
    default: .damaged(file: name, reason: message)
    }
  }

  /// The orientation that EXIF data tells, 1 to 8; 1 where it tells none.
  /// - Parameter data: a TIFF file's bytes, perhaps after `Exif` and two zeros.
  package static func orientation(ofEXIF data: UnsafeRawBufferPointer) -> Int {
    guard let start = data.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return 1 }
    return Int(cjpeg_exif_orientation(start, data.count))
  }

  /// Encodes as a baseline JPEG.
  ///
  /// - Parameters:
  ///   - quality: 1 to 100, as libjpeg counts it.
  ///   - name: what errors call it.
  /// - Throws: `ImageError` where the image is larger than JPEG allows (65,500 pixels a side).
  public func jpeg(quality: Int = 90, name: String = "image") throws(ImageError) -> [UInt8] {
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    var message = [CChar](repeating: 0, count: Int(CJPEG_MESSAGE_BYTES))
    let status = cjpeg_encode(
      pixels, UInt32(width), UInt32(height), UInt32(channels), Int32(min(max(quality, 1), 100)), &bytes,
      &count, &message)
    guard status == CJPEG_OK, let bytes else {
      throw .damaged(file: name, reason: message.withUnsafeBytes(Self.text))
    }
    defer { cjpeg_free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }

  /// Text up to the first zero byte.
  private static func text(_ bytes: UnsafeRawBufferPointer) -> String {
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}
