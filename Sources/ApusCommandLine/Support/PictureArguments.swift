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

  /// The pictures of a folder and of those in it. What is no picture is left out; a picture that cannot be read is named
  /// when its turn comes.
  private mutating func add(folder: String) {
    do throws(FileError) {
      let found = try Folder.files(below: folder).filter { FileKind(path: $0)?.isPicture == true }
      if found.isEmpty { complaints.append("\(folder): there are no pictures in this folder") }
      for path in found { add(path) }
    } catch {
      complaints.append("\(error)")
    }
  }

  private mutating func add(pattern: String) {
    let found = Folder.paths(matching: pattern)
    if found.isEmpty { complaints.append("\(pattern): no file has such a name") }
    for path in found { if Folder.exists(path) { add(folder: path) } else { add(path) } }
  }
}
