import ApusFiles
import ApusInterchange
import FileTestSupport
import Testing

/// A file of one kind where another belongs is called what it is.
@Suite struct ForeignFileTests {
  /// Calls with the path of a file that holds some bytes.
  private func withFile(_ name: String, _ bytes: [UInt8], _ body: (String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/\(name)"
      try AtomicFile.write(bytes, to: path)
      try body(path)
    }
  }

  private func description(_ read: () throws(InterchangeError) -> Void) -> String {
    do throws(InterchangeError) { try read() } catch { return error.description }
    return ""
  }

  @Test func anotherKindIsNamed() throws {
    try withFile("a.jpg", [0xFF, 0xD8, 0xFF, 0xE0] + Array(repeating: 7, count: 60)) { picture in
      #expect(
        description { () throws(InterchangeError) in _ = try Safetensors(path: picture) }
          == "\(picture) is a JPEG picture, not a .safetensors file")
      #expect(
        description { () throws(InterchangeError) in _ = try NumPyArray(path: picture) }
          == "\(picture) is a JPEG picture, not a .npy file")
      #expect(
        description { () throws(InterchangeError) in _ = try ClassNames.read(path: picture) }
          == "\(picture) is a JPEG picture, not a text file")
    }
  }

  @Test func networksOfOtherFormatsAreNamed() throws {
    let files: [(String, [UInt8], String)] = [
      ("net.h5", [0x89] + Array("HDF\r\n".utf8) + [0x1A, 0x0A], "an HDF5 file"),
      ("net.onnx", [0x08, 0x08, 0x12, 0x07] + Array("pytorch".utf8), "an .onnx file"),
      ("net.apus", Array("APUS".utf8) + Array(repeating: 0, count: 60), "an .apus file"),
    ]
    for (name, bytes, kind) in files {
      try withFile(name, bytes) { path in
        let sentence = description { () throws(InterchangeError) in _ = try TFLite.read(path: path) }
        #expect(sentence == "\(path) is \(kind), not a .tflite file")
      }
    }
  }

  @Test func noLengthIsReadOutOfAnotherKindOfFile() throws {
    try withFile("bytes.bin", Array("some other kind of bytes\u{1}".utf8)) { path in
      let sentence = description { () throws(InterchangeError) in _ = try Safetensors(path: path) }
      #expect(
        sentence == "\(path) is not a safetensors file: its first eight bytes are no length of a header")
    }
  }
}
