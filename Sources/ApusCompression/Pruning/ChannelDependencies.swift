import ApusGraph

/// Which channels of a graph can be removed, and which only together.
///
/// Every channel of every value belongs to a *unit* (a minimal removable set, as in DepGraph, Fang et al.
/// 2023) or is fixed. Convolutions and dense layers start new units; normalization, rectifiers and pools
/// carry them on; a sum, difference or product, and a concatenation of rows or columns, merges the units of its
/// operands channel by channel; a concatenation of channels and a flattening lay them out anew; zero channels of a
/// `Pad` are units too, since fewer of them may be padded.
/// The graph's inputs, outputs and states, what states take over, softmax, reshaped values, and both sides of a grouped convolution are fixed.
public struct ChannelDependencies: Sendable {
  /// A layer's output channel that belongs to a unit.
  public struct Member: Hashable, Sendable {
    /// The convolution, depthwise convolution, dense layer or pad.
    public var layer: String
    /// The output channel.
    public var channel: Int

    /// A layer's channel.
    public init(layer: String, channel: Int) {
      self.layer = layer
      self.channel = channel
    }
  }

  /// Layers whose units overlap, so that their channels are counted and ranked together.
  public struct Group: Hashable, Sendable {
    /// Names of the layers, in graph order.
    public var layers: [String]
    /// The units, by number.
    public var units: [Int]
  }

  /// The unit of each channel of each value, by the value's name; nil where the channel is fixed.
  public let units: [String: [Int?]]
  /// The members of each unit, in graph order.
  public let members: [[Member]]
  /// The groups, in graph order.
  public let groups: [Group]

  /// Analyzes a graph.
  /// - Throws: `graph` where names or shapes do not fit.
  public init(_ graph: Graph) throws(CompressionError) {
    let shapes: [String: Shape]
    do { shapes = try graph.shapes() } catch { throw .graph(error) }
    var sets = DisjointSets()
    let fixed = sets.makeSet()
    /// The nodes that make channels, rather than pass their input's on: what is removed when those are.
    var owners: [String] = []
    let given = graph.inputs.map(\.name) + graph.states.map(\.name)
    var labels: [String: [Int]] = [:]
    for name in given { labels[name] = Array(repeating: fixed, count: shapes[name]!.channels) }
    for node in graph.nodes {
      let flow = node.operation.body.channelFlow(
        from: node.inputs.map { shapes[$0]! }, to: shapes[node.name]!)
      labels[node.name] = Self.labels(flow, inputs: node.inputs.map { labels[$0]! }, &sets, fixed: fixed)
      if node.operation.weighted != nil || flow.sources.contains(.made) { owners.append(node.name) }
    }
    for name in graph.exposedValues {
      guard let exposed = labels[name] else { throw .graph(.unknownOutput(name, node: name)) }
      for label in exposed { sets.unite(label, fixed) }
    }

    var numbers: [Int: Int] = [:]
    var units: [String: [Int?]] = [:]
    var members: [[Member]] = []
    for name in given + graph.nodes.map(\.name) {
      units[name] = labels[name]!.map { label in
        let root = sets.root(of: label)
        guard root != sets.root(of: fixed) else { return nil }
        if let number = numbers[root] { return number }
        numbers[root] = numbers.count
        members.append([])
        return numbers.count - 1
      }
    }
    for owner in owners {
      for (channel, unit) in units[owner]!.enumerated() {
        guard let unit else { continue }
        members[unit].append(Member(layer: owner, channel: channel))
      }
    }
    self.units = units
    self.members = members
    groups = Self.groups(owners, units)
  }

  /// The labels of a node's output channels; unites labels that the node ties.
  private static func labels(
    _ flow: ChannelFlow, inputs: [[Int]], _ sets: inout DisjointSets, fixed: Int
  ) -> [Int] {
    for input in flow.wholeInputs { for label in inputs[input] { sets.unite(label, fixed) } }
    let labels = flow.sources.map { source in
      switch source {
      case .made: sets.makeSet()
      case .fixed: fixed
      case .input(let input, let channel): inputs[input][channel]
      }
    }
    if flow.tiesInputs {
      for (input, others) in inputs.enumerated() where !flow.wholeInputs.contains(input) {
        for (label, other) in zip(labels, others) { sets.unite(label, other) }
      }
    }
    return labels
  }

  private static func groups(_ owners: [String], _ units: [String: [Int?]]) -> [Group] {
    var sets = DisjointSets()
    var firstOwner: [Int: Int] = [:]
    for (index, owner) in owners.enumerated() {
      _ = sets.makeSet()
      for unit in units[owner]! {
        guard let unit else { continue }
        if let first = firstOwner[unit] { sets.unite(first, index) } else { firstOwner[unit] = index }
      }
    }
    var groups: [Group] = []
    var position: [Int: Int] = [:]
    for (index, owner) in owners.enumerated() {
      let own = Set(units[owner]!.compactMap { $0 })
      guard !own.isEmpty else { continue }
      let root = sets.root(of: index)
      if let existing = position[root] {
        groups[existing].layers.append(owner)
        groups[existing].units = Set(groups[existing].units).union(own).sorted()
      } else {
        position[root] = groups.count
        groups.append(Group(layers: [owner], units: own.sorted()))
      }
    }
    return groups
  }
}

/// Disjoint sets of numbers with union and find (Tarjan 1975).
struct DisjointSets {
  private var parents: [Int] = []

  /// A new set of one number, which is returned.
  mutating func makeSet() -> Int {
    parents.append(parents.count)
    return parents.count - 1
  }

  /// The number that stands for a set: its smallest.
  func root(of element: Int) -> Int {
    var element = element
    while parents[element] != element { element = parents[element] }
    return element
  }

  /// Merges two sets.
  mutating func unite(_ first: Int, _ second: Int) {
    let (a, b) = (root(of: first), root(of: second))
    parents[max(a, b)] = min(a, b)
  }
}
