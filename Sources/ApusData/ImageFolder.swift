import ApusFiles

extension ImageFiles {
  /// The images in a folder's class folders; what lies beside them, hidden files and files of other kinds are
  /// passed over.
  /// - Throws: `file`, `noImages` or `emptyClass`.
  init(folder: String) throws(DataError) {
    var classes: [String: [File]] = [:]
    for name in try namesInFolder(folder) where Folder.exists("\(folder)/\(name)") {
      classes[name] = try namesInFolder("\(folder)/\(name)").filter { Self.isImage($0) }
        .map { File(path: "\(folder)/\(name)/\($0)", label: 0, range: nil) }
    }
    try self.init(classes, path: folder)
  }
}
