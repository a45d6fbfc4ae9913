/// PNG images; changes keep the checksums of chunks right.
enum Target: FuzzTarget {
  static func check(_ file: [UInt8]) throws(BrokenProperty) { try ImageProperty.check(file) }

  static func mutate(_ file: inout [UInt8], using random: inout Mutation.Random) -> Bool {
    PNGMutation.apply(to: &file, using: &random)
  }
}
