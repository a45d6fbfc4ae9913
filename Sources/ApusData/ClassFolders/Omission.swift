/// Why files in a folder or an archive are not taken as images.
public enum Omission: Hashable, Comparable, Sendable {
  /// The name's ending is none of those that are read; empty where there is none.
  case ending(String)
  /// The file or folder is one that an operating system leaves behind: `__MACOSX`, `Thumbs.db`.
  case leftBehind(String)
  /// An image lies beside the class folders, in none of them.
  case outsideClasses
  /// It is a pipe or a device, a link that leads nowhere or lies in an archive, or leads out of the archive.
  case noFile
  /// Its name is in an encoding that is not known.
  case namelessFile
  /// A later member of the archive has the same name.
  case replaced
  /// A password would be needed.
  case encrypted
  /// The folders lie in each other too deeply.
  case tooDeep

  /// Endings of pictures that are not read.
  private static let pictures: Set<String> = [
    "avif", "bmp", "cr2", "dng", "gif", "heic", "heif", "jp2", "jxl", "psd", "raw", "svg", "tga", "tif",
    "tiff",
  ]

  /// Names of folders and files that operating systems and their programs leave behind.
  private static let leftovers: Set<String> = [
    "__MACOSX", "@eaDir", "$RECYCLE.BIN", "System Volume Information", "lost+found", "Thumbs.db",
    "ehthumbs.db", "desktop.ini", "Desktop.ini",
  ]

  /// Whether a file or folder of this name is no one's own.
  static func isLeftBehind(_ name: String) -> Bool { leftovers.contains(name) }

  /// What was passed over, as part of a sentence: `12 .heic pictures, which are not read`.
  /// - Parameter count: how many.
  public func description(count: Int) -> String {
    func files(_ name: String) -> String { "\(count) \(name)\(count == 1 ? "" : "s")" }
    switch self {
    case .ending(""): return files("file") + " without an ending"
    case .ending(let ending):
      let isPicture = Self.pictures.contains(ending)
      let what = files(".\(ending) \(isPicture ? "picture" : "file")")
      return isPicture ? "\(what) (not read: convert to JPEG, PNG or WebP)" : what
    case .leftBehind(let name): return name
    case .outsideClasses: return files("image") + " beside the class folders"
    case .noFile: return count == 1 ? "1 link, pipe or device" : "\(count) links, pipes or devices"
    case .namelessFile: return files("file") + " with a name in an unknown encoding"
    case .replaced: return files("member") + " that later ones of the same name replace"
    case .encrypted: return files("encrypted file")
    case .tooDeep: return files("folder") + " too deep in others"
    }
  }

  /// All that was passed over, for a sentence: `12 .heic pictures (not read: …), 1 .txt file, __MACOSX`.
  /// - Parameter omitted: how many of each.
  public static func list(_ omitted: [Omission: Int]) -> String {
    omitted.sorted { $0.key < $1.key }.map { $0.key.description(count: $0.value) }.joined(separator: ", ")
  }
}
