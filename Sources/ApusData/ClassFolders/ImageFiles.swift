import ApusFiles

/// Encoded images in classes: files in a folder, or members of an archive.
struct ImageFiles {
  /// One encoded image.
  struct File {
    /// What reports call it.
    var path: String
    /// Which class it belongs to.
    var label: Int
    /// Which member of the archive it is; nil for a file of its own.
    var place: Int?
  }

  /// The folder or archive.
  let source: String
  /// Whether the source is an archive.
  let isArchive: Bool
  /// What the classes are called, in order.
  var classNames: [String]
  /// All images, class by class, each class sorted by name.
  var files: [File]
  /// What else was found, and is not taken.
  let omitted: [Omission: Int]
  /// The same for each class that has no images.
  let emptyClasses: [String: [Omission: Int]]

  /// Class names in the order that people expect: by size where all are whole numbers, else by their UTF-8.
  static func sorted(_ names: some Collection<String>) -> [String] {
    let areNumbers = names.allSatisfy { Int($0) != nil }
    return names.sorted { first, second in
      if areNumbers, let a = Int(first), let b = Int(second), a != b { return a < b }
      return first.utf8.lexicographicallyPrecedes(second.utf8)
    }
  }

  /// The images in the class folders of a folder.
  /// - Parameters:
  ///   - path: the folder.
  ///   - part: which part, where folders in it may be called so; nil where the folder is one part's own.
  /// - Throws: `file`, `missingPart` or `noImages`.
  init(folder path: String, part: DatasetPart?) throws(DataError) {
    try self.init(Listing(folder: path), source: path, isArchive: false, part: part)
  }

  /// The images in the class folders of an archive.
  /// - Throws: `file`, `archive`, `missingPart` or `noImages`.
  init(archive path: String, part: DatasetPart, limits: Limits) throws(DataError) {
    let reader = try ArchiveReader(path: path, limits: limits)
    try self.init(Listing(reader, path: path), source: path, isArchive: true, part: part)
  }

  /// Finds the classes. Where folders are called as parts are (`train/cat/1.jpg`), only what lies in those of the
  /// wanted part is taken. Of what remains, folders that hold everything are passed through; the next ones are
  /// classes, and what lies deeper in them belongs to them.
  private init(
    _ listing: Listing, source: String, isArchive: Bool, part: DatasetPart?
  ) throws(DataError) {
    (self.source, self.isArchive) = (source, isArchive)
    let division = try Division(of: listing, part: part, source: source)
    // Each image with its folders below the part's.
    let images = listing.files.compactMap { file in
      division.folders(file.folders).map { (folders: $0, file: file) }
    }
    let inClasses = images.filter { !$0.folders.isEmpty }
    let depth = Self.classDepth(of: inClasses.map(\.folders))
    var omitted: [Omission: Int] = [:]
    if inClasses.count < images.count { omitted[.outsideClasses] = images.count - inClasses.count }
    var classes: [String: [File]] = [:]
    for (folders, file) in inClasses {
      classes[folders[folders.startIndex + depth], default: []].append(
        File(path: file.path, label: 0, place: file.place))
    }

    // Folders beside the classes are classes without images.
    let common = inClasses.first.map { Array($0.folders.prefix(depth)) } ?? []
    func emptyClass(_ folders: ArraySlice<String>) -> String? {
      guard folders.count > depth, folders.starts(with: common) else { return nil }
      let name = folders[folders.startIndex + depth]
      return classes[name] == nil ? name : nil
    }
    var emptyClasses: [String: [Omission: Int]] = [:]
    for folders in listing.folders {
      guard let name = division.folders(folders).flatMap(emptyClass) else { continue }
      if emptyClasses[name] == nil { emptyClasses[name] = [:] }
    }
    for (file, count) in listing.omitted {
      omitted[file.reason, default: 0] += count
      if let name = division.folders(file.folders).flatMap(emptyClass) {
        emptyClasses[name, default: [:]][file.reason, default: 0] += count
      }
    }
    (self.omitted, self.emptyClasses) = (omitted, emptyClasses)
    guard !classes.isEmpty else { throw .noImages(path: source, found: omitted) }
    classNames = Self.sorted(Array(classes.keys) + Array(emptyClasses.keys))
    files = []
    for (label, name) in classNames.enumerated() {
      files += (classes[name] ?? []).sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        .map { File(path: $0.path, label: label, place: $0.place) }
    }
  }

  /// How many folders lie above those of the classes: as many as all images lie in, but for the last of one of them.
  private static func classDepth(of images: [ArraySlice<String>]) -> Int {
    guard var common = images.first else { return 0 }
    var shortest = common.count
    for folders in images {
      shortest = min(shortest, folders.count)
      if !folders.starts(with: common) {
        common = common.prefix(zip(common, folders).prefix { $0 == $1 }.count)
      }
    }
    return min(common.count, shortest - 1)
  }

  /// The same images under the labels of a network's classes.
  /// - Parameters:
  ///   - names: the network's classes.
  ///   - allowsMissing: whether the source may lack folders of some of them.
  /// - Throws: `missingClass`, `strayClass`.
  func labeled(by names: [String], allowsMissing: Bool) throws(DataError) -> ImageFiles {
    let labels = try classNumbers(
      of: classNames, counts: imageLabels.counts, in: names, allowsMissing: allowsMissing, path: source)
    var result = self
    result.classNames = names
    result.files = files.map { File(path: $0.path, label: labels[$0.label], place: $0.place) }
    return result
  }

  /// What was found, for people.
  var survey: ImageSurvey {
    ImageSurvey(path: source, classNames: classNames, counts: imageLabels.counts, omitted: omitted)
  }

  /// The classes of the images, for choosing some.
  var imageLabels: ImageLabels { ImageLabels(files.map(\.label), classes: classNames.count) }

  /// The files at some positions, in that order.
  func subset(_ positions: [Int]) -> ImageFiles {
    var result = self
    result.files = positions.map { files[$0] }
    return result
  }
}

/// How a folder or archive is divided into parts, if it is.
private struct Division {
  /// What the folders of the wanted part are called; nil where there is no division.
  private let part: String?

  /// - Throws: `missingPart` where there are other parts alone.
  init(of listing: Listing, part: DatasetPart?, source: String) throws(DataError) {
    guard let part else {
      self.part = nil
      return
    }
    // The last folder of an image is a class, whatever it is called.
    let names = Set(listing.files.lazy.flatMap { $0.folders.dropLast() })
    self.part = part.folderNames.first(where: names.contains)
    let others = DatasetPart.allCases.flatMap(\.folderNames)
    if self.part == nil, let other = others.first(where: names.contains) {
      throw .missingPart(path: source, part: part.rawValue, found: other)
    }
  }

  /// Folders below the part's; nil for those of another part.
  func folders(_ folders: [String]) -> ArraySlice<String>? {
    guard let part else { return folders[...] }
    return folders.firstIndex(of: part).map { folders[($0 + 1)...] }
  }
}
