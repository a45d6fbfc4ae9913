import ApusData

/// Whatever its bytes are, an archive is refused with a typed error or read member by member, from memory within the limit.
enum ArchiveProperty {
  static func check(_ file: [UInt8]) throws(BrokenProperty) {
    let read = try Heap.bounding("reading an archive", to: Heap.most) {
      file.withUnsafeBytes { bytes in
        Result { () throws(DataError) in try readMembers(of: bytes) }
      }
    }
    if case .failure(let error) = read { _ = error.description }
  }

  private static func readMembers(of bytes: UnsafeRawBufferPointer) throws(DataError) {
    let archive = try ArchiveReader(bytes, path: "fuzzed")
    while let member = try archive.next() {
      _ = member.path?.count
      guard member.isFile, let contents = try archive.contents() else { continue }
      precondition(contents.count == member.size, "a member has another size than it says")
    }
  }
}
