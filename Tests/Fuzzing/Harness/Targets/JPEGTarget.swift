/// JPEG images; changes are of single numbers, where markers and segments stay.
enum Target: FuzzTarget {
  static func check(_ file: [UInt8]) throws(BrokenProperty) { try ImageProperty.check(file) }

  static func mutate(_ file: inout [UInt8], using random: inout Mutation.Random) -> Bool {
    guard file.count >= 4 else { return false }
    for _ in 0...random.below(3) { Mutation.changeWord(of: &file, below: file.count, using: &random) }
    (file[0], file[1]) = (0xFF, 0xD8)
    return true
  }
}
