import ApusFiles
import ApusImage

extension Image {
  /// The formats that are read, for sentences.
  private static let readable = "JPEG, PNG or WebP"

  /// Decodes a JPEG, PNG or WebP, told apart by their first bytes.
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: what errors call it.
  ///   - limits: raise how many pixels it may have.
  ///   - leastSide: how long the longer side of a JPEG must remain, which is then decoded smaller; nil for all pixels.
  /// - Throws: `ImageError`, naming the file.
  public init(
    encoded bytes: UnsafeRawBufferPointer, name: String, limits: Limits = .standard, leastSide: Int? = nil
  ) throws(ImageError) {
    switch FileKind(bytes) {
    case .empty: throw .damaged(file: name, reason: "the file is empty")
    case .jpeg: try self.init(jpeg: bytes, name: name, limits: limits, leastSide: leastSide)
    case .png: try self.init(png: bytes, name: name, limits: limits)
    case .webP: try self.init(webP: bytes, name: name, limits: limits)
    // What is too short for a kind to be told may be the beginning of a JPEG.
    case nil where bytes.starts(with: [0xFF, 0xD8]):
      try self.init(jpeg: bytes, name: name, limits: limits, leastSide: leastSide)
    case let kind: throw .notRead(file: name, kind: kind, readable: Self.readable)
    }
  }

  /// Reads a JPEG, PNG or WebP file.
  /// - Parameters:
  ///   - path: the file.
  ///   - limits: raise how many pixels it may have.
  ///   - leastSide: how long the longer side of a JPEG must remain, which is then decoded smaller; nil for all pixels.
  /// - Throws: `ImageError`, naming the file.
  public init(
    file path: String, limits: Limits = .standard, leastSide: Int? = nil
  ) throws(ImageError) {
    self = try Image.decode(
      Image.bytes(ofFile: path, limits: limits), name: path, limits: limits, leastSide: leastSide)
  }

  package static func decode(
    _ bytes: [UInt8], name: String, limits: Limits = .standard, leastSide: Int? = nil
  ) throws(ImageError) -> Image {
    let result: Result<Image, ImageError> = bytes.withUnsafeBytes { buffer in
      do throws(ImageError) {
        return .success(try Image(encoded: buffer, name: name, limits: limits, leastSide: leastSide))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}
