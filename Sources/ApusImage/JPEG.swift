import ApusFiles
import CJPEG

extension Image {
  /// Larger images are refused before anything is allocated for them: 2²⁸ pixels.
  public static let mostPixels = 1 << 28
  /// No sound image file is larger: 512 MiB.
  public static let mostFileBytes = 512 << 20

  /// The bytes of an image file.
  /// - Throws: `ImageError.file`.
  package static func bytes(ofFile path: String) throws(ImageError) -> [UInt8] {
    do throws(FileError) {
      return try FileBytes.read(path, limit: mostFileBytes)
    } catch {
      throw .file(error)
    }
  }

  /// Reads a JPEG file. With `ApusData`, an initializer of the same name reads PNG files as well, and is preferred.
  /// - Throws: `ImageError`, naming the file.
  @_disfavoredOverload
  public init(file path: String) throws(ImageError) {
    let bytes = try Self.bytes(ofFile: path)
    let result: Result<Image, ImageError> = bytes.withUnsafeBytes { buffer in
      do throws(ImageError) {
        return .success(try Image(jpeg: buffer, name: path))
      } catch {
        return .failure(error)
      }
    }
    self = try result.get()
  }

  /// Decodes a JPEG: baseline or progressive, grayscale or RGB, turned upright as its EXIF data says.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: what errors call it.
  /// - Throws: `ImageError` where the data is damaged or ends early, is CMYK, or is too large.
  public init(jpeg bytes: UnsafeRawBufferPointer, name: String) throws(ImageError) {
    var decoded = cjpeg_image()
    let status = cjpeg_decode(
      bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, Self.mostPixels, &decoded)
    switch status {
    case CJPEG_OK: break
    case CJPEG_COLOR: throw .colorSpace(file: name)
    case CJPEG_TOO_LARGE: throw .tooLarge(file: name)
    case CJPEG_NO_MEMORY: throw .outOfMemory(file: name)
    default: throw .damaged(file: name, reason: withUnsafeBytes(of: decoded.message, Self.text))
    }
    defer { cjpeg_free(decoded.pixels) }
    let count = Int(decoded.width) * Int(decoded.height) * Int(decoded.channels)
    let image = Image(
      width: Int(decoded.width), height: Int(decoded.height), channels: Int(decoded.channels),
      pixels: Array(UnsafeBufferPointer(start: decoded.pixels, count: count)))
    self = image.upright(fromOrientation: Int(decoded.orientation))
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
