import ApusExporter
import ApusGraph
import ApusModel
import RuntimeTestSupport
import Testing

@Suite struct DamagedModelTests {
  private func open(_ bytes: [UInt8]) throws(ModelError) {
    let memory = AlignedBytes(bytes)
    _ = try Model(memory.readOnly)
  }

  @Test func everyChangedByteIsAnError() throws {
    let file = try Exporter.export(SampleGraphs.straight())
    let memory = GuardedBytes(count: file.count)
    memory.memory.copyBytes(from: file)
    _ = try Model(memory.readOnly(file.count))
    for index in file.indices {
      for change: UInt8 in [1, 0x80, 0xFF] {
        memory.memory[index] = file[index] ^ change
        #expect(throws: ModelError.self) { try Model(memory.readOnly(file.count)) }
      }
      memory.memory[index] = file[index]
    }
  }

  @Test func everyTruncationIsAnError() throws {
    let file = try Exporter.export(SampleGraphs.branched())
    let memory = GuardedBytes(count: file.count)
    memory.memory.copyBytes(from: file)
    for count in 0..<file.count {
      let expected = count < 20 ? 20 : file.count
      #expect(throws: ModelError.length(expected: expected, found: count)) {
        try Model(memory.readOnly(count))
      }
    }
  }

  @Test func spareBytesAreAnError() throws {
    let file = try Exporter.export(SampleGraphs.straight())
    #expect(throws: ModelError.length(expected: file.count, found: file.count + 1)) {
      try open(file + [0])
    }
    #expect(throws: ModelError.length(expected: file.count, found: 1 << 22)) {
      try open(file + Array(repeating: 0, count: 1 << 22 - file.count))
    }
  }

  @Test func anEmptyFileIsAnError() {
    #expect(throws: ModelError.length(expected: 20, found: 0)) { try open([]) }
    #expect(throws: ModelError.length(expected: 20, found: 0)) {
      try Model(UnsafeRawBufferPointer(start: nil, count: 0))
    }
  }

  @Test func otherFilesAreNotModels() {
    #expect(throws: ModelError.notAModel) { try open(Array("PK".utf8) + Array(repeating: 0, count: 98)) }
    #expect(throws: ModelError.notAModel) { try open(Array(repeating: 0, count: 64)) }
  }

  @Test func aNewerVersionIsNamed() throws {
    var file = try Exporter.export(SampleGraphs.straight())
    file[4] = 3
    file.mendChecksum()
    #expect(throws: ModelError.version(3)) { try open(file) }
  }

  @Test func aMisalignedBufferIsRefused() throws {
    let file = try Exporter.export(SampleGraphs.straight())
    let memory = AlignedBytes(count: file.count + 16)
    for shift in 1..<16 {
      let moved = UnsafeMutableRawBufferPointer(rebasing: memory.memory[shift..<(shift + file.count)])
      moved.copyBytes(from: file)
      #expect(throws: ModelError.misaligned) { try Model(UnsafeRawBufferPointer(moved)) }
    }
  }

  /// Fields changed one at a time, the checksum mended: the error names the field.
  @Test(arguments: [
    (7, [UInt8]([4]), ModelError.Flaw.reserved), (16, [0, 0], .arenaRegion),
    (20, [0, 0], .operatorCount), (20, [1, 0x10], .operatorCount), (24, [1], .section),
    (32, [0, 0], .section), (36, [0], .valueCount), (38, [0], .valueCount),
    (39, [1], .reserved), (58, [3], .element), (59, [1], .reserved), (60, [1], .reserved),
    (40, [4], .arenaRegion), (44, [0, 0], .shape),
    (52, [0, 0, 0, 0x80], .scale), (64, [0], .kind), (64, [99], .kind), (65, [2], .inputCount),
    (66, [127, 0x80], .clamp), (88, [2], .constants), (92, [1], .input), (96, [0, 0], .window),
    (112, [2], .groups), (94, [1], .reserved), (114, [1], .reserved), (125, [1], .reserved),
    (126, [1], .reserved),
  ])
  func anImpossibleFieldIsNamed(_ offset: Int, _ bytes: [UInt8], _ flaw: ModelError.Flaw) throws {
    var file = try Exporter.export(SampleGraphs.straight())
    file.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
    file.mendChecksum()
    var found: ModelError?
    do throws(ModelError) { try open(file) } catch { found = error }
    guard case .invalid(flaw, let byte) = found else {
      Issue.record("\(String(describing: found)) instead of \(flaw)")
      return
    }
    #expect(abs(byte - offset) <= 8)
    #expect(found!.description.contains("byte \(byte)"))
  }
}

extension DamagedModelTests {
  /// Fields of the operators that move elements, changed one at a time: offsets from the operator's record.
  @Test(arguments: [
    (OperatorKind.slice, 32, [UInt8]([2]), ModelError.Flaw.shape), (.slice, 32, [6, 0], .shape),
    (.slice, 34, [3], .shape), (.slice, 36, [3, 0, 0, 0], .shape),
    (.slice, 36, [0xFF, 0xFF, 0xFF, 0xFF], .shape), (.slice, 40, [0, 0], .shape), (.slice, 40, [3], .shape),
    (.slice, 42, [0, 0], .shape), (.slice, 44, [5], .shape), (.slice, 44, [0, 0, 0, 0x80], .shape),
    (.slice, 1, [2], .inputCount), (.slice, 20, [99], .quantization), (.slice, 28, [9], .input),
    (.transpose, 32, [3], .shape), (.transpose, 33, [2], .shape), (.transpose, 32, [1, 2, 0], .shape),
    (.transpose, 34, [255], .shape), (.transpose, 1, [2], .inputCount), (.transpose, 20, [99], .quantization),
    (.transpose, 8, [1, 0], .shape),
    (.resizeNearest, 32, [4], .window), (.resizeNearest, 32, [0xFF], .window),
    (.resizeNearest, 12, [1, 0], .shape), (.resizeNearest, 8, [0, 0], .shape),
    (.resizeNearest, 8, [0xFF, 0xFF], .arenaRegion), (.resizeNearest, 1, [2], .inputCount),
    (.resizeNearest, 20, [99], .quantization),
    (.resizeBilinear, 32, [3], .window), (.resizeBilinear, 32, [0x80], .window),
    (.resizeBilinear, 12, [1, 0], .shape), (.resizeBilinear, 1, [2], .inputCount),
    (.resizeBilinear, 20, [99], .quantization),
    (.transposedConvolution, 32, [0, 0], .window), (.transposedConvolution, 36, [0, 0], .window),
    (.transposedConvolution, 38, [0, 0], .window), (.transposedConvolution, 40, [2], .window),
    (.transposedConvolution, 42, [0, 0], .window), (.transposedConvolution, 32, [0, 8], .constants),
    (.transposedConvolution, 24, [2], .constants),
    (.transposedConvolution, 12, [0xFF, 0xFF, 0xFF], .arenaRegion),
    (.transposedConvolution, 1, [2], .inputCount),
    (.concatenate, 60, [3], .shape), (.concatenate, 60, [0], .shape), (.concatenate, 60, [1], .shape),
    (.concatenate, 1, [1], .inputCount),
  ])
  func anImpossibleMoveIsNamed(
    _ kind: OperatorKind, _ offset: Int, _ bytes: [UInt8], _ flaw: ModelError.Flaw
  ) throws {
    var file = try Exporter.export(SampleGraphs.moving())
    let record = try #require(
      (0..<Int(file[20])).map { 64 + 64 * $0 }.first { file[$0] == kind.rawValue })
    file.replaceSubrange(record + offset..<record + offset + bytes.count, with: bytes)
    file.mendChecksum()
    let damaged = AlignedBytes(file)
    var found: ModelError?
    do throws(ModelError) { _ = try Model(damaged.readOnly) } catch { found = error }
    guard case .invalid(flaw, let byte) = found else {
      Issue.record("\(String(describing: found)) instead of \(flaw)")
      return
    }
    #expect((record..<record + 64).contains(byte))
  }
}

extension [UInt8] {
  /// Makes the checksum right again.
  mutating func mendChecksum() {
    let checksum = withUnsafeBytes { CRC32C.checksum(of: $0, zeroing: 12) }
    for index in 0..<4 { self[12 + index] = UInt8(truncatingIfNeeded: checksum >> (8 * UInt32(index))) }
  }
}
