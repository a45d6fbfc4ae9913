extension String {
  /// The text as a terminal may show it on one line: control characters, which could move the cursor, and those that turn
  /// the direction of writing are written as `\t`, `\n`, `\r` or `\u{1B}`. For whatever comes from a file: names of
  /// classes, of operators, of other files.
  public var printable: String {
    escaped(except: []) { scalar in
      switch scalar {
      case "\t": "\\t"
      case "\n": "\\n"
      case "\r": "\\r"
      case _: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      }
    }
  }

  /// The same for text that a program has laid out: ends of lines and tabulators stay.
  public var printableLines: String {
    escaped(except: ["\n", "\t"]) { "\\u{\(String($0.value, radix: 16, uppercase: true))}" }
  }

  /// JSON that has been written on one line, in which those characters are written as JSON escapes them: `\u001b`.
  public var printableJSON: String {
    escaped(except: []) { scalar in
      let digits = String(scalar.value, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
  }

  /// The text with each character that steers terminals, but for some, written as a closure says.
  private func escaped(except kept: [Unicode.Scalar], as escape: (Unicode.Scalar) -> String) -> String {
    func isEscaped(_ scalar: Unicode.Scalar) -> Bool { scalar.steersTerminals && !kept.contains(scalar) }
    guard unicodeScalars.contains(where: isEscaped) else { return self }
    var result = ""
    for scalar in unicodeScalars {
      if isEscaped(scalar) { result += escape(scalar) } else { result.unicodeScalars.append(scalar) }
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
