/// `.onnx` files. Most changes keep the length of every message, without which nothing behind it is read.
enum Target: FuzzTarget {
  static func check(_ file: [UInt8]) throws(BrokenProperty) { try ONNXProperty.check(file) }

  static func mutate(_ file: inout [UInt8], using random: inout Mutation.Random) -> Bool {
    guard file.count >= 16 else { return false }
    for _ in 0...random.below(3) { file[random.below(file.count)] ^= UInt8(1 << random.below(8)) }
    return true
  }
}
