import ApusFiles

/// All that keeps a file's network from being imported: which operators, and what of them is not supported.
public struct Obstacles: Hashable, Sendable, CustomStringConvertible {
  /// What one operator of the file has that is not supported.
  public struct Obstacle: Hashable, Sendable {
    /// The operator's name in its format: `CONV_2D`.
    public var name: String
    /// What of it is not supported, as it continues a sentence: `with the fused activation SIGN_BIT`; nil where nothing of
    /// it is.
    public var detail: String?
    /// Its place in the file, from 0.
    public var index: Int
    /// The operator's own name, where the file gives it one.
    public var label: String?

    /// An obstacle from its parts.
    public init(name: String, detail: String? = nil, index: Int, label: String? = nil) {
      self.name = name
      self.detail = detail
      self.index = index
      self.label = label
    }
  }

  /// All of them, in the file's order.
  public private(set) var all: [Obstacle] = []

  /// None.
  public init() {}

  /// Whether there are none.
  public var isEmpty: Bool { all.isEmpty }

  /// Adds one.
  public mutating func append(_ obstacle: Obstacle) { all.append(obstacle) }

  /// More kinds than these are only counted.
  private static let mostKinds = 16

  /// A clause that continues a sentence which began with the file: `has 3 operators that are not supported: LSTM (2), EINSUM
  /// (1: operator 14, "encoder/attn")`
  public var description: String {
    var kinds: [String] = []
    var members: [String: [Obstacle]] = [:]
    for obstacle in all {
      let kind = obstacle.name.printable + (obstacle.detail.map { " \($0.printable)" } ?? "")
      if members[kind] == nil { kinds.append(kind) }
      members[kind, default: []].append(obstacle)
    }
    // The most frequent first, otherwise in the file's order.
    let sorted = kinds.enumerated().sorted {
      let (one, other) = (members[$0.element]!.count, members[$1.element]!.count)
      return one == other ? $0.offset < $1.offset : one > other
    }
    var parts = sorted.prefix(Self.mostKinds).map { "\($0.element) (\(Self.count(members[$0.element]!)))" }
    if sorted.count > Self.mostKinds { parts.append("\(sorted.count - Self.mostKinds) other kinds") }
    let operators = all.count == 1 ? "an operator that is" : "\(all.count) operators that are"
    return "has \(operators) not supported: \(parts.joined(separator: ", "))"
  }

  /// How many there are; of one alone also where it is.
  private static func count(_ obstacles: [Obstacle]) -> String {
    guard obstacles.count == 1 else { return "\(obstacles.count)" }
    let label = obstacles[0].label.map { ", \"\($0.printable)\"" } ?? ""
    return "1: operator \(obstacles[0].index)\(label)"
  }
}
