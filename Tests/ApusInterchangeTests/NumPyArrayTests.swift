import ApusInterchange
import FileTestSupport
import Testing

@Suite struct NumPyArrayTests {
  /// What NumPy 1.26 writes for `numpy.array([[1, 2], [3, -4]], dtype)`, after the header's spaces.
  private func saved(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (2, 2), }"
    let padded = header + String(repeating: " ", count: 117 - header.utf8.count) + "\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(padded.utf8) + data
  }

  @Test func bytesAreNumPys() throws {
    let floats = NumPyArray(shape: [2, 2], elements: .float32([1, 2, 3, -4]))
    let floatBytes = saved("<f4", [0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64, 0, 0, 128, 192])
    #expect(floats.encoded() == floatBytes)
    #expect(try NumPyArray(decoding: floatBytes) == floats)
    let integers = NumPyArray(shape: [2, 2], elements: .int8([1, 2, 3, -4]))
    #expect(integers.encoded() == saved("|i1", [1, 2, 3, 252]))
    #expect(try NumPyArray(decoding: integers.encoded()) == integers)
    let unsigned = NumPyArray(shape: [2, 2], elements: .uint8([1, 2, 3, 252]))
    #expect(unsigned.encoded() == saved("|u1", [1, 2, 3, 252]))
    #expect(try NumPyArray(decoding: unsigned.encoded()) == unsigned)
  }

  @Test func otherTypesAreReadAsKnownOnes() throws {
    func bytes(_ values: [some FixedWidthInteger]) -> [UInt8] {
      values.flatMap { withUnsafeBytes(of: $0.littleEndian) { Array($0) } }
    }
    let values: [Int] = [1, 2, 3, -4]
    let reals = NumPyArray(shape: [2, 2], elements: .float32(values.map(Float.init)))
    #expect(
      try NumPyArray(decoding: saved("<f8", bytes(values.map { Double($0).bitPattern }))) == reals)
    #expect(
      try NumPyArray(decoding: saved("<f2", bytes([0x3C00, 0x4000, 0x4200, 0xC400] as [UInt16]))) == reals)
    let words = NumPyArray(shape: [2, 2], elements: .int16([1, 2, 3, -4]))
    #expect(words.encoded() == saved("<i2", bytes([1, 2, 3, -4] as [Int16])))
    #expect(try NumPyArray(decoding: words.encoded()) == words)
    let integers = NumPyArray(shape: [2, 2], elements: .int32([1, 2, 3, -4]))
    #expect(integers.encoded() == saved("<i4", bytes([1, 2, 3, -4] as [Int32])))
    #expect(try NumPyArray(decoding: integers.encoded()) == integers)
    #expect(try NumPyArray(decoding: saved("<i8", bytes(values))) == integers)
    let bools = NumPyArray(shape: [2, 2], elements: .uint8([1, 0, 0, 1]))
    #expect(try NumPyArray(decoding: saved("|b1", [1, 0, 0, 1])) == bools)
  }

  @Test(arguments: [[], [5], [0, 3], [2, 3, 4, 5]])
  func anyRankSurvivesTheRoundTrip(_ shape: [Int]) throws {
    let count = shape.reduce(1, *)
    let array = NumPyArray(shape: shape, elements: .float32((0..<count).map { Float($0) }))
    #expect(try NumPyArray(decoding: array.encoded()) == array)
    #expect((array.encoded().count - 4 * count) % 64 == 0)
  }

  @Test func everyTruncationIsAnError() {
    let whole = NumPyArray(shape: [3], elements: .float32([1, 2, 3])).encoded()
    for count in 0..<whole.count {
      #expect(throws: NumPyError.self) { try NumPyArray(decoding: Array(whole[..<count])) }
    }
    #expect(throws: NumPyError.byteCount(needed: 12, found: 13)) { try NumPyArray(decoding: whole + [0]) }
  }

  @Test func noChangedByteCrashes() {
    let whole = NumPyArray(shape: [3, 2], elements: .int8([1, 2, 3, 4, 5, 6])).encoded()
    for index in whole.indices {
      for change in [0x01, 0x10, 0xFF] as [UInt8] {
        var damaged = whole
        damaged[index] ^= change
        _ = try? NumPyArray(decoding: damaged)
      }
    }
  }

  @Test func whatIsNotSupportedIsNamed() throws {
    #expect(throws: NumPyError.elementType("<c8")) { try NumPyArray(decoding: saved("<c8", [])) }
    let large = saved("<i8", [UInt8](repeating: 0, count: 28) + [1, 0, 0, 0])
    #expect(throws: NumPyError.range) { try NumPyArray(decoding: large) }
    let sound = saved("<f4", [])
    func replacing(_ old: String, by new: String) throws -> [UInt8] {
      let text = String(decoding: sound[10...], as: UTF8.self)
      let padding = String(repeating: " ", count: old.utf8.count - min(old.utf8.count, new.utf8.count))
      return Array(sound[..<10]) + Array(text.replacing(old, with: new + padding).utf8)
    }
    #expect(throws: NumPyError.fortranOrder) { try NumPyArray(decoding: replacing("False", by: "True")) }
    // 2⁶² elements of four bytes.
    let huge = try replacing(
      "(2, 2), }" + String(repeating: " ", count: 18), by: "(2147483648, 2147483648), }")
    let error = #expect(throws: NumPyError.self) { try NumPyArray(decoding: huge) }
    guard case .header = error else {
      Issue.record("an extent out of range was reported as \(String(describing: error))")
      return
    }
  }

  @Test(.enabled(if: sharedFile("golden/resnet20-logits.npy") != nil, "no shared golden files"))
  func goldenFilesAreRead() throws {
    let logits = try NumPyArray(path: #require(sharedFile("golden/resnet20-logits.npy")))
    #expect(logits.shape == [16, 10])
    let input = try NumPyArray(path: #require(sharedFile("golden/ic-resnet8/int8-input.npy")))
    guard case .int8 = input.elements else {
      Issue.record("the int8 input is of another type")
      return
    }
  }
}
