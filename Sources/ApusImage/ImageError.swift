/// Why an image cannot be read or written.
public enum ImageError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file cannot be opened or read; the reason is the system's.
  case unreadable(file: String, reason: String)
  /// The contents are no sound image; the reason is the decoder's.
  case damaged(file: String, reason: String)
  /// A JPEG in CMYK or another colour space than grayscale and RGB.
  case colourSpace(file: String)
  /// More pixels than `Image.mostPixels`.
  case tooLarge(file: String)
  /// A file of more bytes than the limit.
  case fileTooLarge(file: String, limit: Int)
  /// Neither JPEG nor PNG.
  case unknownFormat(file: String)
  /// There is not enough memory for it.
  case outOfMemory(file: String)

  /// One sentence.
  public var description: String {
    switch self {
    case .unreadable(let file, let reason): "\(file): cannot be read: \(reason)"
    case .damaged(let file, let reason): "\(file): damaged image: \(reason)"
    case .colourSpace(let file): "\(file): a CMYK JPEG; save it as RGB or grayscale"
    case .tooLarge(let file): "\(file): has more than \(Image.mostPixels) pixels"
    case .fileTooLarge(let file, let limit): "\(file): is larger than \(limit >> 20) MiB"
    case .unknownFormat(let file): "\(file): is neither a JPEG nor a PNG image"
    case .outOfMemory(let file): "\(file): there is not enough memory for this image"
    }
  }
}
