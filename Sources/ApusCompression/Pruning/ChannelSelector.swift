import ApusGraph
import Foundation

/// Chooses, by given scores, which units of channels to remove to come so and so far toward a target.
struct ChannelSelector {
  private let target: ChannelPruner.Target
  private let minimumChannels: Int
  /// The cost of the graph before the first round.
  private let initial: NetworkCost
  /// Units of each group before the first round, by the group's first layer.
  private var unitCounts: [String: Int] = [:]
  /// The share of the units to keep of each group that a pattern matches, by the group's first layer.
  private var ratios: [String: Double] = [:]

  /// - Throws: `keepRatio` for a ratio outside of `0 < ratio ≤ 1`, `pattern` for a pattern without a match.
  init(
    _ target: ChannelPruner.Target, for graph: Graph, minimumChannels: Int
  ) throws(CompressionError) {
    self.target = target
    self.minimumChannels = max(1, minimumChannels)
    initial = try NetworkCost(graph)
    let groups = try ChannelDependencies(graph).groups
    for group in groups { unitCounts[group.layers[0]] = group.units.count }
    guard case .ratios(let layers) = target else { return }
    for layer in layers {
      guard layer.keep > 0, layer.keep <= 1 else { throw .keepRatio(layer.keep) }
      guard groups.contains(where: { $0.layers.contains { layer.matches($0) } }) else {
        throw .pattern(layer.pattern)
      }
    }
    for group in groups {
      guard let layer = layers.first(where: { layer in group.layers.contains { layer.matches($0) } })
      else { continue }
      ratios[group.layers[0]] = layer.keep
    }
  }

  /// Finds out, before anything is trained, whether the whole target can be met.
  /// - Throws: `budget` where it cannot.
  func checkReachable(_ graph: Graph) throws(CompressionError) {
    let dependencies = try ChannelDependencies(graph)
    let equal = Array(repeating: 1.0, count: dependencies.members.count)
    _ = try removing(from: graph, dependencies, scores: equal, progress: 1)
  }

  /// The graph without the units that matter least.
  /// - Parameters:
  ///   - scores: of each unit.
  ///   - progress: how far toward the target, up to 1; sizes shrink exponentially.
  func removing(
    from graph: Graph, _ dependencies: ChannelDependencies, scores: [Double], progress: Double
  ) throws(CompressionError) -> Graph {
    switch target {
    case .ratios:
      return try graph.removing(
        units: unitsToRatios(graph, dependencies, scores, progress), dependencies: dependencies)
    case .budget(let budget):
      return try removing(from: graph, dependencies, scores, to: reached(budget, at: progress))
    }
  }

  private func unitsToRatios(
    _ graph: Graph, _ dependencies: ChannelDependencies, _ scores: [Double], _ progress: Double
  ) throws(CompressionError) -> Set<Int> {
    var model = try CostModel(graph, dependencies: dependencies)
    var removed: Set<Int> = []
    for group in dependencies.groups {
      guard let ratio = ratios[group.layers[0]] else { continue }
      let keep = Int((Double(unitCounts[group.layers[0]]!) * pow(ratio, progress)).rounded())
      var excess = group.units.count - max(keep, minimumChannels)
      for unit in group.units.sorted(by: { (scores[$0], $0) < (scores[$1], $1) }) where excess > 0 {
        guard model.saving(unit: unit, minimum: minimumChannels) != nil else { continue }
        model.remove(unit: unit)
        removed.insert(unit)
        excess -= 1
      }
    }
    return removed
  }

  /// A budget on the way from the initial cost to the final one.
  private func reached(_ budget: Budget, at progress: Double) -> Budget {
    func between(_ start: Int, _ end: Int?) -> Int? {
      guard let end, progress < 1, end > 0, start > end else { return end }
      return Int(Double(start) * pow(Double(end) / Double(start), progress))
    }
    return Budget(
      multiplyAccumulates: between(initial.multiplyAccumulates, budget.multiplyAccumulates),
      bytes: between(initial.bytes, budget.bytes))
  }

  private func removing(
    from graph: Graph, _ dependencies: ChannelDependencies, _ scores: [Double], to budget: Budget
  ) throws(CompressionError) -> Graph {
    // Normalizations that folding must leave alone cost something too, which is known only for the result.
    var aim = budget
    while true {
      let units = try units(of: graph, dependencies, scores, to: aim)
      let result = try graph.removing(units: units, dependencies: dependencies)
      let excess = budget.excess(of: try NetworkCost(result))
      guard excess.isPositive else { return result }
      aim.multiplyAccumulates = aim.multiplyAccumulates.map { $0 - max(excess.multiplyAccumulates, 0) }
      aim.bytes = aim.bytes.map { $0 - max(excess.bytes, 0) }
    }
  }

  /// The units to remove, the one with the least score for its share of what must still be saved first: the
  /// greedy solution of the knapsack problem that the budget poses. Once it is met, those that turn out not
  /// to have been needed are taken back, the greatest score first.
  private func units(
    of graph: Graph, _ dependencies: ChannelDependencies, _ scores: [Double], to budget: Budget
  ) throws(CompressionError) -> Set<Int> {
    var model = try CostModel(graph, dependencies: dependencies)
    let excess = budget.excess(of: try NetworkCost(graph))
    let start = NetworkCost(multiplyAccumulates: model.multiplyAccumulates, bytes: model.bytes)
    /// What must still be saved.
    func open(_ model: CostModel) -> NetworkCost {
      NetworkCost(
        multiplyAccumulates: excess.multiplyAccumulates - start.multiplyAccumulates
          + model.multiplyAccumulates,
        bytes: excess.bytes - start.bytes + model.bytes)
    }
    var removed: [Int] = []
    var candidates = Array(dependencies.members.indices)
    while open(model).isPositive {
      guard let best = cheapest(candidates, model, scores, open(model)) else {
        let smallest = try graph.removing(units: Set(removed), dependencies: dependencies)
        throw try unreachable(budget, smallest)
      }
      model.remove(unit: best)
      removed.append(best)
      candidates.removeAll { $0 == best }
    }
    for unit in removed.sorted(by: { (scores[$0], $1) > (scores[$1], $0) }) where scores[unit] > 0 {
      model.restore(unit: unit)
      if open(model).isPositive { model.remove(unit: unit) } else { removed.removeAll { $0 == unit } }
    }
    return Set(removed)
  }

  /// The candidate with the least score for what it saves; ties go to the greater saving, then to the first.
  private func cheapest(
    _ candidates: [Int], _ model: CostModel, _ scores: [Double], _ open: NetworkCost
  ) -> Int? {
    var best: (unit: Int, price: Double, benefit: Double)?
    for unit in candidates {
      guard let saving = model.saving(unit: unit, minimum: minimumChannels) else { continue }
      let benefit = open.covered(by: saving)
      guard benefit > 0 else { continue }
      let price = scores[unit] / benefit
      if let best, (price, -benefit) >= (best.price, -best.benefit) { continue }
      best = (unit, price, benefit)
    }
    return best?.unit
  }

  private func unreachable(_ budget: Budget, _ smallest: Graph) throws(CompressionError) -> CompressionError {
    let cost = try NetworkCost(smallest)
    if let wanted = budget.multiplyAccumulates, cost.multiplyAccumulates > wanted {
      return .budget(.multiplyAccumulates, wanted: wanted, smallest: cost.multiplyAccumulates)
    }
    return .budget(.bytes, wanted: budget.bytes ?? 0, smallest: cost.bytes)
  }
}

extension Budget {
  /// By how much a cost exceeds the budget; nothing or less where it does not, or there is no limit.
  fileprivate func excess(of cost: NetworkCost) -> NetworkCost {
    NetworkCost(
      multiplyAccumulates: multiplyAccumulates.map { cost.multiplyAccumulates - $0 } ?? 0,
      bytes: bytes.map { cost.bytes - $0 } ?? 0)
  }
}

extension NetworkCost {
  /// Whether there is anything of either.
  fileprivate var isPositive: Bool { multiplyAccumulates > 0 || bytes > 0 }

  /// The share of this excess that a saving covers, added up over arithmetic and bytes where they are still
  /// above the budget.
  fileprivate func covered(by saving: NetworkCost) -> Double {
    func share(_ part: Int, _ whole: Int) -> Double {
      whole > 0 ? min(Double(part) / Double(whole), 1) : 0
    }
    return share(saving.multiplyAccumulates, multiplyAccumulates) + share(saving.bytes, bytes)
  }
}

extension ChannelPruner.LayerRatio {
  /// Whether a layer's name fits the pattern.
  func matches(_ name: String) -> Bool { NamePattern(pattern).matches(name) }
}
