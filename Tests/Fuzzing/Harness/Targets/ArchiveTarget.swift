/// Archives of images; changes of a `.tar` keep the checksums of headers right.
enum Target: FuzzTarget {
  static func check(_ file: [UInt8]) throws(BrokenProperty) { try ArchiveProperty.check(file) }

  static func mutate(_ file: inout [UInt8], using random: inout Mutation.Random) -> Bool {
    TarMutation.apply(to: &file, using: &random)
  }
}
