import ApusImage
import Foundation
import Testing

@Suite struct FileContentsTests {
  private func withFile(_ count: Int, _ body: (String) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString)")
    try Data((0..<count).map { UInt8(truncatingIfNeeded: $0) }).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    try body(url.path)
  }

  @Test func readsFilesOfAnyLength() throws {
    for count in [0, 1, 1 << 14, 1 << 14 + 1, 100_000] {
      try withFile(count) { path in
        let bytes = try FileContents.read(path)
        #expect(bytes == (0..<count).map { UInt8(truncatingIfNeeded: $0) })
      }
    }
  }

  @Test func readsFilesThatDoNotSayTheirSize() throws {
    #expect(try FileContents.read("/proc/self/status").starts(with: "Name:".utf8))
  }

  @Test func refusesMoreThanTheLimit() throws {
    try withFile(1000) { path in
      let bytes = try FileContents.read(path, limit: 1000)
      #expect(bytes.count == 1000)
      #expect(throws: ImageError.fileTooLarge(file: path, limit: 999)) {
        try FileContents.read(path, limit: 999)
      }
    }
    #expect(throws: ImageError.fileTooLarge(file: "/proc/self/status", limit: 10)) {
      try FileContents.read("/proc/self/status", limit: 10)
    }
  }

  @Test(arguments: [("/dev/zero", "device"), ("/", "folder"), ("/nowhere", "No such file")])
  func refusesWhatIsNoFile(path: String, reason: String) {
    #expect {
      try FileContents.read(path)
    } throws: { error in
      "\(error)".hasPrefix("\(path): cannot be read: ") && "\(error)".contains(reason)
    }
  }
}
