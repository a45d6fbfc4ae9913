/// IDX files; of those in gzip, changes are of what is in them.
enum Target: FuzzTarget {
  static func check(_ file: [UInt8]) throws(BrokenProperty) { try IDXProperty.check(file) }

  static func mutate(_ file: inout [UInt8], using random: inout Mutation.Random) -> Bool {
    GzipMutation.apply(to: &file, using: &random)
  }
}
