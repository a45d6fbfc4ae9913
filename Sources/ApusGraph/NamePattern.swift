/// A pattern for names, as shells have them: `*` stands for any characters, `?` for any one, all others for
/// themselves.
public struct NamePattern: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The pattern as it was written: `layer1.*`.
  public let description: String

  /// A pattern.
  public init(_ pattern: String) { description = pattern }

  /// A pattern.
  public init(stringLiteral value: String) { self.init(value) }

  /// Whether a whole name fits the pattern. Takes at most time in proportion to the product of both lengths.
  public func matches(_ name: String) -> Bool {
    let (pattern, text) = (Array(description.utf8), Array(name.utf8))
    var (p, t) = (0, 0)
    // Where to go on if a guess about the last star was wrong: it then stands for one character more.
    var retry: (pattern: Int, text: Int)?
    while t < text.count {
      if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
        retry = (p, t)
        p += 1
      } else if p < pattern.count, pattern[p] == text[t] || pattern[p] == UInt8(ascii: "?") {
        p += 1
        t += 1
      } else if let (star, begin) = retry {
        retry = (star, begin + 1)
        p = star + 1
        t = begin + 1
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
