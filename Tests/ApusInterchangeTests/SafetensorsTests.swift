import ApusFiles
import ApusGraph
import ApusInterchange
import FileTestSupport
import Foundation
import Testing

/// The bytes of a file with a header of any content.
private func bytes(header: String, data: [UInt8] = [], length: UInt64? = nil) -> [UInt8] {
  withUnsafeBytes(of: (length ?? UInt64(header.utf8.count)).littleEndian) { Array($0) } + Array(header.utf8)
    + data
}

/// The error of decoding, which must be there.
private func failure(_ bytes: [UInt8]) -> SafetensorsError? {
  do throws(SafetensorsError) {
    _ = try Safetensors(decoding: bytes)
    return nil
  } catch {
    return error
  }
}

@Suite struct SafetensorsTests {
  private let example = Safetensors(
    metadata: ["note": "a \"quoted\"\n\u{1} line é 🐦", "b": ""],
    tensors: [
      "z": Tensor(shape: [2, 2], values: [1, -2.5, .infinity, 0x1p-149]), "a": Tensor(shape: [], values: [3]),
      "empty": Tensor(shape: [0, 4], values: []),
    ])

  @Test func whatIsEncodedIsDecoded() throws {
    #expect(try Safetensors(decoding: example.encoded()) == example)
    #expect(try Safetensors(decoding: Safetensors().encoded()) == Safetensors())
  }

  /// The layout of the format's specification, byte by byte.
  @Test func encodingFollowsTheSpecification() {
    let file = Safetensors(tensors: [
      "b": Tensor(shape: [1], values: [2]), "a": Tensor(shape: [1], values: [1]),
    ])
    let header =
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
      + #""b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#
    let padded = header + String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    #expect(file.encoded() == bytes(header: padded, data: [0, 0, 128, 63, 0, 0, 0, 64]))
    #expect(example.encoded() == example.encoded())
  }

  /// Bit patterns from IEEE 754's definition and from bfloat16's.
  @Test func everyElementTypeIsWidenedExactly() throws {
    func decode(_ type: String, _ data: [UInt8], count: Int) throws -> [Float] {
      let header = #"{"x":{"dtype":"\#(type)","shape":[\#(count)],"data_offsets":[0,\#(data.count)]}}"#
      return try Safetensors(decoding: bytes(header: header, data: data)).tensors["x"]!.values
    }
    let halves: [UInt16] = [0x3C00, 0xC000, 0x7BFF, 0x0001, 0x03FF, 0x0400, 0x3555, 0x7C00, 0x8000]
    let widened = try decode("F16", halves.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }, count: 9)
    #expect(
      widened == [1, -2, 65504, 0x1p-24, 0x1.ff8p-15, 0x1p-14, 0x1.554p-2, .infinity, 0])
    #expect(widened[8].sign == .minus)
    #expect(try decode("F16", [1, 0x7E], count: 1)[0].isNaN)
    #expect(try decode("BF16", [0x80, 0x3F, 0x49, 0xC0], count: 2) == [1, -3.140625])
    #expect(try decode("F64", [0, 0, 0, 0, 0, 0, 0xE0, 0x3F], count: 1) == [0.5])
    #expect(try decode("I64", [254, 255, 255, 255, 255, 255, 255, 255], count: 1) == [-2])
    #expect(try decode("I32", [254, 255, 255, 255], count: 1) == [-2])
    #expect(try decode("I16", [254, 255], count: 1) == [-2])
    #expect(try decode("I8", [254], count: 1) == [-2])
    #expect(try decode("U8", [254], count: 1) == [254])
    #expect(try decode("BOOL", [0, 1], count: 2) == [0, 1])
  }

  @Test func everyTruncationIsAnError() {
    let whole = example.encoded()
    for count in 0..<whole.count { #expect(failure(Array(whole[..<count])) != nil) }
    #expect(failure(whole + [0]) == .hole(offset: 20, bytes: 1))
  }

  @Test func noChangedByteCrashes() {
    let whole = example.encoded()
    for index in whole.indices {
      for change in [0x01, 0x80, 0xFF] as [UInt8] {
        var damaged = whole
        damaged[index] ^= change
        _ = failure(damaged)
      }
    }
  }

  @Test func lyingLengthsAreCaught() {
    #expect(failure([1, 2]) == .truncated(bytes: 2))
    #expect(failure(bytes(header: "{}", length: 3)) == .headerLength(claimed: 3, available: 2))
    #expect(failure(bytes(header: "{}", length: 100_000_001)) == .headerTooLarge(claimed: 100_000_001))
    #expect(failure(bytes(header: "{}", length: .max)) == .headerTooLarge(claimed: .max))
  }

  @Test(arguments: [
    (
      #"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}"#,
      SafetensorsError.offsets(tensor: "x", begin: 0, end: 12, available: 8)
    ),
    (
      #"{"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#,
      .offsets(tensor: "x", begin: 8, end: 0, available: 8)
    ),
    (
      #"{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#,
      .byteCount(tensor: "x", needed: 12, found: 8)
    ),
    (
      #"{"x":{"dtype":"F32","shape":[9223372036854775807,4],"data_offsets":[0,8]}}"#,
      .headerForm("a shape for x that is out of range")
    ),
    (#"{"x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, .headerForm("no sound shape for x")),
    (#"{"x":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}"#, .headerForm("no sound shape for x")),
    (#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#, .headerForm("no sound data_offsets for x")),
    (
      #"{"x":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}"#,
      .elementType(tensor: "x", name: "F8_E4M3")
    ),
    (#"{"x":{"shape":[2],"data_offsets":[0,8]}}"#, .headerForm("no dtype for x")),
    (#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, .hole(offset: 0, bytes: 4)),
    (#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, .hole(offset: 4, bytes: 4)),
    (
      #"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
        + #""y":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, .overlap(first: "x", second: "y")
    ),
    (
      #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
        + #""x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, .header(.duplicateKey("x"))
    ),
    (#"{"__metadata__":{"a":1}}"#, .headerForm("metadata \"a\" that is not text")),
    ("[]", .headerForm("no object")),
    (#"{"x""#, .header(.expected("\":\"", offset: 4))),
    ("{} x", .header(.expected("the end", offset: 3))),
    (String(repeating: "[", count: 70), .header(.tooDeep(offset: 64))),
  ])
  func everyLieOfAHeaderIsNamed(_ header: String, _ error: SafetensorsError) {
    #expect(failure(bytes(header: header, data: [UInt8](repeating: 0, count: 8))) == error)
  }

  @Test func aHeaderThatIsNotUTF8IsRefused() {
    #expect(failure([2, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFE]) == .header(.notUTF8))
  }

  @Test func errorsNameTheFile() throws {
    try withTemporaryFolder { folder throws in
      let path = "\(folder)/broken.safetensors"
      try AtomicFile.write([1, 2, 3], to: path)
      let error = #expect(throws: InterchangeError.self) { try Safetensors(path: path) }
      #expect(error?.description == "\(path) is not a safetensors file: it has 3 bytes, fewer than 8")
    }
  }
}
