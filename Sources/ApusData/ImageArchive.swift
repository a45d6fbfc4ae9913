extension ImageFiles {
  /// The images in the class folders of a `.tar` file. The last folder of a path is the class, whatever folders
  /// it lies under. Where paths name parts (`train/cat/1.jpg`), only images of the wanted part are taken. Hidden
  /// files and folders are passed over.
  ///
  /// - Parameters:
  ///   - archive: the path of the file, possibly gzip.
  ///   - part: which part, where there is a division.
  /// - Throws: `file`, `tar`, `gzip`, `missingPart` or `noImages`.
  init(archive path: String, part: DatasetPart) throws(DataError) {
    var bytes = try readFile(path)
    if Gzip.isGzip(bytes) { bytes = try Gzip.expand(bytes, path: path) }
    let entries = try Tar.entries(of: bytes, path: path)
    let images = entries.compactMap { entry -> (folders: [Substring], entry: Tar.Entry)? in
      // By bytes, which takes half the time that characters take.
      let parts = entry.path.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }.filter {
        $0 != "."
      }
      guard parts.count >= 2, Self.isImage(parts[parts.count - 1]),
        !parts.contains(where: { $0.hasPrefix(".") && $0 != ".." })
      else { return nil }
      return (parts.dropLast(), entry)
    }
    let divisions = Set(images.flatMap { $0.folders.dropLast().map(String.init) })
    let wanted = part.folderNames.first { divisions.contains($0) }
    let others = DatasetPart.allCases.flatMap(\.folderNames)
    if wanted == nil, let other = others.first(where: divisions.contains) {
      throw .missingPart(path: path, part: part.rawValue, found: other)
    }
    var classes: [String: [File]] = [:]
    for (folders, entry) in images {
      if let wanted, !folders.dropLast().contains(where: { $0 == wanted }) { continue }
      let file = File(path: "\(path)/\(entry.path)", label: 0, range: entry.range)
      classes[String(folders[folders.count - 1]), default: []].append(file)
    }
    try self.init(classes, archive: bytes, path: path)
  }
}
