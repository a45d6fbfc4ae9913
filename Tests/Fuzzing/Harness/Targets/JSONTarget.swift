/// JSON texts.
enum Target: FuzzTarget {
  static func check(_ file: [UInt8]) throws(BrokenProperty) { try JSONProperty.check(file) }
}
