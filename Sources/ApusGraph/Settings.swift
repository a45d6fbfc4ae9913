/// An operator's settings as plain values by name, in order: what files hold of it, whatever their format.
public struct Settings: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  /// A plain value.
  public indirect enum Value: Hashable, Sendable {
    /// Nothing.
    case none
    /// A whole number.
    case integer(Int)
    /// A number.
    case real(Float)
    /// `true` or `false`
    case bool(Bool)
    /// Text.
    case text(String)
    /// Values in order.
    case list([Value])
    /// Values by name.
    case group(Settings)

    /// Whole numbers in order.
    public static func integers(_ values: [Int]) -> Value { .list(values.map { .integer($0) }) }

    /// A height and a width.
    static func size(_ size: Size) -> Value { .integers([size.height, size.width]) }

    /// Top, bottom, left and right.
    static func sides(_ sides: ResolvedPadding) -> Value {
      .integers([sides.top, sides.bottom, sides.left, sides.right])
    }
  }

  /// A value and its name.
  public struct Entry: Hashable, Sendable {
    /// The name.
    public var key: String
    /// The value.
    public var value: Value

    /// A named value.
    public init(key: String, value: Value) {
      self.key = key
      self.value = value
    }
  }

  /// Values by name, in the order in which they are written.
  public var entries: [Entry]

  /// Whole numbers beyond this are refused, which keeps all products of a few of them within `Int`.
  public static let largestInteger = 1 << 24

  /// Settings from their entries.
  public init(_ entries: [Entry]) { self.entries = entries }

  /// Settings from names and values.
  public init(dictionaryLiteral elements: (String, Value)...) {
    entries = elements.map { Entry(key: $0.0, value: $0.1) }
  }

  /// The value of a name; nil where there is none.
  public subscript(key: String) -> Value? { entries.first { $0.key == key }?.value }
}

/// Why settings are not those of an operator.
public enum SettingsError: Error, Hashable, Sendable {
  /// A setting is missing.
  case missing(key: String)
  /// A setting is not of the form or within the range that is needed.
  case form(key: String, needed: String)
}

extension Settings {
  private func entry(_ key: String) throws(SettingsError) -> Value {
    guard let value = self[key] else { throw .missing(key: key) }
    return value
  }

  /// A whole number from 0 to `largestInteger`.
  func integer(_ key: String) throws(SettingsError) -> Int {
    guard let integer = try entry(key).count else { throw .form(key: key, needed: "a count") }
    return integer
  }

  /// Whole numbers from 0 to `largestInteger`.
  /// - Parameter count: how many are needed; any number if nil.
  func integers(_ key: String, count: Int? = nil) throws(SettingsError) -> [Int] {
    guard case .list(let values) = try entry(key) else { throw .form(key: key, needed: "a list") }
    let integers = values.compactMap(\.count)
    guard integers.count == values.count, count == nil || integers.count == count else {
      throw .form(key: key, needed: count.map { "a list of \($0) counts" } ?? "a list of counts")
    }
    return integers
  }

  /// A finite number.
  func real(_ key: String) throws(SettingsError) -> Float {
    switch try entry(key) {
    case .integer(let value): return Float(value)
    case .real(let value) where value.isFinite: return value
    case .real, .none, .bool, .text, .list, .group: throw .form(key: key, needed: "a finite number")
    }
  }

  /// `true` or `false`
  func bool(_ key: String) throws(SettingsError) -> Bool {
    guard case .bool(let value) = try entry(key) else { throw .form(key: key, needed: "true or false") }
    return value
  }

  /// One of the texts that stand for a type's cases.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, of type: Choice.Type
  ) throws(SettingsError) -> Choice {
    guard case .text(let text) = try entry(key) else { throw .form(key: key, needed: "text") }
    guard let choice = Choice(rawValue: text) else {
      throw .form(key: key, needed: Choice.allCases.map(\.rawValue).joined(separator: " or "))
    }
    return choice
  }

  /// Settings within settings.
  func group(_ key: String) throws(SettingsError) -> Settings {
    guard case .group(let group) = try entry(key) else { throw .form(key: key, needed: "an object") }
    return group
  }

  /// A height and a width.
  func size(_ key: String) throws(SettingsError) -> Size {
    let extents = try integers(key, count: 2)
    return Size(height: extents[0], width: extents[1])
  }

  /// Top, bottom, left and right.
  func sides(_ key: String) throws(SettingsError) -> ResolvedPadding {
    let sides = try integers(key, count: 4)
    return ResolvedPadding(top: sides[0], bottom: sides[1], left: sides[2], right: sides[3])
  }

  /// A shape of a number of elements that 32 bits can count.
  func shape(_ key: String) throws(SettingsError) -> Shape {
    let extents = try integers(key)
    let fits = extents.reduce(1.0) { $0 * Double($1) } <= Double(Int32.max)
    guard fits else { throw .form(key: key, needed: "a shape of at most 2³¹ elements") }
    return Shape(extents)
  }

  /// How a window meets the border.
  func padding(_ key: String) throws(SettingsError) -> Padding {
    switch try entry(key) {
    case .text("valid"): return .valid
    case .text("same"): return .same
    case .none, .integer, .real, .bool, .text, .list, .group:
      let sides = try sides(key)
      return .explicit(top: sides.top, bottom: sides.bottom, left: sides.left, right: sides.right)
    }
  }
}

extension Settings.Value {
  /// A whole number from 0 to `largestInteger`.
  fileprivate var count: Int? {
    guard case .integer(let value) = self, (0...Settings.largestInteger).contains(value) else { return nil }
    return value
  }
}
