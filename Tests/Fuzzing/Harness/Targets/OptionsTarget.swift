/// Values of options.
enum Target: FuzzTarget {
  static func check(_ file: [UInt8]) throws(BrokenProperty) { try OptionsProperty.check(file) }
}
