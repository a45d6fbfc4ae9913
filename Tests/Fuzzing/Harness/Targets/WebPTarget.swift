/// WebP images; changes are of single numbers, where chunks stay.
enum Target: FuzzTarget {
  static func check(_ file: [UInt8]) throws(BrokenProperty) { try ImageProperty.check(file) }

  static func mutate(_ file: inout [UInt8], using random: inout Mutation.Random) -> Bool {
    guard file.count >= 16 else { return false }
    for _ in 0...random.below(3) { Mutation.changeWord(of: &file, below: file.count, using: &random) }
    file.replaceSubrange(0..<4, with: Array("RIFF".utf8))
    file.replaceSubrange(8..<12, with: Array("WEBP".utf8))
    return true
  }
}
