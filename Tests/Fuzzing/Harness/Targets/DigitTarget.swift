/// Pictures of digits. Changes are of the pattern alone, or of the extents alone.
enum Target: FuzzTarget {
  static func check(_ bytes: [UInt8]) throws(BrokenProperty) { try DigitProperty.check(bytes) }

  static func mutate(_ bytes: inout [UInt8], using random: inout Mutation.Random) -> Bool {
    guard bytes.count > 10 else { return false }
    if random.below(4) == 0 {
      Mutation.change(0..<10, of: &bytes, growth: 0)
    } else {
      Mutation.change(10..<bytes.count, of: &bytes)
    }
    return bytes.count > 10
  }
}
