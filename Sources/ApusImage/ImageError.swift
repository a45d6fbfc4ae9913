import ApusFiles

/// Why an image cannot be read or written.
public enum ImageError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file cannot be read.
  case file(FileError)
  /// The contents are no sound image; the reason is the decoder's.
  case damaged(file: String, reason: String)
  /// A JPEG in CMYK or another color space than grayscale and RGB.
  case colorSpace(file: String)
  /// More pixels than `Image.mostPixels`.
  case tooLarge(file: String)
  /// Neither JPEG nor PNG.
  case unknownFormat(file: String)
  /// There is not enough memory for it.
  case outOfMemory(file: String)

  /// One sentence.
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .damaged(let file, let reason): "\(file): damaged image: \(reason)"
    case .colorSpace(let file): "\(file): a CMYK JPEG; save it as RGB or grayscale"
    case .tooLarge(let file): "\(file): has more than \(Image.mostPixels) pixels"
    case .unknownFormat(let file): "\(file): is neither a JPEG nor a PNG image"
    case .outOfMemory(let file): "\(file): there is not enough memory for this image"
    }
  }
}
