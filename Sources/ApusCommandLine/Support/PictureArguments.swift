import ApusFiles
import Foundation

/// The pictures that a command line names: files, folders, patterns that the shell has left as they are (`'*.jpg'`), and `-`
/// for one on standard input.
struct PictureArguments {
  /// One picture.
  struct Picture {
    /// What answers call it.
    var name: String
    /// Where it is read.
    var path: String
  }

  /// All pictures: in the order of the arguments, those of a folder or pattern sorted.
  private(set) var pictures: [Picture] = []
  /// What was wrong with some arguments, a sentence each.
  private(set) var complaints: [String] = []

  init(_ arguments: [String]) {
    for argument in arguments {
      if argument == "-" {
        pictures.append(Picture(name: argument, path: "/dev/stdin"))
      } else if Folder.exists(argument) {
        add(folder: argument)
      } else if !FileManager.default.fileExists(atPath: argument), argument.contains(where: "*?[".contains) {
        add(pattern: argument)
      } else {
        add(argument)
      }
    }
  }

  private mutating func add(_ path: String) { pictures.append(Picture(name: path, path: path)) }

  /// What names of pictures end in.
  private static let endings: Set<String> = [
    "avif", "bmp", "gif", "heic", "heif", "jfif", "jp2", "jpe", "jpeg", "jpg", "jxl", "png", "tif", "tiff",
    "webp",
  ]

  /// The pictures of a folder and of those in it, told by their names or by their first bytes. What is no picture is left
  /// out, and counted; a picture that cannot be read is named when its turn comes.
  private mutating func add(folder: String) {
    do throws(FileError) {
      let files = try Folder.files(below: folder)
      let found = files.filter { path in
        Self.endings.contains((path as NSString).pathExtension.lowercased())
          || FileKind(path: path)?.isPicture == true
      }
      if found.isEmpty {
        complaints.append("\(folder): there are no pictures in this folder")
      } else if found.count < files.count {
        let others = files.count - found.count
        Notice.say("\(folder): \(others) \(others == 1 ? "file is no picture" : "files are no pictures")")
      }
      for path in found { add(path) }
    } catch {
      complaints.append("\(error)")
    }
  }

  /// The files and folders whose paths match a pattern, sorted.
  private static func paths(matching pattern: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(pattern, 0, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
  }

  private mutating func add(pattern: String) {
    let found = Self.paths(matching: pattern)
    if found.isEmpty { complaints.append("\(pattern): no file has such a name") }
    for path in found { if Folder.exists(path) { add(folder: path) } else { add(path) } }
  }
}
