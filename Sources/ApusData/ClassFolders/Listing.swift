/// What is in a folder or an archive, by names alone: nothing is opened.
struct Listing {
  /// A file that may be an image.
  struct File {
    /// What reports call it.
    var path: String
    /// The folders that it lies in, outermost first, below what was listed.
    var folders: [String]
    /// Which member of the archive it is; nil for a file of its own.
    var place: Int?
  }

  /// Why a file is not taken, and the folders that it lies in.
  struct Omitted: Hashable {
    var folders: [String]
    var reason: Omission
  }

  /// Files whose names are those of images.
  var files: [File] = []
  /// All folders, as paths below what was listed.
  var folders: Set<[String]> = []
  /// How many files are not taken.
  var omitted: [Omitted: Int] = [:]

  /// The endings of images that are read.
  private static let endings: Set<Substring> = ["jpg", "jpeg", "jpe", "jfif", "png", "webp"]

  /// Takes a file by its name.
  mutating func add(_ name: String, in folders: [String], path: String, place: Int?) {
    guard !name.hasPrefix(".") else { return }
    if Omission.isLeftBehind(name) {
      omit(.leftBehind(name), in: folders)
    } else if Self.isImage(name) {
      files.append(File(path: path, folders: folders, place: place))
    } else {
      let ending = name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() }
      omit(.ending(ending ?? ""), in: folders)
    }
  }

  /// Notes a file that is not taken.
  mutating func omit(_ reason: Omission, in folders: [String]) {
    omitted[Omitted(folders: folders, reason: reason), default: 0] += 1
  }

  /// Whether a file's name is one of an image that is read.
  static func isImage(_ name: String) -> Bool {
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return false }
    return endings.contains(Substring(name[name.index(after: dot)...].lowercased()))
  }
}
