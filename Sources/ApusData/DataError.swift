import ApusFiles
import ApusGraph
import ApusImage

/// Why a data set cannot be read or used.
public enum DataError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A file or folder cannot be read or written.
  case file(FileError)
  /// What `APUS_DATA` names is not a place where MNIST is.
  case noMNIST(path: String)
  /// An image cannot be written.
  case image(ImageError)
  /// Some of so many images are damaged or of kinds that are not read.
  case damaged([ImageError], of: Int)
  /// So many images of so many bytes do not fit into memory.
  case memory(path: String, images: Int, bytes: Int)
  /// A gzip file is damaged or ends early.
  case gzip(path: String, reason: String)
  /// A file is not IDX, or its header does not fit its length.
  case idx(path: String, reason: String)
  /// There are other numbers of labels than of images.
  case labelCount(path: String, labels: Int, images: Int)
  /// An archive is damaged, or unpacks to too much.
  case archive(path: String, reason: String)
  /// There is nothing in a folder or file that could be data.
  case noData(path: String)
  /// A file is of a kind that is no data.
  case wrongKind(path: String, FileKind)
  /// A folder or archive has no images, but perhaps other files.
  case noImages(path: String, found: [Omission: Int] = [:])
  /// A class has no images, but perhaps other files.
  case emptyClass(path: String, name: String, found: [Omission: Int] = [:])
  /// There is no second class to tell the images of one from.
  case oneClass(path: String, name: String)
  /// A class's name is longer than files can hold.
  case className(path: String, name: String)
  /// A class that the network was made for has no images.
  case missingClass(path: String, name: String)
  /// There are images of a class that the network was not made for.
  case strayClass(path: String, name: String)
  /// Data that is divided into parts lacks the wanted one.
  case missingPart(path: String, part: String, found: String)
  /// A split leaves a part without images.
  case split(reason: String)
  /// A network needs images with other extents than these can be made into.
  case noPicture(Shape)
  /// Handwriting or pictures of no digit are to be added for a network that was not made for digits.
  case noDigits
  /// Pictures of no digit are to be added to images that have such a class of their own.
  case ownNone

  /// One sentence.
  public var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .noMNIST(let path):
      "\(path): APUS_DATA names this folder, but neither it nor mnist/ in it holds train-images-idx3-ubyte"
    case .image(let error): "\(error)"
    case .damaged(let errors, let count): Self.list(errors, of: count)
    case .memory(let path, let images, let bytes):
      "\(path): \(images) images of \(bytes) bytes each do not fit into memory"
    case .gzip(let path, let reason): "\(path): damaged gzip file: \(reason)"
    case .idx(let path, let reason): "\(path): not a sound IDX file: \(reason)"
    case .labelCount(let path, let labels, let images):
      "\(path): has \(labels) labels for \(images) images"
    case .archive(let path, let reason): "\(path): damaged archive: \(reason)"
    case .noData(let path):
      "\(path): holds neither IDX files nor class folders of images nor archives of these"
    case .wrongKind(let path, let kind):
      "\(path) is \(kind.name), where a data set is needed: a folder, .tar or .zip of class folders of images"
    case .noImages(let path, let found):
      "\(path): has no JPEG, PNG or WebP images in class folders\(Self.list(found))"
    case .emptyClass(let path, let name, let found):
      "\(path): the class \(name.printable) has no images\(Self.list(found))"
    case .oneClass(let path, let name):
      "\(path): has images of one class only, \(name.printable); a network learns to tell two or more apart"
    case .className(let path, let name):
      "\(path): the class name \"\(name.prefix(40).description.printable)…\" is longer than 255 bytes"
    case .missingClass(let path, let name): "\(path): the class \(name.printable) is missing"
    case .strayClass(let path, let name):
      "\(path): has images of \(name.printable), a class that the network does not know"
    case .missingPart(let path, let part, let found):
      "\(path): is divided and has \(found), but nothing for the \(part) part"
    case .split(let reason): "the data cannot be split: \(reason)"
    case .noDigits:
      "the kit's handwriting and its pictures of no digit are for networks for digits, which this one is not"
    case .ownNone: "the data has a class none of its own: the kit's pictures of no digit are for data without"
    case .noPicture(let shape): "the network takes \(shape) numbers, which are no picture of 1 or 3 channels"
    }
  }

  /// Damaged images, the first of them by name.
  private static func list(_ errors: [ImageError], of count: Int) -> String {
    let advice = "--skip-damaged goes on without"
    guard errors.count > 1 else { return errors.map { "\($0); \(advice) it" }.first ?? "" }
    let lines = ImageError.lines(errors).map { "\n  \($0)" }.joined()
    return "\(errors.count) of \(count) images cannot be read; \(advice) them:\(lines)"
  }

  /// What was found instead of images, in brackets.
  private static func list(_ found: [Omission: Int]) -> String {
    found.isEmpty ? "" : "; it has \(Omission.list(found))"
  }
}

extension ImageError {
  /// The first of many errors, a line each, and how many more there are.
  /// - Parameter errors: all of them.
  public static func lines(_ errors: [ImageError]) -> [String] {
    let shown = 20
    let rest = errors.count - shown
    return errors.prefix(shown).map(\.description) + (rest > 0 ? ["… and \(rest) more"] : [])
  }
}
