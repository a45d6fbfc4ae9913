import ApusGraph

/// Which channels of a graph can be removed, and which only together.
///
/// Every channel of every value belongs to a *unit* (a minimal removable set, as in DepGraph, Fang et al.
/// 2023) or is fixed. Convolutions and dense layers start new units; normalization, rectifiers and pools
/// carry them on; a sum, difference or product, and a concatenation of rows or columns, merges the units of its
/// operands channel by channel; a concatenation of channels and a flattening lay them out anew; zero channels of a
/// `Pad` are units too, since fewer of them may be padded.
/// The graph's input and output, softmax, reshaped values, and both sides of a grouped convolution are fixed.
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
    var labels = [Graph.inputName: Array(repeating: fixed, count: graph.inputShape.channels)]
    for node in graph.nodes {
      let inputs = node.inputs.map { labels[$0]! }
      labels[node.name] = Self.labels(
        of: node, inputs: inputs, channels: shapes[node.name]!.channels, &sets, fixed: fixed)
    }
    for label in labels[graph.nodes.last!.name]! { sets.unite(label, fixed) }

    var numbers: [Int: Int] = [:]
    var units: [String: [Int?]] = [:]
    var members: [[Member]] = []
    for name in [Graph.inputName] + graph.nodes.map(\.name) {
      units[name] = labels[name]!.map { label in
        let root = sets.root(of: label)
        guard root != sets.root(of: fixed) else { return nil }
        if let number = numbers[root] { return number }
        numbers[root] = numbers.count
        members.append([])
        return numbers.count - 1
      }
    }
    for node in graph.nodes where node.operation.ownsChannels {
      for (channel, unit) in units[node.name]!.enumerated() {
        guard let unit else { continue }
        members[unit].append(Member(layer: node.name, channel: channel))
      }
    }
    self.units = units
    self.members = members
    groups = Self.groups(graph, units)
  }

  /// The labels of a node's output channels; unites labels that the node ties.
  private static func labels(
    of node: Node, inputs: [[Int]], channels: Int, _ sets: inout DisjointSets, fixed: Int
  ) -> [Int] {
    func fresh(_ count: Int) -> [Int] { (0..<count).map { _ in sets.makeSet() } }
    func fix(_ labels: [Int]) { for label in labels { sets.unite(label, fixed) } }
    switch node.operation {
    case .convolution(let body):
      guard body.groups > 1 else { return fresh(channels) }
      fix(inputs[0])
      return Array(repeating: fixed, count: channels)
    case .dense:
      return fresh(channels)
    case .depthwiseConvolution(let body):
      return inputs[0].flatMap { Array(repeating: $0, count: body.multiplier) }
    case .batchNormalization, .maxPool, .averagePool, .globalAveragePool, .relu, .relu6, .leakyReLU,
      .sigmoid, .hardSwish, .dropout:
      return inputs[0]
    case .add, .subtract, .multiply:
      // A single channel that stands for all of another operand's must stay; a constant follows its partner.
      let widest = inputs.first { $0.count == channels } ?? Array(repeating: fixed, count: channels)
      for input in inputs {
        if input.count == channels { zip(widest, input).forEach { sets.unite($0, $1) } } else { fix(input) }
      }
      return widest
    case .concatenate(let body):
      if body.axis == .channels { return inputs.flatMap { $0 } }
      for other in inputs.dropFirst() {
        for (first, second) in zip(inputs[0], other) { sets.unite(first, second) }
      }
      return inputs[0]
    case .pad(let body):
      return fresh(body.channelsBefore) + inputs[0] + fresh(body.channelsAfter)
    case .flatten:
      return (0..<channels).map { inputs[0][$0 % inputs[0].count] }
    case .reshape, .softmax:
      fix(inputs[0])
      return Array(repeating: fixed, count: channels)
    case .slice(let body):
      let taken = body.grid.channels
      // Of channels that are not neighbours, those between must stay too.
      if taken.stride > 1, taken.count > 1 { fix(inputs[0]) }
      return (0..<taken.count).map { inputs[0][taken.begin + $0 * taken.stride] }
    case .transpose(let body):
      if body.keepsChannels { return inputs[0] }
      fix(inputs[0])
      return Array(repeating: fixed, count: channels)
    case .resizeNearest, .resizeBilinear: return inputs[0]
    case .transposedConvolution: return fresh(channels)
    }
  }

  private static func groups(_ graph: Graph, _ units: [String: [Int?]]) -> [Group] {
    let owners = graph.nodes.filter { $0.operation.ownsChannels }.map(\.name)
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

extension Operation {
  /// Whether the operation makes its output channels itself, rather than passing its input's on: what is
  /// removed when they are.
  fileprivate var ownsChannels: Bool {
    switch self {
    case .convolution, .depthwiseConvolution, .dense: true
    case .pad(let body): body.channelsBefore + body.channelsAfter > 0
    case .batchNormalization, .maxPool, .averagePool, .globalAveragePool, .relu, .relu6, .leakyReLU, .sigmoid,
      .hardSwish, .add, .subtract, .multiply,
      .concatenate, .flatten, .reshape, .dropout, .softmax:
      false
    case .slice, .transpose, .resizeNearest, .resizeBilinear: false
    case .transposedConvolution: true
    }
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
