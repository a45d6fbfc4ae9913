/// What went wrong with some of several things, a line each.
struct Failures: Error, CustomStringConvertible {
  /// A sentence for each.
  var messages: [String]

  var description: String { messages.joined(separator: "\napus: ") }
}
