/// `.tflite` files; changes leave every byte where it is, since a FlatBuffer is held together by distances.
enum Target: FuzzTarget {
  static func check(_ file: [UInt8]) throws(BrokenProperty) { try TFLiteProperty.check(file) }

  static func mutate(_ file: inout [UInt8], using random: inout Mutation.Random) -> Bool {
    guard file.count >= 16 else { return false }
    for _ in 0...random.below(3) { Mutation.changeWord(of: &file, below: file.count, using: &random) }
    return true
  }
}
