import ApusModel

/// `.apus` files; changes know the format's records.
enum Target: FuzzTarget {
  static func check(_ file: [UInt8]) throws(BrokenProperty) {
    try ApusProperty.check(file)
    try AnswerProperty.check(file)
    try RaisingProperty.check(file)
  }

  static func mutate(_ file: inout [UInt8], using random: inout Mutation.Random) -> Bool {
    guard file.count >= Layout.Compact.stream else { return false }
    for _ in 0...random.below(3) { ApusMutation.apply(to: &file, using: &random) }
    return true
  }
}
