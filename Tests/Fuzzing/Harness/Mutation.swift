/// Changes of a file that keep its length.
enum Mutation {
  /// SplitMix64, seeded by libFuzzer so that a run can be repeated.
  struct Random {
    private var state: UInt64

    init(seed: UInt32) { state = UInt64(seed) }

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }

    /// One of `0 ..< bound`.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }
  }

  private static let words: [UInt32] = [
    0, 1, 2, 3, 4, 8, 16, 17, 32, 64, 127, 128, 255, 256, 4095, 4096, 65535, 65536, 1 << 20, 1 << 24, 1 << 30,
    0x7FFF_FFF0, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FF80, 0xFFFF_FFFE, 0xFFFF_FFFF,
    // 2⁻²⁶, 1/256, 1, the largest and the smallest normal float, the smallest of all, infinity.
    0x3280_0000, 0x3B80_0000, 0x3F80_0000, 0x7F7F_FFFF, 0x0080_0000, 1, 0x7F80_0000,
  ]

  /// Changes one number of one, two or four bytes among the first bytes.
  static func changeWord(of file: inout [UInt8], below end: Int, using random: inout Random) {
    let width = [1, 2, 4, 4][random.below(4)]
    guard end >= width, file.count >= end else { return }
    let target = random.below(end / width) * width
    var value = read(file, target, width)
    switch random.below(4) {
    case 0: value = words[random.below(words.count)]
    case 1: value = read(file, random.below(end / width) * width, width)
    case 2: value = value &+ [1, 16, 64, 0xFFFF_FFFF, 0xFFFF_FFF0, value][random.below(6)]
    default: value ^= 1 << UInt32(random.below(8 * width))
    }
    for index in 0..<width { file[target + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(index))) }
  }

  private static func read(_ file: [UInt8], _ offset: Int, _ width: Int) -> UInt32 {
    (0..<width).reduce(0) { $0 | UInt32(file[offset + $1]) << (8 * UInt32($1)) }
  }
}
