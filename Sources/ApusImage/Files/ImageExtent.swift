import ApusFiles

/// What a decoder has read of an image before memory is taken for its pixels.
package struct ImageExtent {
  /// An image may have so many pixels however small its file, and `mostPixelsPerByte` for each byte of it beyond.
  package static let freePixels = 1 << 22
  /// How many more pixels an image may have for each byte of its file. The emptiest photographs have some 170.
  package static let mostPixelsPerByte = 200
  /// No image may have more pixels, whatever its file's size.
  package static let mostPixels = 1 << 28
  /// A JPEG may go over its pixels so often, and the more often the fewer pixels it has.
  package static let freeScans = 16

  /// Columns.
  package let width: Int
  /// Rows.
  package let height: Int
  /// 1 or 3.
  package let channels: Int

  /// An extent from its parts.
  package init(width: Int, height: Int, channels: Int) {
    self.width = width
    self.height = height
    self.channels = channels
  }

  /// Values of all pixels.
  package var count: Int { width * height * channels }

  /// How many pixels an image may have, by the size of its file.
  private static func mostPixels(fileBytes: Int) -> Int {
    min(mostPixels, freePixels + mostPixelsPerByte * min(fileBytes, mostPixels))
  }

  /// How many scans a JPEG may have: `freeScans` at its most pixels, and in proportion more where it has fewer.
  package func mostScans(fileBytes: Int) -> Int {
    Self.freeScans * (Self.mostPixels(fileBytes: fileBytes) / max(width * height, 1) + 1)
  }

  /// Refuses an image without pixels, with more than its file's size allows, or than there is memory for.
  /// - Parameters:
  ///   - fileBytes: the size of its file.
  ///   - name: what errors call it.
  ///   - limits: raise how many pixels it may have.
  /// - Throws: `damaged`, `tooLarge` or `outOfMemory`.
  package func check(fileBytes: Int, name: String, limits: Limits) throws(ImageError) {
    guard width > 0, height > 0 else { throw .damaged(file: name, reason: "it has no pixels") }
    let most = Self.mostPixels(fileBytes: fileBytes)
    let (pixels, overflows) = width.multipliedReportingOverflow(by: height)
    guard !overflows, pixels <= limits.raised(most) else {
      throw .tooLarge(file: name, pixels: overflows ? .max : pixels, limit: most, limits)
    }
    guard Memory.gives(count) else { throw .outOfMemory(file: name) }
  }
}
