import ApusFiles

/// Why an image cannot be read or written.
public enum ImageError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file cannot be read.
  case file(FileError)
  /// The contents are no sound image; the reason is the decoder's.
  case damaged(file: String, reason: String)
  /// More pixels than a file of its size may have, by the limits as they are listed and those that were given.
  case tooLarge(file: String, pixels: Int, limit: Int, Limits)
  /// A JPEG that goes over its pixels too often for a file of its size.
  case tooManyScans(file: String)
  /// Another kind of file than those that are read here; the kind is nil where it is none that is known.
  case notRead(file: String, kind: FileKind?, readable: String)
  /// There is not enough memory for it.
  case outOfMemory(file: String)

  /// One sentence.
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .damaged(let file, let reason): "\(file.printable): damaged image: \(reason.printable)"
    case .tooLarge(let file, let pixels, let limit, let limits):
      "\(file.printable): has \(limits.refusal(of: pixels, over: limit, unit: "pixels"))"
    case .tooManyScans(let file):
      "\(file.printable): has more scans than a JPEG of its size may have; --limits raises that"
    case .notRead(let file, let kind?, let readable) where kind.isPicture:
      "\(file.printable) is \(kind.name), which is not read; convert it to \(readable)"
    case .notRead(let file, let kind?, let readable):
      "\(file.printable) is \(kind.name), not a picture that is read (\(readable))"
    case .notRead(let file, nil, let readable): "\(file.printable): is no picture that is read (\(readable))"
    case .outOfMemory(let file): "\(file.printable): there is not enough memory for this image"
    }
  }
}
