/// Checkpoints; changes keep the lengths that the header announces.
enum Target: FuzzTarget {
  static func check(_ file: [UInt8]) throws(BrokenProperty) { try CheckpointProperty.check(file) }

  static func mutate(_ file: inout [UInt8], using random: inout Mutation.Random) -> Bool {
    SafetensorsMutation.apply(to: &file, using: &random)
  }
}
