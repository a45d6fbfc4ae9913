/// Changes of an IDX file, plain or in gzip. What is in gzip is stored there uncompressed, so that a change of it is a
/// change of bytes, and its checksum is made right again.
enum GzipMutation {
  private static let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]

  /// Makes one change.
  /// - Returns: false where the file is compressed.
  static func apply(to file: inout [UInt8], using random: inout Mutation.Random) -> Bool {
    guard file.starts(with: [0x1F, 0x8B]) else {
      changeContents(&file, using: &random)
      if random.below(8) == 0 { file = stored(file) }
      return true
    }
    guard var contents = contents(of: file) else { return false }
    changeContents(&contents, using: &random)
    file = random.below(8) == 0 ? contents : stored(contents)
    return true
  }

  private static func changeContents(_ contents: inout [UInt8], using random: inout Mutation.Random) {
    guard contents.count >= 8, random.below(2) == 0 else {
      return Mutation.change(0..<contents.count, of: &contents)
    }
    Mutation.changeWord(of: &contents, below: min(contents.count, 20), using: &random)
    // As many elements as the extents say.
    let rank = Int(contents[3])
    guard (1...4).contains(rank), contents.count >= 4 + 4 * rank else { return }
    let count = (0..<rank).reduce(1.0) { product, dimension in
      product * Double(contents[4 + 4 * dimension..<8 + 4 * dimension].reduce(0) { $0 << 8 | Int($1) })
    }
    guard count <= 4_096 else { return }
    let elements = contents[(4 + 4 * rank)...] + Array(repeating: 0, count: Int(count))
    contents = Array(contents.prefix(4 + 4 * rank) + elements.prefix(Int(count)))
  }

  /// One block of up to 65,535 bytes as they are.
  private static func stored(_ contents: [UInt8]) -> [UInt8] {
    let block = contents.prefix(0xFFFF)
    let length = UInt16(block.count)
    let lengths = [length, ~length].flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let trailer = [Checksum.crc32(block), UInt32(block.count)].flatMap { word in
      (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) }
    }
    return header + [1] + lengths + block + trailer
  }

  private static func contents(of file: [UInt8]) -> [UInt8]? {
    let start = header.count + 5
    guard file.count >= start + 8, file[3] == 0, file[header.count] == 1 else { return nil }
    return Array(file[start..<file.count - 8])
  }
}
