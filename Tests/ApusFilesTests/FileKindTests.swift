import ApusFiles
import FileTestSupport
import Foundation
import Testing

@Suite struct FileKindTests {
  /// The first bytes of files as the programs that write them make them.
  private static let beginnings: [(FileKind, [UInt8])] = [
    (.empty, []), (.apus, text("APUS\u{2}")), (.tflite, [28, 0, 0, 0] + text("TFL3")),
    (.safetensors, [64, 0, 0, 0, 0, 0, 0, 0] + text("{\"a\":{\"dtype\"")),
    (.checkpoint, [64, 0, 0, 0, 0, 0, 0, 0] + text("{\"__metadata__\":{\"apus.checkpoint\":\"{}\"}}")),
    (.onnx, [8, 8, 0x12, 7] + text("pytorch")),
    (.savedModel, [8, 1, 0x12, 0x90, 4] + text("\u{A}\u{8}saved")),
    (.pyTorch, zip("archive/data.pkl")), (.pyTorch, [0x80, 2, 0x8A, 10, 0x6C, 0xFC]),
    (.keras, zip("metadata.json")), (.gguf, text("GGUF\u{3}")),
    (.numPy, [0x93] + text("NUMPY\u{1}")), (.numPyArchive, zip("x.npy")),
    (.hdf5, [0x89] + text("HDF\r\n\u{1A}\n")),
    (.idx, [0, 0, 8, 3, 0, 0, 0, 40, 0, 0, 0, 28]), (.pickle, [0x80, 4, 0x95, 0, 0]),
    (.jpeg, [0xFF, 0xD8, 0xFF, 0xE0]), (.png, [0x89] + text("PNG\r\n\u{1A}\n")),
    (.webP, text("RIFF\0\0\0\0WEBPVP8 ")), (.heic, [0, 0, 0, 24] + text("ftypheic")),
    (.avif, [0, 0, 0, 24] + text("ftypavif")), (.gif, text("GIF89a")), (.tiff, text("II*\0")),
    (.bmp, text("BM") + [54, 1, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40] + [UInt8](repeating: 0, count: 20)),
    (.zip, zip("photos/a.jpg")), (.zip, text("PK\u{5}\u{6}")), (.gzip, [0x1F, 0x8B, 8]),
    (.tar, [UInt8](repeating: 65, count: 257) + text("ustar\0")), (.xz, [0xFD] + text("7zXZ\0")),
    (.bzip2, text("BZh9")), (.zstandard, [0x28, 0xB5, 0x2F, 0xFD]), (.program, [0x7F] + text("ELF")),
    (.media, [0, 0, 0, 24] + text("ftypmp42")), (.pdf, text("%PDF-1.7")),
    (.html, text("\n<!DOCTYPE html><html>404")), (.svg, text("<?xml version='1.0'?><svg>")),
    (.gitLFSPointer, text("version https://git-lfs.github.com/spec/v1\noid sha256:")),
    (.text, text("Grüße, and a name")),
  ]

  private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

  /// An archive's first member.
  private static func zip(_ name: String) -> [UInt8] {
    text("PK\u{3}\u{4}") + [UInt8](repeating: 0, count: 22) + [UInt8(name.utf8.count), 0, 0, 0] + text(name)
  }

  @Test(arguments: beginnings)
  func filesAreToldByTheirFirstBytes(kind: FileKind, beginning: [UInt8]) throws {
    #expect(FileKind(beginning) == kind)
    #expect(beginning.withUnsafeBytes { FileKind($0) } == kind)
    try withTemporaryFolder { folder in
      try AtomicFile.write(beginning + (beginning.isEmpty ? [] : [0x20, 0x20]), to: "\(folder)/file")
      #expect(FileKind(path: "\(folder)/file") == kind)
    }
  }

  @Test func everyBeginningIsCutOffWithoutHarm() {
    for (_, beginning) in Self.beginnings {
      for count in 0...beginning.count {
        let cut = Array(beginning.prefix(count))
        #expect(FileKind(cut) == cut.withUnsafeBytes { FileKind($0) })
      }
    }
  }

  @Test func whatIsNotKnownIsNil() throws {
    #expect(FileKind([1, 2, 3, 0, 0xFF]) == nil)
    #expect(FileKind(path: "/nowhere") == nil)
    #expect(FileKind(path: "/") == nil)
    #expect(FileKind(path: "/dev/zero") == nil)
    try withTemporaryFolder { folder in
      #expect(mkfifo("\(folder)/pipe", 0o600) == 0)
      #expect(FileKind(path: "\(folder)/pipe") == nil)
    }
  }

  @Test func theSharedPicturesAreKnown() {
    for (name, kind) in [
      ("photo.webp", FileKind.webP), ("photo.bmp", .bmp), ("photo.gif", .gif), ("photo.tif", .tiff),
      ("cmyk.jpg", .jpeg), ("o1.png", .png),
    ] {
      guard let path = sharedFile("cases/images/\(name)") else { continue }
      #expect(FileKind(path: path) == kind)
      #expect(kind.isPicture)
    }
  }

  @Test func anotherKindIsNamed() {
    #expect(
      FileError.otherKind(path: "a.png", found: .png, needed: "an .apus file").description
        == "a.png is a PNG picture, not an .apus file")
  }
}
