/// A network with inputs for some runs, as `kernel-cases` begins to write it: its file and the inputs follow.
struct Case {
  private static let nameBytes = 32
  /// The name and four numbers.
  private let words: InlineArray<12, UInt32>

  init(from stream: Semihosting.Stream) {
    var words = InlineArray<12, UInt32>(repeating: 0)
    withUnsafeMutableBytes(of: &words) { bytes in
      stream.fill(UnsafeMutableRawBufferPointer(rebasing: bytes[..<Self.nameBytes]))
      // The end is a name alone.
      guard bytes[0] != 0 else { return }
      stream.fill(UnsafeMutableRawBufferPointer(rebasing: bytes[Self.nameBytes...]))
    }
    self.words = words
  }

  /// Whether this stands behind the last case: it has no name.
  var isEnd: Bool { words[0] == 0 }
  var fileBytes: Int { Int(words[8]) }
  var runCount: Int { Int(words[9]) }
  /// Bytes of all the model's inputs.
  var inputBytes: Int { Int(words[10]) }
  /// Whether checksums are of what all operators make, or of the outputs alone.
  var coversAll: Bool { words[11] != 0 }
  /// The runs: inputs with a checksum.
  var bytesAfterFile: Int { runCount * (inputBytes + 4) }

  func writeName(to stream: Semihosting.Stream) {
    withUnsafeBytes(of: words) { stream.write(UnsafeRawBufferPointer(rebasing: $0[..<Self.nameBytes])) }
  }
}

extension Semihosting.Stream {
  /// Fills a buffer, or stops the firmware where the host has too few bytes.
  func fill(_ buffer: UnsafeMutableRawBufferPointer) {
    guard read(into: buffer) else {
      Semihosting.say("error: the cases end early\n")
      Semihosting.stop(status: 1)
    }
  }

  func word() -> UInt32 {
    var word: UInt32 = 0
    withUnsafeMutableBytes(of: &word) { fill($0) }
    return word
  }

  /// Reads bytes that nobody wants, piece by piece into some memory.
  func skip(_ count: Int, using memory: UnsafeMutableRawBufferPointer) {
    var rest = count
    while rest > 0 {
      let piece = UnsafeMutableRawBufferPointer(rebasing: memory[..<min(rest, memory.count)])
      fill(piece)
      rest -= piece.count
    }
  }
}
