/// Encoded images in classes: files in a folder, or members of an archive in memory.
struct ImageFiles {
  /// One encoded image.
  struct File {
    /// What reports call it.
    var path: String
    /// Which class it belongs to.
    var label: Int
    /// Where it is in the archive; nil for a file of its own.
    var range: Range<Int>?
  }

  /// What the classes are called, in order.
  var classNames: [String]
  /// All images, class by class, each class sorted by name.
  var files: [File]
  /// The archive's bytes; empty for files of their own.
  var archive: [UInt8] = []

  /// Whether a file's name is one of an image.
  static func isImage(_ name: some StringProtocol) -> Bool {
    guard !name.hasPrefix("."), let dot = name.lastIndex(of: ".") else { return false }
    return ["jpg", "jpeg", "png"].contains(name[name.index(after: dot)...].lowercased())
  }

  /// Class names in the order that people expect: by size where all are whole numbers, else by their UTF-8.
  static func sorted(_ names: some Collection<String>) -> [String] {
    let areNumbers = names.allSatisfy { Int($0) != nil }
    return names.sorted { first, second in
      if areNumbers, let a = Int(first), let b = Int(second), a != b { return a < b }
      return first.utf8.lexicographicallyPrecedes(second.utf8)
    }
  }

  /// Images by class name.
  /// - Throws: `noImages` where there are none at all, `emptyClass` where a class has none.
  init(_ classes: [String: [File]], archive: [UInt8] = [], path: String) throws(DataError) {
    guard classes.values.contains(where: { !$0.isEmpty }) else { throw .noImages(path: path) }
    classNames = Self.sorted(classes.keys)
    files = []
    for (label, name) in classNames.enumerated() {
      let members = classes[name]!.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
      guard !members.isEmpty else { throw .emptyClass(path: path, name: name) }
      files += members.map { File(path: $0.path, label: label, range: $0.range) }
    }
    self.archive = archive
  }

  /// The same images under the labels of a network's classes.
  /// - Throws: `missingClass`, `strayClass`.
  func labeled(by names: [String], path: String) throws(DataError) -> ImageFiles {
    let labels = try classNumbers(of: classNames, in: names, path: path)
    var result = self
    result.classNames = names
    result.files = files.map { File(path: $0.path, label: labels[$0.label], range: $0.range) }
    return result
  }
}
