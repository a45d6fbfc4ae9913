import ApusGraph

/// Takes typed entries out of a JSON object; what is missing or of another form is an error that names
/// the key and where it belongs.
struct JSONObjectReader {
  let value: JSONValue
  /// What the object describes, for error messages: `the node conv1`.
  let context: String

  private func entry(_ key: String) throws(GraphFormatError) -> JSONValue {
    guard let entry = value[key] else { throw .missing(key: key, context: context) }
    return entry
  }

  private func formError(_ key: String, _ needed: String) -> GraphFormatError {
    .form(key: key, context: context, needed: needed)
  }

  /// A nested object.
  func object(_ key: String, context: String? = nil) throws(GraphFormatError) -> JSONObjectReader {
    let entry = try entry(key)
    guard case .object = entry else { throw formError(key, "an object") }
    return JSONObjectReader(value: entry, context: context ?? self.context)
  }

  /// Values in order.
  func array(_ key: String) throws(GraphFormatError) -> [JSONValue] {
    guard case .array(let values) = try entry(key) else { throw formError(key, "a list") }
    return values
  }

  /// What each of a list of objects describes.
  /// - Parameter make: makes it of an object's reader, whose context is the key and the place in the list.
  func objects<Value>(
    _ key: String, _ make: (JSONObjectReader) throws(GraphFormatError) -> Value
  ) throws(GraphFormatError) -> [Value] {
    var values: [Value] = []
    for (index, entry) in try array(key).enumerated() {
      guard case .object = entry else { throw formError(key, "a list of objects") }
      values.append(try make(JSONObjectReader(value: entry, context: "\(key) \(index)")))
    }
    return values
  }

  /// Whether an entry is there and not null.
  func has(_ key: String) -> Bool { value[key].map { $0 != .null } ?? false }

  /// One of the texts that stand for a type's cases.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, of type: Choice.Type
  ) throws(GraphFormatError) -> Choice {
    guard let choice = Choice(rawValue: try string(key)) else {
      throw formError(key, Choice.allCases.map(\.rawValue).joined(separator: " or "))
    }
    return choice
  }

  /// Text.
  func string(_ key: String) throws(GraphFormatError) -> String {
    guard case .string(let text) = try entry(key) else { throw formError(key, "text") }
    return text
  }

  /// Texts in order.
  func strings(_ key: String) throws(GraphFormatError) -> [String] {
    var texts: [String] = []
    for value in try array(key) {
      guard case .string(let text) = value else { throw formError(key, "a list of texts") }
      texts.append(text)
    }
    return texts
  }

  /// A whole number from 0 to `Settings.largestInteger`.
  func integer(_ key: String) throws(GraphFormatError) -> Int {
    guard let integer = Self.integer(try entry(key)) else { throw formError(key, "a count") }
    return integer
  }

  /// Whole numbers from 0 to `Settings.largestInteger`.
  func integers(_ key: String) throws(GraphFormatError) -> [Int] {
    let values = try array(key)
    let integers = values.compactMap(Self.integer)
    guard integers.count == values.count else { throw formError(key, "a list of counts") }
    return integers
  }

  /// A finite number.
  func real(_ key: String) throws(GraphFormatError) -> Float {
    guard let real = Self.real(try entry(key)) else { throw formError(key, "a finite number") }
    return real
  }

  /// Finite numbers in order.
  func reals(_ key: String) throws(GraphFormatError) -> [Float] {
    let values = try array(key)
    let reals = values.compactMap(Self.real)
    guard reals.count == values.count else { throw formError(key, "a list of finite numbers") }
    return reals
  }

  private static func integer(_ value: JSONValue) -> Int? {
    guard case .number(let digits) = value, let integer = Int(digits),
      (0...Settings.largestInteger).contains(integer)
    else { return nil }
    return integer
  }

  private static func real(_ value: JSONValue) -> Float? {
    guard case .number(let digits) = value, let real = Float(digits), real.isFinite else { return nil }
    return real
  }
}
