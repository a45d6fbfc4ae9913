import ApusFiles
import ApusImage

/// Why a data set cannot be read or used.
public enum DataError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A file or folder cannot be read or written.
  case file(FileError)
  /// What `APUS_DATA` names is not a place where MNIST is.
  case noMNIST(path: String)
  /// An image is damaged or of an unsupported kind.
  case image(ImageError)
  /// A gzip file is damaged or ends early.
  case gzip(path: String, reason: String)
  /// A file is not IDX, or its header does not fit its length.
  case idx(path: String, reason: String)
  /// There are other numbers of labels than of images.
  case labelCount(path: String, labels: Int, images: Int)
  /// A tar file is damaged.
  case tar(path: String, reason: String)
  /// There is nothing in a folder or file that could be data.
  case noData(path: String)
  /// A folder or archive has no images.
  case noImages(path: String)
  /// A class has no images.
  case emptyClass(path: String, name: String)
  /// A class that the network was made for has no images.
  case missingClass(path: String, name: String)
  /// There are images of a class that the network was not made for.
  case strayClass(path: String, name: String)
  /// Data that is divided into parts lacks the wanted one.
  case missingPart(path: String, part: String, found: String)
  /// A split leaves a part without images.
  case split(reason: String)
  /// A network needs images with other extents than these can be made into.
  case channels(Int)

  /// One sentence.
  public var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .noMNIST(let path):
      "\(path): APUS_DATA names this folder, but neither it nor mnist/ in it holds train-images-idx3-ubyte"
    case .image(let error): "\(error)"
    case .gzip(let path, let reason): "\(path): damaged gzip file: \(reason)"
    case .idx(let path, let reason): "\(path): not a sound IDX file: \(reason)"
    case .labelCount(let path, let labels, let images):
      "\(path): has \(labels) labels for \(images) images"
    case .tar(let path, let reason): "\(path): damaged tar file: \(reason)"
    case .noData(let path):
      "\(path): holds neither IDX files nor class folders of images nor .tar files of these"
    case .noImages(let path): "\(path): has no JPEG or PNG images in class folders"
    case .emptyClass(let path, let name): "\(path): the class \(name) has no images"
    case .missingClass(let path, let name): "\(path): the class \(name) is missing"
    case .strayClass(let path, let name):
      "\(path): has images of \(name), a class that the network does not know"
    case .missingPart(let path, let part, let found):
      "\(path): is divided and has \(found), but nothing for the \(part) part"
    case .split(let reason): "the data cannot be split: \(reason)"
    case .channels(let count): "images have 1 or 3 channels, but the network takes \(count)"
    }
  }
}
