/// Changes of a PNG whose chunks keep right lengths and checksums.
enum PNGMutation {
  /// Makes one change.
  /// - Returns: false where the file does not consist of chunks.
  static func apply(to file: inout [UInt8], using random: inout Mutation.Random) -> Bool {
    guard var chunks = chunks(of: file), !chunks.isEmpty else { return false }
    let index = random.below(chunks.count)
    switch random.below(8) {
    case 0: chunks.remove(at: index)
    case 1: chunks.insert(chunks[index], at: random.below(chunks.count + 1))
    case 2: chunks.swapAt(index, random.below(chunks.count))
    case 3: Mutation.change(0..<4, of: &chunks[index], growth: 0)
    case 4, 5: Mutation.change(4..<chunks[index].count, of: &chunks[index])
    default:
      // The header: extents, depth, color, interlacing.
      Mutation.changeWord(of: &chunks[0], below: chunks[0].count, using: &random)
      chunks[0].replaceSubrange(0..<4, with: Array("IHDR".utf8))
    }
    chunks.removeAll { $0.count < 4 }
    file = signature
    for chunk in chunks {
      file += bigEndian(UInt32(chunk.count - 4)) + chunk + bigEndian(Checksum.crc32(chunk))
    }
    return true
  }

  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Types and contents of the chunks.
  private static func chunks(of file: [UInt8]) -> [[UInt8]]? {
    guard file.starts(with: signature) else { return nil }
    var chunks: [[UInt8]] = []
    var at = signature.count
    while at + 12 <= file.count {
      let length = file[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= file.count - at - 12 else { break }
      chunks.append(Array(file[at + 4..<at + 8 + length]))
      at += 12 + length
    }
    return chunks
  }

  private static func bigEndian(_ word: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) }
  }
}
