extension String {
  /// The text as a terminal may show it on one line: control characters, which could move the cursor, and those that turn
  /// the direction of writing are written as `\t`, `\n`, `\r` or `\u{1B}`. For whatever comes from a file: names of
  /// classes, of operators, of other files.
  public var printable: String {
    guard unicodeScalars.contains(where: \.steersTerminals) else { return self }
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\t": result += "\\t"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case _ where scalar.steersTerminals:
        result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      case _: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension Unicode.Scalar {
  /// Whether it is no visible character, but something that terminals and viewers act on.
  fileprivate var steersTerminals: Bool {
    switch value {
    case 0x00...0x1F, 0x7F...0x9F: true  // C0, delete and C1
    case 0x061C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: true  // direction of writing
    case 0x2028...0x2029: true  // ends of lines and paragraphs
    case _: false
    }
  }
}
