import ApusData
import ApusFiles
import FileTestSupport
import Testing

@Suite struct ArchiveReaderTests {
  /// The files of an archive, each with its contents.
  private func entries(_ bytes: [UInt8], limits: Limits = .standard) throws -> [String] {
    try bytes.withUnsafeBytes { bytes in
      let reader = try ArchiveReader(bytes, path: "a.tar", limits: limits)
      var entries: [String] = []
      while let member = try reader.next() {
        guard member.isFile else { continue }
        let contents = try #require(try reader.contents())
        entries.append("\(member.path ?? "?"): \(String(decoding: contents, as: UTF8.self))")
      }
      return entries
    }
  }

  /// Archives made by Python's tarfile module, compressed.
  private static let gnu = """
    H4sIAAAAAAACA+3V0QmDMBSF4YySCUxMjb52AJeQVkVakqIpdCXn6GKVPhQqgk+xUP+PwM37yblp/PVc90rEpCd5lr3nZD4X7kVq\
    rZBWbOA+hKqXUuxUohJ1LL1ry85dIua/kPsnc6PtPP/CGiFL8o8u9FXn1ONHVJrcXCvw1/mv7n+Tfvf/YKcjpKb/0Z28C7ULg/SN\
    pIz7U6nnGDv29f6b+f+f5Zr+b93/+C8BAAAAAAAAAAAAQEwvEyw78QAoAAA=
    """
  private static let pax = """
    H4sIAAAAAAACA+3XPw6CMBgF8M6eoiegfygwGR0dvUKjRU1MIVATruQ5vJgNJCYgCVNrDO+3lHRh+HjfC2V1P5uGkZC4lyvVn970\
    nHkupMgIzUgEj9bpxr+SrFPCErY/6u5gtP8Ows1/Zu6fmUuRj+cv/JUitMP8gxNK0lq769Y1+mZZ9yNMJLW9bAhEFmPsi/tfinH+\
    04wXfv9z5D+4U2Wdsa6lVUn7DCIS6P/I/f+Vf9//PEf/R+n/Yqh/zV5PVPD6aLYLvvWX+19O//+4StH/sft/2ADIBAAAAAAAAAAA\
    AADAv3sDo/tImgAoAAA=
    """
  private static let ustar = """
    H4sIAAAAAAACA+3TQQrCMBCF4RwlJzBpkjbnCdqKIImkcaGnt7hSEUFohOD/bWZ2M/B4UzruxqxETXoxOHefi9f5Zvem64XsxQ+c\
    5xLyclL8p+tHymxOcV89f9M95++cNV5I3XL+JYdDVJdqVnpzm2IZY5llmuQqYaMpQdnqqX/df+21GRrvfyMe+2/pPwAAAAAAAAAA\
    AAAATboBOqUUFAAoAAA=
    """

  @Test(arguments: [gnu, pax]) func readsLongNames(file: String) throws {
    let long = "train/" + String(repeating: "x", count: 120) + "/1.png"
    #expect(try entries(bytes(base64: file)) == ["\(long): contents of 1.png", "a/é.png: contents of é.png"])
  }

  @Test func joinsThePrefixOfUSTARNames() throws {
    let long = "train/" + String(repeating: "y", count: 90) + "/" + String(repeating: "z", count: 30)
    #expect(
      try entries(bytes(base64: Self.ustar)) == [
        "\(long)/2.png: contents of 2.png", "a/3.png: contents of 3.png",
      ])
  }

  @Test func readsFilesOfAnyLength() throws {
    for length in [0, 1, 511, 512, 513] {
      let contents = Array(repeating: UInt8(ascii: "c"), count: length)
      let archive = tar([("a/1", contents), ("a/2", contents)])
      let text = String(decoding: contents, as: UTF8.self)
      #expect(try entries(archive) == ["a/1: \(text)", "a/2: \(text)"])
    }
  }

  @Test func refusesArchivesCutOffAnywhere() {
    let archive = tar([("a/1", Array(repeating: 1, count: 700)), ("a/2", [2])])
    // The second of the two blocks of zeros at the end is not needed.
    for length in stride(from: 0, to: archive.count - 512, by: 37) {
      let message = message { try entries(Array(archive.prefix(length))) }
      #expect(message?.hasPrefix("a.tar: damaged archive") == true, "\(length) bytes")
    }
  }

  @Test func refusesEveryChangedHeaderByte() {
    let archive = tar([("a/1", [1, 2, 3])])
    // What follows the digits of the checksum is not part of any number.
    for at in 0..<512 where at != 154 && at != 155 {
      var damaged = archive
      damaged[at] ^= 5
      #expect(throws: DataError.self, "byte \(at)") { try entries(damaged) }
    }
  }

  @Test func refusesAnArchiveWithoutItsEnd() {
    // Cut between two members, nothing is damaged, but who knows what is missing?
    let archive = tar([("a/1", [1, 2, 3]), ("a/2", [2])])
    #expect(message { try entries(Array(archive.prefix(1024))) } == "a.tar: damaged archive: it ends early")
  }

  @Test func refusesSizesBeyondTheEnd() {
    for size in [2000, 1 << 32] {
      let archive = tarHeader("a/1", size: size) + Array(repeating: 0, count: 1024)
      #expect(throws: DataError.self) { try entries(archive) }
    }
  }

  @Test func refusesAnEmptyArchive() {
    #expect(throws: DataError.self) { try entries([]) }
    let nothing = message {
      try withTemporaryFolder { folder in
        try write(Array(repeating: 0, count: 10240), to: "\(folder)/a.tar")
        _ = try ImageDataset.load("\(folder)/a.tar", part: .train)
      }
    }
    #expect(nothing?.contains("it has no members") == true)
  }

  @Test func readsZip() throws {
    let archive = zip([("a/1", [99]), ("a/é", [100])])
    #expect(try entries(archive) == ["a/1: c", "a/é: d"])
    for length in stride(from: 0, to: archive.count, by: 7) {
      #expect(throws: DataError.self, "\(length) bytes") { try entries(Array(archive.prefix(length))) }
    }
  }

  @Test func aWrongChecksumInAZipDamagesItsFileAlone() throws {
    var archive = zip([("a/1", [99, 99, 99]), ("a/2", [100])])
    archive[30 + 3] ^= 1
    try archive.withUnsafeBytes { bytes in
      let reader = try ArchiveReader(bytes, path: "a.zip")
      #expect(try reader.next()?.path == "a/1")
      #expect(try reader.contents() == nil)
      #expect(try reader.next()?.path == "a/2")
      #expect(try reader.contents() == [100])
    }
  }

  /// 40 MiB of zeros as one member of a .tar.bz2 file, made by Python.
  private static let bomb = """
    QlpoOTFBWSZTWbgkxQwFBXNboMiAQAH1gAAgYIFeAAAEAAggAHBQaNGgyA0CpKNTEMENHqcZ3hERARWIkREBG3zbOaZZEiIgIorX\
    15slqRzhpRj4reluOcsLYL/uvvW9737oiIgI/i7kinChIXBJihg=
    """

  @Test func refusesToUnpackFarMoreThanTheArchiveHas() throws {
    let archive = bytes(base64: Self.bomb)
    let message = message { try entries(archive) }
    #expect(message?.contains("bytes, more than the limit of") == true, "\(message ?? "unpacked")")
    #expect(message?.contains("--limits 3 would allow it") == true)
    #expect(try entries(archive, limits: Limits(factor: 3)).count == 1)
    // To pass it over is the same work.
    #expect(throws: DataError.self) {
      try archive.withUnsafeBytes { bytes in
        let reader = try ArchiveReader(bytes, path: "a.tar.bz2")
        while try reader.next() != nil {}
      }
    }
  }

  @Test func aZipMayLieAboutSizes() throws {
    let archive = zip([("a/1", [1, 2, 3])], size: 1 << 31)
    #expect(message { try entries(archive) }?.contains("unpacks to 2147483648 bytes") == true)
    // Contents that are shorter or longer than is said are damaged.
    for size in [2, 5] {
      let archive = zip([("a/1", [1, 2, 3])], size: size)
      try archive.withUnsafeBytes { bytes in
        let reader = try ArchiveReader(bytes, path: "a.zip")
        _ = try reader.next()
        let contents = Result { try reader.contents() }
        #expect((try? contents.get()) == nil)
      }
    }
  }
}
