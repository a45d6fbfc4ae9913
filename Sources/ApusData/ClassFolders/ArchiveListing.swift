import ApusFiles

extension Listing {
  /// All that is in an archive. Hidden files and folders are passed over, and so are names that lead out of it; of
  /// members of one name the last counts, as it would if they were unpacked.
  /// - Throws: `file` or `archive`.
  init(_ archive: ArchiveReader, path archivePath: String) throws(DataError) {
    var latest: [String: Int] = [:]
    var replaced: Set<Int> = []
    var current = (path: "", folders: [String]())
    var place = -1
    while let member = try archive.next() {
      place += 1
      guard let path = member.path else {
        omit(.namelessFile, in: [])
        continue
      }
      // By bytes, which takes half the time that characters take.
      var parts = path.utf8.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual(".".utf8) }
      guard let last = parts.popLast() else { continue }
      let name = String(Substring(last))
      // Most members lie in the folder of the one before.
      let folder = path[..<last.startIndex]
      if folder != current.path { current = (String(folder), parts.map { String(Substring($0)) }) }
      let folders = current.folders
      if name == ".." || folders.contains("..") {
        omit(.noFile, in: [])
        continue
      }
      guard !name.hasPrefix("."), !folders.contains(where: { $0.hasPrefix(".") }) else { continue }
      if let leftover = folders.first(where: Omission.isLeftBehind) {
        omitted[Omitted(folders: [], reason: .leftBehind(leftover))] = 1
        continue
      }
      note(folders)
      if member.isFolder {
        if !Omission.isLeftBehind(name) { note(folders + [name]) }
      } else if !member.isFile {
        omit(.noFile, in: folders)
      } else if member.isEncrypted {
        omit(.encrypted, in: folders)
      } else {
        add(name, in: folders, path: "\(archivePath)/\(path)", place: place)
        if let earlier = latest.updateValue(place, forKey: path) { replaced.insert(earlier) }
      }
    }
    guard place >= 0 else { throw .archive(path: archivePath, reason: "it has no members") }
    for file in files where replaced.contains(file.place ?? -1) { omit(.replaced, in: file.folders) }
    files.removeAll { replaced.contains($0.place ?? -1) }
  }

  /// Notes a folder and those that it lies in.
  private mutating func note(_ folders: [String]) {
    var folders = folders
    while !folders.isEmpty, self.folders.insert(folders).inserted { folders.removeLast() }
  }
}
