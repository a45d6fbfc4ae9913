/// A JSON value (RFC 8259). Numbers stay text, so that each reader decides how exact it needs them, and
/// members keep their order, so that what is written is deterministic.
package enum JSONValue: Hashable, Sendable {
  /// `null`
  case null
  /// `true` or `false`
  case bool(Bool)
  /// A number as it is written.
  case number(String)
  /// Text.
  case string(String)
  /// Values in order.
  case array([JSONValue])
  /// Named values in order; names are unique.
  case object([Member])

  /// One named value of an object.
  package struct Member: Hashable, Sendable {
    /// The name.
    package var key: String
    /// The value.
    package var value: JSONValue

    /// A named value.
    package init(key: String, value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// A whole number.
  package static func integer(_ value: Int) -> JSONValue { .number("\(value)") }

  /// A finite number, in the fewest digits that lead back to the same bits.
  /// - Precondition: `value` is finite; JSON has no others.
  package static func real(_ value: Float) -> JSONValue {
    precondition(value.isFinite, "JSON has no infinities and no NaN")
    return .number("\(value)")
  }

  /// An object from pairs.
  package static func members(_ pairs: KeyValuePairs<String, JSONValue>) -> JSONValue {
    .object(pairs.map { Member(key: $0.key, value: $0.value) })
  }

  /// The value of a member; nil where this is no object or has none of that name.
  package subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }
}

extension JSONValue {
  /// The value as JSON text, without white space.
  package var text: String {
    var output = ""
    append(to: &output)
    return output
  }

  private func append(to output: inout String) {
    switch self {
    case .null: output += "null"
    case .bool(let value): output += value ? "true" : "false"
    case .number(let digits): output += digits
    case .string(let text): Self.append(quoted: text, to: &output)
    case .array(let values):
      output += "["
      for (index, value) in values.enumerated() {
        if index > 0 { output += "," }
        value.append(to: &output)
      }
      output += "]"
    case .object(let members):
      output += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { output += "," }
        Self.append(quoted: member.key, to: &output)
        output += ":"
        member.value.append(to: &output)
      }
      output += "}"
    }
  }

  private static func append(quoted text: String, to output: inout String) {
    output += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\r": output += "\\r"
      case "\t": output += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      case _: output.unicodeScalars.append(scalar)
      }
    }
    output += "\""
  }
}
